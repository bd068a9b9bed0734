//! What is asked for, by flags and by `iamsim.toml`; flags win.

use std::path::PathBuf;
use std::sync::Arc;

use super::Test;
use super::coverage::Measuring;
use super::last_run::LastRun;
use super::runner::Runner;
use super::selection::Selection;
use super::telling::Telling;
use crate::bundle::Trouble;
use crate::cli::clock::clock;
use crate::cli::console::complain;
use crate::cli::ordered::threads;
use crate::cli::reports::ReportTo;
use crate::cli::settings::Settings;
use crate::load::{Search, find_all};
use crate::scenario::report::Detail;

/// What to run and how to tell it.
pub(super) struct Plan {
    /// Files, folders and globs.
    pub(super) paths: Vec<String>,
    /// By which a run is remembered.
    pub(super) project: PathBuf,
    /// Files at a time.
    pub(super) jobs: usize,
    /// The reports asked for.
    pub(super) reports: Vec<ReportTo>,
    /// How much people are told.
    pub(super) told: Telling,
    /// Whether a failure ends the run.
    pub(super) fail_fast: bool,
    /// What to measure, if anything.
    pub(super) measuring: Option<Measuring>,
    /// What all files have in common.
    pub(super) runner: Arc<Runner>,
}

impl Plan {
    /// What this run comes to.
    ///
    /// # Errors
    /// Every mistake in `iamsim.toml`, and those in catalogues.
    pub(super) fn new(test: &Test) -> Result<Self, Vec<Trouble>> {
        let settings = Settings::find()?;
        let jobs = threads(test.jobs.or(settings.jobs));
        let catalog = test.catalogue.catalog_with(&settings)?;
        let defaults = test.scenarios.defaults(&settings)?.at(test.now.unwrap_or_else(clock));
        let runner = Runner::new(selection(test, &settings), defaults, catalog);
        let project = settings.project().to_owned();
        let measuring = Measuring::new(&test.coverage, &settings, test.runs_everything(), catalog);
        let asked = &test.reports.reports;
        Ok(Self {
            paths: test.scenarios.paths(&settings),
            project,
            jobs,
            reports: if asked.is_empty() { settings.reports } else { asked.clone() },
            told: Telling {
                detail: Detail::of_flags(test.loudness.quiet, test.loudness.verbose),
                catalog,
                suggest: test.loudness.suggest,
            },
            fail_fast: test.fail_fast,
            measuring,
            runner: Arc::new(runner),
        })
    }

    /// The files that the paths lead to.
    pub(super) fn search(&self) -> Search {
        find_all(&self.paths)
    }
}

fn selection(test: &Test, settings: &Settings) -> Selection {
    let last = test.choice.failed.then(|| LastRun::of(settings.project()));
    if last.as_ref().is_some_and(|last| !last.is_known()) {
        complain("no run is remembered here, so all cases are chosen");
    }
    let choice = &test.choice;
    Selection::new(choice.filter.clone(), last.filter(LastRun::is_known), choice.shard)
}
