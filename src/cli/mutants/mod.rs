//! In: `iamsim mutants` and what is asked of it. Out: what became of each mutant, told in reports.

mod read;
mod telling;

use std::collections::BTreeSet;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use super::catalogue::CatalogueArguments;
use super::clock::{clock, instant};
use super::console::{
    COULD_NOT_ANSWER, after_writing, complain, complain_of, refuse, refuse_mistaken,
};
use super::ordered::{jobs, threads};
use super::reports::{ReportOptions, ReportTo, Sinks};
use super::scenarios::{Scenarios, fits_id, fits_path, no_scenarios_in};
use super::settings::Settings;
use crate::load::{Files, find_every, find_policies, real_path, syntax_of};
use crate::scenario::mutants::{
    Baseline, MutantFilter, MutantName, MutantReport, MutantRun, judge, names,
};
use crate::scenario::report::Detail;
use crate::scenario::{FileReport, Percent};
use crate::text::{printable, quote};
use read::Read;

/// Which policies and cases, and how much to tell.
#[derive(Debug, clap::Args)]
pub(super) struct Mutants {
    #[command(flatten)]
    scenarios: Scenarios,
    /// Judge by those cases alone whose id contains this text, or fits it as a glob
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Change those policies alone whose path contains this text, or fits it as a glob
    #[arg(long, value_name = "TEXT")]
    policy: Option<String>,
    /// How many of a hundred mutants must be noticed; all if neither this nor `iamsim.toml` says
    #[arg(long, value_name = "PERCENT")]
    threshold: Option<Percent>,
    /// The time by which waivers of claims end, in files that say no `now`; the clock's if not given
    #[arg(long, value_name = "TIME", value_parser = instant)]
    now: Option<i64>,
    /// Print the ids of the mutants, without judging them
    #[arg(long)]
    list: bool,
    /// How many mutants to judge at a time, up to 256; as many as there are processors if not given
    #[arg(long, short, value_name = "N", value_parser = jobs)]
    jobs: Option<NonZeroUsize>,
    /// Print survivors without the change of the text, and the closing line
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
    /// Print also what was noticed, and by which case
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    reports: ReportOptions,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

impl Mutants {
    /// Judges the mutants and reports.
    pub(super) fn run(&self) -> ExitCode {
        let settings = match Settings::find() {
            Ok(settings) => settings,
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        let Some(jobs) = self.jobs.or(settings.jobs) else { return self.judge(&settings) };
        match rayon::ThreadPoolBuilder::new().num_threads(threads(Some(jobs))).build() {
            Ok(pool) => pool.install(|| self.judge(&settings)),
            Err(why) => refuse(&format!("cannot start {jobs} threads: {why}")),
        }
    }

    fn judge(&self, settings: &Settings) -> ExitCode {
        let documents = match self.catalogue.catalog_with(settings) {
            Ok(catalog) => Files::with_catalog(catalog),
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        let defaults = match self.scenarios.defaults(settings) {
            Ok(defaults) => defaults.at(self.now.unwrap_or_else(clock)),
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        let started = Instant::now();
        let read = Read::all(&self.scenarios.paths(settings), &defaults);
        let case = |id: &str| self.filter.as_deref().is_none_or(|filter| fits_id(id, filter));
        let policy = |path: &str| self.policy.as_deref().is_none_or(|text| fits_path(path, text));
        let filter = MutantFilter { case: &case, policy: &policy };
        let mut baseline = Baseline::of(&read.files, &documents, filter);
        baseline.troubled.extend(read.unreadable);
        let is_whole = read.not_found.is_empty();
        if self.list && is_whole && baseline.troubled.is_empty() {
            return self.obstacle(settings, &baseline).unwrap_or_else(|| list(&names(&baseline)));
        }
        let detail = Detail::of_flags(self.quiet, self.verbose);
        let sinks = Sinks::open(&self.reports(settings), &|kind, manner| {
            telling::report(kind, manner, detail)
        });
        let work = match sinks {
            Ok(sinks) => Work { started, sinks, threshold: self.threshold(settings) },
            Err(message) => return refuse(&message),
        };
        if !is_whole || !baseline.troubled.is_empty() {
            return work.without_judges(&baseline.troubled, &read.not_found);
        }
        if let Some(obstacle) = self.obstacle(settings, &baseline) {
            return obstacle;
        }
        let run = judge(&baseline);
        let unasked = self.unasked(settings, &run);
        work.run(&run, &unasked)
    }

    /// The policies beside the scenarios, or those that `iamsim.toml` names, that no case asks.
    fn unasked(&self, settings: &Settings, run: &MutantRun) -> Vec<String> {
        if self.filter.is_some() || self.policy.is_some() {
            return Vec::new();
        }
        let search = match &settings.policies[..] {
            [] => find_policies(&self.scenarios.paths(settings)),
            globs => find_every(globs),
        };
        let asked: BTreeSet<PathBuf> =
            run.policies.iter().map(|policy| real_path(Path::new(&**policy))).collect();
        let paths = search.found.into_iter().map(|found| found.path);
        let unasked = paths.filter(|path| !asked.contains(&real_path(path)) && is_policy(path));
        unasked.map(|path| path.display().to_string()).collect()
    }

    fn threshold(&self, settings: &Settings) -> Percent {
        self.threshold.or(settings.mutants_threshold).unwrap_or(Percent::ALL)
    }

    /// The reports asked for. The files that `iamsim.toml` names are those of `iamsim test`.
    fn reports(&self, settings: &Settings) -> Vec<ReportTo> {
        if !self.reports.reports.is_empty() {
            return self.reports.reports.clone();
        }
        settings.reports.iter().filter(|report| report.file.is_none()).cloned().collect()
    }

    /// Says why there is nothing to judge, or nothing to judge by, if so.
    fn obstacle(&self, settings: &Settings, baseline: &Baseline<'_>) -> Option<ExitCode> {
        let message = match (baseline.cases, baseline.policies(), &self.filter, &self.policy) {
            (0, _, Some(filter), _) => format!("no case fits the filter {}", quote(filter)),
            (0, _, None, _) => no_scenarios_in(&self.scenarios.paths(settings)),
            (_, 0, _, Some(policy)) => {
                format!("no policy that the cases ask fits {}", quote(policy))
            }
            (_, 0, _, None) => {
                "the cases and claims ask no policy that stands in a file of its own".to_owned()
            }
            _ => return None,
        };
        Some(refuse(&message))
    }
}

fn is_policy(path: &Path) -> bool {
    Files::read(path, syntax_of(path)).is_ok_and(|text| text.node.get("Statement").is_some())
}

/// A run under way.
struct Work {
    started: Instant,
    sinks: Sinks<dyn MutantReport>,
    threshold: Percent,
}

impl Work {
    fn run(mut self, run: &MutantRun, unasked: &[String]) -> ExitCode {
        let seconds = self.started.elapsed().as_secs_f64();
        self.sinks.write(&mut |report| report.run(run, seconds));
        for policy in unasked {
            let policy = printable(policy);
            complain(&format!(
                "no case and no claim asks `{policy}`, so nobody would notice a change there"
            ));
        }
        let is_enough = unasked.is_empty() && run.summary().reaches(self.threshold);
        self.sinks.close(ExitCode::from(u8::from(!is_enough)))
    }

    fn without_judges(mut self, troubled: &[FileReport], not_found: &[String]) -> ExitCode {
        for message in not_found {
            complain_of(&printable(message));
        }
        let seconds = self.started.elapsed().as_secs_f64();
        self.sinks.write(&mut |report| report.without_judges(troubled, seconds));
        self.sinks.close(ExitCode::from(COULD_NOT_ANSWER))
    }
}

/// Prints each mutant's id and what it is.
fn list(run: &[MutantName]) -> ExitCode {
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let line = |one: &MutantName| writeln!(out, "{} {}", printable(&one.id), one.description);
    let written = run.iter().try_for_each(line).and_then(|()| out.flush());
    after_writing(&written, ExitCode::SUCCESS)
}
