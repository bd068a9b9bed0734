//! What a report on mutants says.

use super::outcome::MutantRun;
use super::suites::suites;
use crate::scenario::FileReport;
use crate::scenario::report::{
    Ending, InWorkflowLog, Suite, SuiteReport, Summary, without_commands,
};

/// A report on mutants.
pub trait MutantReport {
    /// What to write of a run.
    fn run(&mut self, run: &MutantRun, seconds: f64) -> String;

    /// What to write where cases do not pass without any mutant, or files cannot be read, so that
    /// there is nothing to judge by.
    fn without_judges(&mut self, troubled: &[FileReport], seconds: f64) -> String;
}

impl<R: MutantReport> MutantReport for InWorkflowLog<R> {
    fn run(&mut self, run: &MutantRun, seconds: f64) -> String {
        without_commands(&self.0.run(run, seconds))
    }

    fn without_judges(&mut self, troubled: &[FileReport], seconds: f64) -> String {
        without_commands(&self.0.without_judges(troubled, seconds))
    }
}

/// A report on mutants that takes each policy as a suite.
#[derive(Clone, Debug, Default)]
pub struct PoliciesAsSuites<R>(pub R);

impl<R: SuiteReport> PoliciesAsSuites<R> {
    fn all(&mut self, suites: impl IntoIterator<Item = Suite>, seconds: f64) -> String {
        let (mut text, mut summary) = (String::new(), Summary::default());
        for suite in suites {
            summary.add_suite(&suite);
            text += &self.0.suite(&suite);
        }
        text + &self.0.end(&Ending { summary, seconds, files_left_out: 0 })
    }
}

impl<R: SuiteReport> MutantReport for PoliciesAsSuites<R> {
    fn run(&mut self, run: &MutantRun, seconds: f64) -> String {
        self.all(suites(run), seconds)
    }

    fn without_judges(&mut self, troubled: &[FileReport], seconds: f64) -> String {
        self.all(troubled.iter().map(Suite::of), seconds)
    }
}
