//! Reports are written while the run goes on.

use super::{Ending, Suite};
use crate::scenario::FileReport;

/// A report on scenario files.
pub trait Report {
    /// What to write once this file has been run; files come in their order.
    fn file(&mut self, report: &FileReport) -> String;

    /// What to write at the end.
    fn end(&mut self, ending: &Ending) -> String;
}

/// A report on whatever has suites.
pub trait SuiteReport {
    /// What to write once all of this suite is known; suites come in their order.
    fn suite(&mut self, suite: &Suite) -> String;

    /// What to write at the end.
    fn end(&mut self, ending: &Ending) -> String;
}

/// A report on scenario files that takes each as a suite.
#[derive(Clone, Debug, Default)]
pub struct AsSuites<R>(pub R);

impl<R: SuiteReport> Report for AsSuites<R> {
    fn file(&mut self, report: &FileReport) -> String {
        self.0.suite(&Suite::of(report))
    }

    fn end(&mut self, ending: &Ending) -> String {
        self.0.end(ending)
    }
}
