//! Files, each read once.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::bundle::{Documents, Text, Trouble};
use crate::catalog::Catalog;
use crate::text::{Diagnostic, Source, Span, Syntax, quote};

pub(super) const LONGEST: u64 = 256 << 20;

type Opened = Result<Text, Result<Trouble, String>>;

/// A file that is being read, or was.
type Entry = Arc<OnceLock<Opened>>;

/// Opens files by path and remembers them. Several threads read several files at once, and each
/// file once.
#[derive(Debug, Default)]
pub struct Files {
    opened: Mutex<HashMap<PathBuf, Entry>>,
    catalog: Option<&'static Catalog>,
}

/// The language of a file by its ending: YAML for `.yaml` and `.yml`, JSON with comments for
/// `.jsonc`, else JSON. Its letter case does not matter.
pub fn syntax_of(path: &Path) -> Syntax {
    let ending = path.extension().and_then(|ending| ending.to_str());
    match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("yaml" | "yml") => Syntax::Yaml,
        Some("jsonc") => Syntax::JsonWithComments,
        _ => Syntax::Json,
    }
}

/// Why a file cannot be read, in plain words.
pub fn why_unreadable(why: &io::Error) -> String {
    match why.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => why.to_string(),
    }
}

/// Reads a file whole. One that is larger than any document of people's is refused, since a device
/// has no end.
///
/// # Errors
/// If it cannot be read or is longer than 256 MiB.
pub fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let expected = file.metadata()?.len().min(LONGEST);
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or_default());
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other("it is larger than 256 MiB"));
    }
    Ok(bytes)
}

/// What nobody named at the prompt must be a regular file: a pipe or a device may never end.
///
/// # Errors
/// If something else stands there.
pub fn expect_regular(path: &Path) -> Result<(), String> {
    match path.metadata() {
        Ok(found) if !found.is_file() && !found.is_dir() => Err(format!(
            "cannot read {}: it is no regular file",
            quote(&path.display().to_string())
        )),
        _ => Ok(()),
    }
}

/// Reads a file as text, whatever language it is in.
///
/// # Errors
/// Why it cannot be read.
pub fn read_source(path: &Path) -> Result<Source, String> {
    let name = path.display().to_string();
    let bytes =
        read_bytes(path).map_err(|why| format!("cannot read {name}: {}", why_unreadable(&why)))?;
    Source::from_bytes(name.as_str(), bytes)
        .map_err(|why| format!("cannot read {name}: {}", why.diagnostic.message))
}

impl Files {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// No files yet, and this catalogue beside them.
    pub fn with_catalog(catalog: &'static Catalog) -> Self {
        Self { catalog: Some(catalog), ..Self::default() }
    }

    /// What is known of AWS: the catalogue given, or what comes with the program.
    pub fn known_catalog(&self) -> &'static Catalog {
        self.catalog.unwrap_or_else(Catalog::embedded)
    }

    /// The same with nothing read yet.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self { catalog: self.catalog, ..Self::default() }
    }

    /// Reads a file in the given language.
    ///
    /// # Errors
    /// The mistake with its place, or why the file cannot be read.
    pub fn read(path: &Path, syntax: Syntax) -> Opened {
        let name = path.display().to_string();
        let unreadable = |why| Err(format!("cannot read {name}: {}", why_unreadable(&why)));
        let bytes = read_bytes(path).map_err(unreadable)?;
        let source = Source::from_bytes(name, bytes).map_err(|why| {
            Ok(Trouble { diagnostic: why.diagnostic, source: Arc::new(why.source) })
        })?;
        Text::read(source, syntax).map_err(Ok)
    }

    /// Whether another text named this file, so that it was opened.
    pub(super) fn has_read(&self, path: &Path) -> bool {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.contains_key(&without_detours(path))
    }

    fn entry(&self, path: &Path) -> Entry {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.entry(path.to_owned()).or_default().clone()
    }

    /// A mistake of a file as a whole.
    pub fn trouble(name: &str, message: impl Into<String>) -> Trouble {
        Trouble {
            diagnostic: Diagnostic::error(Trouble::UNREADABLE, Span::default(), message),
            source: Arc::new(Source::new(name, "")),
        }
    }
}

impl Documents for Files {
    fn catalog(&self) -> Option<&Catalog> {
        Some(self.known_catalog())
    }

    fn open(&self, from: &Source, path: &str) -> Opened {
        let path = path_beside(from, path);
        let read = || {
            if Path::new(from.name()).is_file() {
                expect_regular(&path).map_err(Err)?;
            }
            Self::read(&path, syntax_of(&path))
        };
        self.entry(&path).get_or_init(read).clone()
    }
}

/// Where a path leads that a text names: paths are relative to the text's folder.
pub fn path_beside(from: &Source, path: &str) -> PathBuf {
    let folder = Path::new(from.name()).parent().unwrap_or(Path::new(""));
    without_detours(&folder.join(path))
}

/// The same path without `folder/..`, as people would write it. A folder that is a link stays as it
/// is, since what lies above it is elsewhere.
pub fn without_detours(path: &Path) -> PathBuf {
    let mut short = PathBuf::new();
    for part in path.components() {
        let is_back = part == Component::ParentDir;
        let is_named = matches!(short.components().next_back(), Some(Component::Normal(_)));
        if is_back && is_named && !short.is_symlink() {
            short.pop();
        } else if part != Component::CurDir {
            short.push(part);
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{read_bytes, without_detours};

    #[cfg(unix)]
    #[test]
    fn what_has_no_end_is_not_read_to_it() {
        let why = read_bytes(Path::new("/dev/zero")).unwrap_err();
        assert_eq!(why.to_string(), "it is larger than 256 MiB");
        assert_eq!(read_bytes(Path::new("/dev/null")).unwrap(), b"");
    }

    #[test]
    fn detours_are_left_out() {
        let short = |path: &str| without_detours(Path::new(path)).display().to_string();
        assert_eq!(short("cases/../policies/home.json"), "policies/home.json");
        assert_eq!(short("./a/./b/../../c.json"), "c.json");
        assert_eq!(short("../up/x.json"), "../up/x.json");
        assert_eq!(short("/etc/../x.json"), "/x.json");
    }
}
