//! `--fix`: files changed where every request is decided as before, or shown as they would be.

use std::fmt::Write;
use std::path::Path;

use super::is_file;
use super::targets::{Kinds, Targets};
use crate::lint::{PolicyFile, Repaired, Terms, repair};
use crate::load::{byte_order_mark, replace};
use crate::text::{Diff, RenderStyle, in_parallel, printable, quote};

/// How many unchanged lines stand around a change.
const CONTEXT: usize = 3;

/// What came of `--fix`.
#[derive(Default)]
pub(super) struct Mended {
    /// What is said on the standard output.
    pub(super) shown: String,
    /// What is said beside it.
    pub(super) messages: Vec<String>,
    /// Whether a file could not be written.
    pub(super) failed: bool,
}

/// Fixes all files that can be written, or shows what would change.
pub(super) fn mend(
    targets: &mut Targets,
    kinds: &Kinds<'_>,
    terms: Terms<'_>,
    only_show: bool,
) -> Mended {
    let one = |file: &PolicyFile| {
        let reread = |source| kinds.reread(source, file);
        repair(file, &reread, terms)
    };
    let repaired: Vec<Repaired> = in_parallel(&targets.files, one);
    let mut mended = Mended::default();
    for (file, repaired) in targets.files.iter_mut().zip(repaired) {
        for refused in &repaired.refused {
            let at = file.source.position(refused.finding.diagnostic.span.start);
            let (code, why) = (refused.finding.diagnostic.code, printable(&refused.why));
            let name = printable(file.source.name());
            mended
                .messages
                .push(format!("note: {name}:{}: {code} is left as it is: {why}", at.line));
        }
        if repaired.done.is_empty() {
            continue;
        }
        if only_show {
            mended.shown.push_str(&diff(file, &repaired.file));
        } else if !is_file(file.source.name()) {
            let name = quote(file.source.name());
            mended.messages.push(format!("note: {name} is no file, and is left as it is"));
        } else {
            mended.write(file, repaired);
        }
    }
    mended
}

impl Mended {
    fn write(&mut self, file: &mut PolicyFile, repaired: Repaired) {
        let name = file.source.name();
        match replace(Path::new(name), file.source.text(), repaired.file.source.text()) {
            Ok(()) => {
                for done in &repaired.done {
                    let (what, before) = (printable(&done.what), quote(&done.before));
                    let _ = writeln!(
                        self.shown,
                        "fixed {}: {}: {what} ({before})",
                        printable(name),
                        done.code
                    );
                }
                *file = repaired.file;
            }
            Err(why) => {
                self.failed = true;
                self.messages.push(format!("error: {}", printable(&why)));
            }
        }
    }
}

/// The changes as a unified diff, which `git apply` takes.
fn diff(old: &PolicyFile, new: &PolicyFile) -> String {
    let name = old.source.name();
    let mark = byte_order_mark(Path::new(old.source.name()));
    let [before, after] = [old, new].map(|file| format!("{mark}{}", file.source.text()));
    let diff = Diff::between(&before, &after, CONTEXT);
    diff.unified(&format!("a/{name}"), &format!("b/{name}"), RenderStyle::Plain)
}
