//! In: files that were linted. Out: what people and programs read of them.

mod github;
mod json;
mod people;
mod sarif;

use std::fmt::Write;

use super::check::{CheckedFile, Judged};
use super::rule::Choice;
use crate::text::Severity;

pub use github::github_commands;
pub use json::{json_report, lint_schema};
pub use people::{Telling, file_for_people, summary};
pub use sarif::sarif_log;
pub(crate) use sarif::{fingerprint_of, located, log_of};

/// What a run of the linter came to.
#[derive(Clone, Copy, Debug)]
pub struct LintReport<'r> {
    /// The files with policies, in order.
    pub files: &'r [CheckedFile],
    /// Files that hold no policy.
    pub skipped: &'r [String],
    /// Why files could not be read.
    pub unread: &'r [String],
    /// Policies that scenario files expect to be refused, and that are left alone.
    pub meant_wrong: usize,
}

impl LintReport<'_> {
    /// Every finding that counts.
    pub fn counted(&self) -> impl Iterator<Item = &Judged> {
        let all = self.files.iter().flat_map(CheckedFile::findings);
        all.filter(|judged| judged.counts())
    }

    /// How many findings there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.counted().filter(|judged| judged.severity() == severity).count()
    }

    /// How many findings `--fix` can fix.
    pub fn fixable(&self) -> usize {
        self.counted().filter(|judged| judged.finding.fix.is_some()).count()
    }

    /// How many findings are allowed.
    pub fn allowed(&self) -> usize {
        let all = self.files.iter().flat_map(CheckedFile::findings);
        all.filter(|judged| !judged.counts()).count()
    }

    /// How many policies there are.
    pub fn policies(&self) -> usize {
        self.files.iter().map(|file| file.policies.len().max(1)).sum()
    }

    /// Whether a finding fails the run, which errors and security warnings always do.
    pub fn fails(&self, denied: &[Choice]) -> bool {
        self.counted().any(|judged| {
            judged.severity() >= Severity::SecurityWarning
                || denied.iter().any(|choice| choice.fits(&judged.finding.diagnostic))
        })
    }
}

/// A path as an address within the repository: what is special there is spelled out.
fn uri(path: &str) -> String {
    let plain = path.replace('\\', "/");
    let plain = plain.strip_prefix("./").unwrap_or(&plain);
    let mut uri = String::with_capacity(plain.len());
    for byte in plain.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
