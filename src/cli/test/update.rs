//! `iamsim test --update`

use std::io::{self, IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::bundle::Trouble;
use crate::cli::console::{COULD_NOT_ANSWER, complain, complain_of, refuse, report};
use crate::load::{Files, Found, replace};
use crate::scenario::{Change, Defaults, ScenarioFile, Update};
use crate::text::{Diff, RenderStyle, printable};

const NOT_UPDATED: u8 = 1;
const CONTEXT: usize = 3;

/// A file whose text is to change.
struct Proposal {
    path: PathBuf,
    old: String,
    new: String,
    changes: Vec<Change>,
}

/// How to read files, and which cases of them are meant.
pub(super) struct Work<'w> {
    pub(super) documents: &'w Files,
    pub(super) defaults: &'w Defaults,
    pub(super) selects: &'w dyn Fn(&Path, &str) -> bool,
}

/// What was found in all files.
#[derive(Default)]
struct Proposals {
    all: Vec<Proposal>,
    cells: usize,
    unreadable: bool,
    stuck: bool,
}

/// Shows how the expectations of the selected cases must change to be what comes out, and changes
/// them if `yes`, or if somebody at a terminal says so.
pub(super) fn update(files: &[Found], work: &Work<'_>, yes: bool) -> ExitCode {
    let mut proposals = Proposals::default();
    for found in files {
        proposals.add(found, work);
    }
    if proposals.cells == 0 && !proposals.unreadable && !proposals.stuck {
        return refuse("there is no such case");
    }
    let shown = show(&proposals.all);
    if shown.is_err_and(|why| why.kind() != io::ErrorKind::BrokenPipe) {
        return refuse("cannot write the answer");
    }
    let done = proposals.all.is_empty() || may_write(&proposals.all, yes);
    let is_written = done && write_all(&proposals.all);
    if proposals.unreadable || done && !is_written {
        return ExitCode::from(COULD_NOT_ANSWER);
    }
    ExitCode::from(if proposals.stuck || !is_written { NOT_UPDATED } else { 0 })
}

impl Proposals {
    fn add(&mut self, found: &Found, work: &Work<'_>) {
        match ScenarioFile::read_found(found, work.defaults) {
            Ok(None) => {}
            Ok(Some(file)) => self.add_file(found, &file, work),
            Err(troubles) => {
                self.unreadable = true;
                report(&troubles);
            }
        }
    }

    fn add_file(&mut self, found: &Found, file: &ScenarioFile, work: &Work<'_>) {
        let selects = |id: &str| (work.selects)(&found.path, id);
        match crate::scenario::update(file, work.defaults, work.documents, &selects) {
            Ok(Update { text, changes, cells }) => {
                self.cells += cells;
                if !changes.is_empty() {
                    let (path, old) = (found.path.clone(), file.source().text().to_owned());
                    self.all.push(Proposal { path, old, new: text, changes });
                }
            }
            Err(troubles) => {
                self.stuck = true;
                stuck(found, &troubles);
            }
        }
    }
}

fn stuck(found: &Found, troubles: &[Trouble]) {
    report(troubles);
    let name = printable(&found.path.display().to_string());
    complain(&format!("{name} is left as it is"));
}

/// The changes with their reasons, as a diff of each file.
fn show(proposals: &[Proposal]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for proposal in proposals {
        for change in &proposal.changes {
            out.write_all(change.text().as_bytes())?;
        }
        writeln!(out, "\n{}", diff(proposal))?;
    }
    if proposals.is_empty() {
        writeln!(out, "nothing to update")?;
    }
    out.flush()
}

fn diff(proposal: &Proposal) -> String {
    let name = proposal.path.display().to_string();
    let diff = Diff::between(&proposal.old, &proposal.new, CONTEXT);
    diff.unified(&name, &name, RenderStyle::Coloured)
}

fn may_write(proposals: &[Proposal], yes: bool) -> bool {
    if yes {
        return true;
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        complain("nothing was written: say `--yes` to write this");
        return false;
    }
    let changes: usize = proposals.iter().map(|proposal| proposal.changes.len()).sum();
    let question = match changes {
        1 => "expect this from now on?".to_owned(),
        _ => format!("expect these {changes} from now on?"),
    };
    let asked = dialoguer::Confirm::new().with_prompt(question).default(false).interact_opt();
    matches!(asked, Ok(Some(true)))
}

/// Whether all files were written.
fn write_all(proposals: &[Proposal]) -> bool {
    let mut all_written = true;
    for Proposal { path, old, new, .. } in proposals {
        match replace(path, old, new) {
            Ok(()) => complain(&format!("updated {}", printable(&path.display().to_string()))),
            Err(why) => {
                all_written = false;
                complain_of(&printable(&why));
            }
        }
    }
    all_written
}
