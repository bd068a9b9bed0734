//! One run from the first file to the closing line.

use std::process::ExitCode;
use std::time::Instant;

use super::coverage::{Judgement, Measurement};
use super::last_run::LastRun;
use super::plan::Plan;
use super::runner::run_all;
use super::selection::Empty;
use super::telling;
use crate::cli::console::{COULD_NOT_ANSWER, complain, complain_of, refuse};
use crate::cli::progress::Progress;
use crate::cli::reports::Sinks;
use crate::load::Search;
use crate::scenario::FileReport;
use crate::scenario::report::{Ending, Report, Summary};

/// A run that is about to begin.
pub(super) struct Once<'p> {
    pub(super) plan: &'p Plan,
    pub(super) search: Search,
}

/// Where a run writes.
struct Outputs {
    sinks: Sinks<dyn Report>,
    measurement: Option<Measurement>,
}

impl Once<'_> {
    /// Runs the files, writes the reports, and remembers what failed.
    pub(super) fn run(self) -> ExitCode {
        let started = Instant::now();
        let mut outputs = match self.outputs() {
            Ok(outputs) => outputs,
            Err(message) => return refuse(&message),
        };
        let (summary, files_left_out) = self.run_files(&mut outputs);
        let Outputs { mut sinks, measurement } = outputs;
        let ending = Ending { summary, seconds: started.elapsed().as_secs_f64(), files_left_out };
        sinks.write(&mut |report| report.end(&ending));
        let mut judgement = Judgement::Enough;
        if let Some(measurement) = measurement {
            let outlets;
            (judgement, outlets) = measurement.end();
            for outlet in outlets {
                sinks.also_close(outlet);
            }
        }
        // INVARIANT: the exit code tells the outcome also where nobody reads on.
        sinks.close(self.exit_code(&summary, judgement))
    }

    fn outputs(&self) -> Result<Outputs, String> {
        let told = self.plan.told;
        let make = |kind, manner| telling::report(kind, manner, told);
        let sinks = Sinks::open(&self.plan.reports, &make)?;
        let people = sinks.place_for_people();
        let measuring = self.plan.measuring.as_ref();
        let measurement =
            measuring.map(|asked| asked.open(&self.plan.paths, &people)).transpose()?;
        sinks.refuse_shared_places(measurement.iter().flat_map(Measurement::outlets))?;
        Ok(Outputs { sinks, measurement })
    }

    /// How the cases ended, and how many files were left out after a failure.
    fn run_files(&self, outputs: &mut Outputs) -> (Summary, usize) {
        let Outputs { sinks, measurement } = outputs;
        let found = &self.search.found;
        let (mut summary, mut last) = (Summary::default(), LastRun::of(&self.plan.project));
        let progress = Progress::begin(found.len());
        let mut left = found.len();
        let all = run_all(&self.plan.runner, found, self.plan.jobs, measurement.is_some());
        for (found, ran) in found.iter().zip(all) {
            left -= 1;
            if let (Some(measurement), Some(shown)) = (measurement.as_mut(), ran.shown) {
                measurement.add(shown);
            }
            let Some(report) = ran.report else {
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

    fn exit_code(&self, summary: &Summary, judgement: Judgement) -> ExitCode {
        for error in &self.search.errors {
            complain_of(error);
        }
        let is_empty = summary.cases() == 0 && summary.unreadable == 0;
        let is_mistaken = is_empty && self.is_mistaken();
        let without_answer = summary.unreadable + summary.errored + self.search.errors.len();
        if is_mistaken || without_answer > 0 || judgement == Judgement::NotMeasured {
            return ExitCode::from(COULD_NOT_ANSWER);
        }
        let is_bad = summary.failed > 0 || judgement == Judgement::TooLittle;
        ExitCode::from(u8::from(is_bad))
    }

    /// Says why nothing ran. Whether that is a mistake.
    fn is_mistaken(&self) -> bool {
        match self.plan.runner.selection().why_empty(&self.plan.paths) {
            Empty::Mistaken(message) => {
                complain_of(&message);
                true
            }
            Empty::Rightly(message) => {
                complain(&message);
                false
            }
        }
    }
}

fn is_clean(report: &FileReport) -> bool {
    report.cases.as_ref().is_ok_and(|cases| cases.iter().all(|case| case.outcome.is_well()))
}
