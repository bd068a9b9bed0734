//! One place that a report goes to.

use std::fs::{File, OpenOptions, create_dir_all};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use super::ReportKind;
use super::plan::Target;
use crate::bundle::Text;
use crate::cli::settings::NAME;
use crate::load::{Files, is_document, syntax_of};
use crate::text::quote;

/// GitHub refuses a page that is longer.
const LONGEST_PAGE: usize = 1 << 20;

const CUT: &str = "\n\nThe rest is left out, since a summary may not be longer than 1 MiB.\n";

/// How reports begin that may be left unfinished.
const REPORTS: [&str; 6] = ["{\"v\":", "<?xml", "TAP version", "## iamsim", "::", "TN:"];

/// A place under way. Once it has failed, it takes nothing more.
pub(in crate::cli) struct Outlet {
    name: String,
    for_people: bool,
    writer: Box<dyn Write>,
    shown_at_once: bool,
    room: Room,
    failure: Option<io::Error>,
    place: Option<PathBuf>,
}

/// How much more a place takes.
enum Room {
    Endless,
    Bytes(usize),
    Full,
}

impl Room {
    /// As many whole lines as there is room for, and what to say if that is not all.
    fn take<'t>(&mut self, text: &'t str) -> (&'t str, &'static str) {
        match *self {
            Self::Endless => (text, ""),
            Self::Full => ("", ""),
            Self::Bytes(left) if text.len() <= left => {
                *self = Self::Bytes(left - text.len());
                (text, "")
            }
            Self::Bytes(left) => {
                *self = Self::Full;
                let end = text.as_bytes()[..left].iter().rposition(|&byte| byte == b'\n');
                (&text[..end.map_or(0, |end| end + 1)], CUT)
            }
        }
    }
}

impl Outlet {
    /// Opens the place; the folder of a file is made.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(in crate::cli) fn open(target: Target, kind: ReportKind) -> Result<Self, String> {
        match target {
            Target::Stdout if kind == ReportKind::Human => {
                let people = Self::shown("the standard output", Box::new(anstream::stdout()));
                Ok(Self { for_people: true, ..people })
            }
            Target::Stderr if kind == ReportKind::Human => {
                Ok(Self::shown("the standard error", Box::new(anstream::stderr())))
            }
            Target::Stdout => Ok(Self::shown("the standard output", Box::new(io::stdout()))),
            Target::Stderr => Ok(Self::shown("the standard error", Box::new(io::stderr()))),
            Target::File(path) => Self::file(&path, create(&path), Room::Endless),
            Target::Appended(path) => {
                let opened = OpenOptions::new().append(true).create(true).open(&path);
                let used = path.metadata().map_or(0, |file| file.len());
                let used = usize::try_from(used).unwrap_or(usize::MAX);
                let room = LONGEST_PAGE.saturating_sub(CUT.len()).saturating_sub(used);
                Self::file(&path, opened, Room::Bytes(room))
            }
        }
    }

    fn shown(name: &str, writer: Box<dyn Write>) -> Self {
        Self {
            name: name.to_owned(),
            for_people: false,
            writer,
            shown_at_once: true,
            room: Room::Endless,
            failure: None,
            place: None,
        }
    }

    fn file(path: &Path, opened: io::Result<File>, room: Room) -> Result<Self, String> {
        let name = quote(&path.display().to_string());
        match opened {
            Ok(file) => {
                let writer = Box::new(BufWriter::new(file));
                Ok(Self {
                    name,
                    for_people: false,
                    writer,
                    shown_at_once: false,
                    room,
                    failure: None,
                    place: path.canonicalize().ok().filter(|place| place.is_file()),
                })
            }
            Err(why) => Err(format!("cannot write the report {name}: {why}")),
        }
    }

    /// The file that it writes, however it was named; none for a device or a pipe.
    pub(in crate::cli) fn place(&self) -> Option<&Path> {
        self.place.as_deref()
    }

    /// Whether people read here what is told on the standard output.
    pub(in crate::cli) fn is_stdout_for_people(&self) -> bool {
        self.for_people
    }

    /// Writes a part of a report.
    pub(in crate::cli) fn write(&mut self, text: &str) {
        if self.failure.is_some() || text.is_empty() {
            return;
        }
        let (fitting, rest) = self.room.take(text);
        let write = |part: &str| self.writer.write_all(part.as_bytes());
        let mut written = [fitting, rest].into_iter().try_for_each(write);
        if self.shown_at_once {
            written = written.and_then(|()| self.writer.flush());
        }
        self.failure = written.err();
    }

    /// Ends the file. Why it is not whole, if so; nobody needs to read on.
    pub(in crate::cli) fn close(mut self) -> Option<String> {
        let flushed = self.writer.flush().err();
        let failure = self.failure.or(flushed)?;
        let is_mistake = failure.kind() != io::ErrorKind::BrokenPipe;
        is_mistake.then(|| format!("cannot write the report to {}: {failure}", self.name))
    }
}

/// Whether a file is one that we read: by its name, or by what it holds.
fn is_input(path: &Path) -> bool {
    const FIELDS: [&str; 7] =
        ["Statement", "cases", "title", "principals", "contexts", "resources", "extends"];
    let is_settings = path.file_name().is_some_and(|name| name == NAME);
    let holds = |text: &Text| FIELDS.into_iter().any(|field| text.node.get(field).is_some());
    is_settings
        || match Files::read(path, syntax_of(path).with_comments()) {
            Ok(text) => holds(&text),
            Err(_) => is_broken_input(path),
        }
}

/// Whether a file that cannot be parsed may still be what people wrote: it has the name of a
/// document, and does not begin as our reports do.
fn is_broken_input(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    let is_report = REPORTS.iter().any(|report| start.starts_with(report.as_bytes()));
    is_document(path) && read.is_ok() && !start.is_empty() && !is_report
}

/// Opens a file to write it anew. What people wrote for us to read is not written over, whichever
/// run reads it.
fn create(path: &Path) -> io::Result<File> {
    if path.is_file() && is_input(path) {
        return Err(io::Error::other("scenarios, policies or settings stand there"));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        create_dir_all(folder)?;
    }
    File::create(path)
}
