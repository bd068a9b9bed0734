//! How many cases ended how.

use super::{Status, Suite};
use crate::scenario::{FileReport, Outcome};

/// How many cases ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were read.
    pub files: usize,
    /// Files that could not be read.
    pub unreadable: usize,
    /// Cases that came out as expected.
    pub passed: usize,
    /// Cases that came out otherwise.
    pub failed: usize,
    /// Cases without an answer.
    pub errored: usize,
    /// Cases that were not asked, or claims that are waived.
    pub skipped: usize,
    /// How many of all are claims about all requests.
    pub claims: usize,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ending {
    /// How many cases ended how.
    pub summary: Summary,
    /// How long it took.
    pub seconds: f64,
    /// Files that were not run because an earlier one failed.
    pub files_left_out: usize,
}

impl Summary {
    /// Counts a file.
    pub fn add(&mut self, report: &FileReport) {
        let Ok(cases) = &report.cases else {
            self.unreadable += 1;
            return;
        };
        self.files += usize::from(!cases.is_empty());
        for case in cases {
            self.claims += usize::from(case.claim.is_some());
            match case.outcome {
                Outcome::Passed => self.passed += 1,
                Outcome::Failed(_) => self.failed += 1,
                Outcome::Errored(_) => self.errored += 1,
                Outcome::Waived(..) => self.skipped += 1,
            }
        }
    }

    /// Counts a suite.
    pub fn add_suite(&mut self, suite: &Suite) {
        if suite.unreadable.is_some() {
            self.unreadable += 1;
            return;
        }
        self.files += usize::from(!suite.entries.is_empty());
        for entry in &suite.entries {
            match entry.status {
                Status::Passed => self.passed += 1,
                Status::Skipped { .. } => self.skipped += 1,
                Status::Failed(_) => self.failed += 1,
                Status::Errored(_) => self.errored += 1,
            }
        }
    }

    /// How many cases ran.
    pub fn cases(&self) -> usize {
        self.passed + self.failed + self.errored + self.skipped
    }
}
