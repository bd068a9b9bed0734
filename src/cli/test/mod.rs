//! In: `iamsim test` and what is asked of it. Out: a run of scenario files, told in reports.

mod coverage;
mod last_run;
mod list;
mod once;
mod plan;
mod runner;
mod selection;
mod shard;
mod telling;
mod update;
mod watch;

use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;

use coverage::CoverageOptions;
use list::list;
use once::Once;
use plan::Plan;
use selection::Empty;
use shard::Shard;
use update::{Work, update};
use watch::watch;

use super::catalogue::CatalogueArguments;
use super::clock::instant;
use super::console::{COULD_NOT_ANSWER, complain, complain_of, refuse_mistaken};
use super::ordered::jobs;
use super::reports::ReportOptions;
use super::scenarios::Scenarios;
use crate::load::Search;

/// What to run, and how much to tell.
#[derive(Debug, clap::Args)]
pub(super) struct Test {
    #[command(flatten)]
    scenarios: Scenarios,
    #[command(flatten)]
    choice: Choice,
    /// Stop after the first file that has a failure
    #[arg(long, conflicts_with = "list")]
    fail_fast: bool,
    /// How many files to run at a time, up to 256; as many as there are processors if not given
    #[arg(long, short, value_name = "N", value_parser = jobs)]
    jobs: Option<NonZeroUsize>,
    /// The time by which waivers of claims end, in files that say no `now`; the clock's if not given
    #[arg(long, value_name = "TIME", value_parser = instant)]
    now: Option<i64>,
    #[command(flatten)]
    loudness: Loudness,
    #[command(flatten)]
    reports: ReportOptions,
    #[command(flatten)]
    coverage: CoverageOptions,
    #[command(flatten)]
    updating: Updating,
    #[command(flatten)]
    catalogue: CatalogueArguments,
    /// Go on, and after each change run again what it touches and say what turned
    ///
    /// A changed scenario file, or one that it extends, runs again; of a changed policy, the cases
    /// that it counts in. Reports are for people alone.
    #[arg(long, conflicts_with_all = ["list", "fail_fast", "reports", "coverage", "coverage_report", "coverage_threshold"])]
    watch: bool,
}

/// How much to tell.
#[derive(Clone, Debug, clap::Args)]
struct Loudness {
    /// Print failures and the closing line alone
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
    /// Print every case, and what is suspect in the policies
    #[arg(long, short)]
    verbose: bool,
    /// Show what would turn each failed case in full, with the edits as diffs
    ///
    /// Each edit was tried over all layers of the case's question. Without this option the narrowest is
    /// told in a line. Only the first 20 failures of a run are told.
    #[arg(long, conflicts_with = "quiet")]
    suggest: bool,
}

/// Whether to rewrite expectations.
#[derive(Clone, Debug, clap::Args)]
struct Updating {
    /// Show how the cases would have to expect what comes out, ask, and rewrite them in place
    #[arg(long, conflicts_with_all = ["list", "fail_fast", "quiet", "verbose", "reports", "watch", "coverage", "coverage_report", "coverage_threshold"])]
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
        let plan = match Plan::new(self) {
            Ok(plan) => plan,
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        let search = plan.search();
        if search.found.is_empty() {
            self.nothing_found(&plan, &search)
        } else if self.choice.list {
            list(&plan.runner, &search, &plan.paths)
        } else if self.updating.update {
            self.update(&plan, &search)
        } else if self.watch {
            watch(self, plan, &search)
        } else {
            Once { plan: &plan, search }.run()
        }
    }

    /// Whether nothing on the command line chooses among the cases.
    fn runs_everything(&self) -> bool {
        let Choice { filter, failed, shard, .. } = &self.choice;
        let chooses = filter.is_some() || *failed || shard.is_some() || self.fail_fast;
        !chooses && !self.scenarios.names_paths()
    }

    fn update(&self, plan: &Plan, search: &Search) -> ExitCode {
        for error in &search.errors {
            complain_of(error);
        }
        if !search.errors.is_empty() {
            return ExitCode::from(COULD_NOT_ANSWER);
        }
        let runner = &plan.runner;
        let selects = |path: &Path, id: &str| runner.selection().of_file(path).would_select(id);
        let work =
            Work { documents: runner.files(), defaults: runner.defaults(), selects: &selects };
        update(&search.found, &work, self.updating.yes)
    }

    fn nothing_found(&self, plan: &Plan, search: &Search) -> ExitCode {
        for error in &search.errors {
            complain_of(error);
        }
        if search.errors.is_empty() {
            let (Empty::Mistaken(why) | Empty::Rightly(why)) =
                plan.runner.selection().why_empty(&plan.paths);
            complain_of(&why);
        }
        if !self.scenarios.names_paths() {
            complain("help: `iamsim init POLICY..` writes a first scenario file from policies");
        }
        ExitCode::from(COULD_NOT_ANSWER)
    }
}
