//! In: `iamsim test` and what is asked of it. Out: a run of scenario files, told in reports.

mod last_run;
mod list;
mod once;
mod progress;
mod runner;
mod selection;
mod shard;
mod telling;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use last_run::LastRun;
use list::list;
use once::Once;
use runner::Runner;
use selection::Selection;
pub(in crate::cli) use selection::fits;
use shard::Shard;

use super::ordered::all_processors;
use super::report::complain;
use super::reports::ReportOptions;
use super::update::{Work, update};
use crate::load::{Files, Search, find_all};
use crate::scenario::Defaults;
use crate::scenario::report::Detail;

/// What to run, and how much to tell.
#[derive(Debug, clap::Args)]
pub(super) struct Test {
    /// Files, folders or globs
    #[arg(value_name = "PATH", default_value = "scenarios")]
    paths: Vec<String>,
    #[command(flatten)]
    choice: Choice,
    /// Stop after the first file that has a failure
    #[arg(long)]
    fail_fast: bool,
    /// How many files to run at a time; as many as there are processors if not given
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Print failures and the closing line alone
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
    /// Print every case, and what is suspect in the policies
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    reports: ReportOptions,
    #[command(flatten)]
    rewriting: Rewriting,
}

/// Whether expectations become what comes out.
#[derive(Clone, Copy, Debug, clap::Args)]
struct Rewriting {
    /// Show how the cases would have to expect what comes out, ask, and rewrite them in place
    #[arg(long, conflicts_with_all = ["list", "fail_fast", "quiet", "verbose", "reports"])]
    update: bool,
    /// Rewrite without asking
    #[arg(long, requires = "update")]
    yes: bool,
}

/// Which cases to run.
#[derive(Clone, Debug, clap::Args)]
struct Choice {
    /// Run only cases whose id contains this text, or fits it as a glob
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Run only the cases that did not pass last time; all if no run is remembered
    #[arg(long)]
    failed: bool,
    /// Run only this part of all cases, as in `2/5`; each case belongs to one part
    #[arg(long, value_name = "PART/PARTS")]
    shard: Option<Shard>,
    /// Print the ids of the cases and run none
    #[arg(long)]
    list: bool,
}

impl Test {
    /// Runs the files and reports.
    pub(super) fn run(&self) -> ExitCode {
        let runner = Arc::new(Runner::new(self.choice.selection()));
        let search = find_all(&self.paths);
        if search.found.is_empty() {
            return nothing_found(&runner, &search, &self.paths);
        }
        if self.choice.list {
            return list(&runner, &search, &self.paths);
        }
        if self.rewriting.update {
            return self.update(&runner, &search);
        }
        Once { runner, search, test: self }.run()
    }

    fn update(&self, runner: &Runner, search: &Search) -> ExitCode {
        for error in &search.errors {
            complain(&format!("error: {error}"));
        }
        if !search.errors.is_empty() {
            return ExitCode::from(2);
        }
        let selects = |path: &Path, id: &str| runner.selection().of_file(path).would_select(id);
        let (documents, defaults) = (Files::new(), Defaults::default());
        let work = Work { documents: &documents, defaults: &defaults, selects: &selects };
        update(&search.found, &work, self.rewriting.yes)
    }

    fn detail(&self) -> Detail {
        match (self.quiet, self.verbose) {
            (true, _) => Detail::Quiet,
            (_, true) => Detail::Verbose,
            _ => Detail::Normal,
        }
    }

    fn jobs(&self) -> usize {
        self.jobs.map_or_else(all_processors, NonZeroUsize::get)
    }
}

impl Choice {
    fn selection(&self) -> Selection {
        let last = self.failed.then(|| LastRun::of(&project()));
        if last.as_ref().is_some_and(|last| !last.is_known()) {
            complain("no run is remembered here, so all cases are chosen");
        }
        Selection::new(self.filter.clone(), last.filter(LastRun::is_known), self.shard)
    }
}

/// What a run is remembered by: the folder in which the program runs.
fn project() -> PathBuf {
    Path::new(".").to_owned()
}

fn nothing_found(runner: &Runner, search: &Search, paths: &[String]) -> ExitCode {
    for error in &search.errors {
        complain(&format!("error: {error}"));
    }
    if search.errors.is_empty() {
        let (selection::Empty::Mistaken(why) | selection::Empty::Rightly(why)) =
            runner.selection().why_empty(paths);
        complain(&format!("error: {why}"));
    }
    ExitCode::from(2)
}
