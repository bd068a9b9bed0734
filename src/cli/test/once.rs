//! One run from the first file to the closing line.

use std::process::ExitCode;
use std::time::Instant;

use super::last_run::LastRun;
use super::plan::Plan;
use super::progress::Progress;
use super::runner::run_all;
use super::selection::Empty;
use super::{COULD_NOT_ANSWER, telling};
use crate::cli::report::complain;
use crate::cli::reports::Sinks;
use crate::load::Search;
use crate::scenario::report::{Ending, Report, Summary};
use crate::scenario::{FileReport, Outcome};

/// A run that is about to begin.
pub(super) struct Once<'p> {
    pub(super) plan: &'p Plan,
    pub(super) search: Search,
}

impl Once<'_> {
    /// Runs the files, writes the reports, and remembers what failed.
    pub(super) fn run(self) -> ExitCode {
        let started = Instant::now();
        let detail = self.plan.detail;
        let make = |kind, manner| telling::report(kind, manner, detail);
        let mut sinks = match Sinks::open(&self.plan.reports, &make) {
            Ok(sinks) => sinks,
            Err(message) => {
                complain(&format!("error: {message}"));
                return ExitCode::from(COULD_NOT_ANSWER);
            }
        };
        let (summary, files_left_out) = self.run_files(&mut sinks);
        let ending = Ending { summary, seconds: started.elapsed().as_secs_f64(), files_left_out };
        sinks.write(&mut |report| report.end(&ending));
        // INVARIANT: the exit code tells the outcome also where nobody reads on.
        sinks.close(self.exit_code(&summary))
    }

    /// How the cases ended, and how many files were left out after a failure.
    fn run_files(&self, sinks: &mut Sinks<dyn Report>) -> (Summary, usize) {
        let found = &self.search.found;
        let (mut summary, mut last) = (Summary::default(), LastRun::of(&self.plan.project));
        let progress = Progress::begin(found.len());
        let mut left = found.len();
        for (found, report) in found.iter().zip(run_all(&self.plan.runner, found, self.plan.jobs)) {
            left -= 1;
            let Some(report) = report else {
                progress.step(|| ());
                continue;
            };
            summary.add(&report);
            let chosen = self.plan.runner.selection().of_file(&found.path);
            last.note(&report, &|id| chosen.would_select(id));
            progress.step(|| sinks.write(&mut |sink| sink.file(&report)));
            if self.plan.fail_fast && !is_clean(&report) {
                break;
            }
        }
        progress.end();
        last.keep();
        (summary, left)
    }

    fn exit_code(&self, summary: &Summary) -> ExitCode {
        for error in &self.search.errors {
            complain(&format!("error: {error}"));
        }
        let is_empty = summary.cases() == 0 && summary.unreadable == 0;
        let why_empty = is_empty.then(|| self.plan.runner.selection().why_empty(&self.plan.paths));
        let is_mistaken = match why_empty {
            Some(Empty::Mistaken(message)) => {
                complain(&format!("error: {message}"));
                true
            }
            Some(Empty::Rightly(message)) => {
                complain(&message);
                false
            }
            None => false,
        };
        let without_answer = summary.unreadable + summary.errored + self.search.errors.len();
        if is_mistaken || without_answer > 0 {
            ExitCode::from(COULD_NOT_ANSWER)
        } else {
            ExitCode::from(u8::from(summary.failed > 0))
        }
    }
}

fn is_clean(report: &FileReport) -> bool {
    let passed = |outcome: &Outcome| matches!(outcome, Outcome::Passed);
    report.cases.as_ref().is_ok_and(|cases| cases.iter().all(|case| passed(&case.outcome)))
}
