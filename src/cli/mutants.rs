//! `iamsim mutants`

use std::io::Write;
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::time::Instant;

use rayon::prelude::*;

use super::report::{after_writing, complain, report};
use super::reports::{Manner, ReportKind, ReportOptions, Sinks};
use super::settings::Settings;
use super::test::{Variable, defaults, fits as fits_case};
use crate::bundle::Trouble;
use crate::load::{Files, Found, Search, find_all};
use crate::scenario::mutants::{
    Baseline, MutantFilter, MutantName, MutantReport, MutantRun, MutantsForPeople, MutantsJson,
    PoliciesAsSuites, judge, names,
};
use crate::scenario::report::{Detail, Github, InWorkflowLog, Junit, Markdown, Subject, Tap};
use crate::scenario::{Defaults, FileReport, ScenarioFile};
use crate::text::{printable, quote};

/// Which policies and cases, and how much to tell.
#[derive(Debug, clap::Args)]
pub(super) struct Mutants {
    /// Scenario files, folders or globs; `scenarios` if neither this nor `iamsim.toml` names any
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Judge by those cases alone whose id contains this text, or fits it as a glob
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Change those policies alone whose path contains this text, or fits it as a glob
    #[arg(long, value_name = "TEXT")]
    policy: Option<String>,
    /// Let a variable stand for this value, whatever the files say; may be given several times
    #[arg(long = "var", value_name = "NAME=VALUE")]
    vars: Vec<Variable>,
    /// How many of a hundred mutants must be noticed; all if neither this nor `iamsim.toml` says
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    threshold: Option<u8>,
    /// Print the ids of the mutants, without judging them
    #[arg(long)]
    list: bool,
    /// How many mutants to judge at a time; as many as there are processors if not given
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Print survivors by name, and the closing line
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
    /// Print also what was noticed, and by which case
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    reports: ReportOptions,
}

const COULD_NOT_JUDGE: u8 = 2;

impl Mutants {
    /// Judges the mutants and reports.
    pub(super) fn run(mut self) -> ExitCode {
        match Settings::find() {
            Ok(settings) => {
                self.paths = settings.paths_or(&self.paths);
                self.jobs = self.jobs.or(settings.jobs);
                self.threshold = self.threshold.or(settings.mutants_threshold);
                self.run_with(&defaults(&settings, &self.vars))
            }
            Err(troubles) => {
                report(&troubles);
                ExitCode::from(COULD_NOT_JUDGE)
            }
        }
    }

    fn run_with(&self, defaults: &Defaults) -> ExitCode {
        let Some(jobs) = self.jobs else { return self.judge(defaults) };
        match rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build() {
            Ok(pool) => pool.install(|| self.judge(defaults)),
            Err(why) => cannot(&format!("cannot start {jobs} threads: {why}")),
        }
    }

    fn judge(&self, defaults: &Defaults) -> ExitCode {
        let started = Instant::now();
        let sinks =
            match Sinks::open(&self.reports.reports, &|kind, manner| self.report(kind, manner)) {
                Ok(sinks) => sinks,
                Err(message) => return cannot(&message),
            };
        let (files, unreadable, not_found) = self.read(defaults);
        for message in &not_found {
            complain(&format!("error: {}", printable(message)));
        }
        let case = |id: &str| self.filter.as_deref().is_none_or(|filter| fits_case(id, filter));
        let policy = |path: &str| self.policy.as_deref().is_none_or(|filter| fits(path, filter));
        let documents = Files::new();
        let filter = MutantFilter { case: &case, policy: &policy };
        let mut baseline = Baseline::of(&files, &documents, filter);
        baseline.troubled.extend(unreadable);
        let work = Work { arguments: self, started, sinks };
        match self.obstacle(&baseline) {
            _ if !baseline.troubled.is_empty() => work.without_judges(&baseline.troubled),
            _ if !not_found.is_empty() => ExitCode::from(COULD_NOT_JUDGE),
            Some(message) => cannot(&message),
            None if self.list => list(&names(&baseline)),
            None => work.run(&judge(&baseline)),
        }
    }

    fn report(&self, kind: ReportKind, manner: Manner) -> Box<dyn MutantReport> {
        let subject = Subject::Mutants;
        match kind {
            ReportKind::Human => {
                let detail = match (self.quiet, self.verbose) {
                    (true, _) => Detail::Quiet,
                    (false, true) => Detail::Verbose,
                    (false, false) => Detail::Normal,
                };
                let people = MutantsForPeople::new(detail, manner.style);
                if manner.in_workflow_log {
                    Box::new(InWorkflowLog(people))
                } else {
                    Box::new(people)
                }
            }
            ReportKind::Json => Box::new(MutantsJson),
            ReportKind::Junit => Box::new(PoliciesAsSuites(Junit::new(subject))),
            ReportKind::Tap => Box::new(PoliciesAsSuites(Tap::default())),
            ReportKind::Github => Box::new(PoliciesAsSuites(Github::default())),
            ReportKind::Markdown => Box::new(PoliciesAsSuites(Markdown::new(subject))),
        }
    }

    /// The scenario files, what came of those that cannot be read, and why paths lead nowhere.
    fn read(&self, defaults: &Defaults) -> (Vec<ScenarioFile>, Vec<FileReport>, Vec<String>) {
        let Search { found, errors: not_found, .. } = find_all(&self.paths);
        let read: Vec<_> = found.par_iter().map(|found| read_one(found, defaults)).collect();
        let (mut files, mut unreadable) = (Vec::new(), Vec::new());
        for (found, read) in found.iter().zip(read) {
            match read {
                Ok(file) => files.extend(file),
                Err(troubles) => {
                    let name = found.path.display().to_string();
                    unreadable.push(FileReport::unreadable(name, troubles));
                }
            }
        }
        (files, unreadable, not_found)
    }

    /// Why there is nothing to judge, or nothing to judge by.
    fn obstacle(&self, baseline: &Baseline<'_>) -> Option<String> {
        if baseline.cases == 0 {
            return Some(match &self.filter {
                Some(filter) => format!("no case fits the filter {}", quote(filter)),
                None => format!("there are no scenarios in {}", printable(&self.paths.join(", "))),
            });
        }
        (baseline.policies() == 0).then(|| match &self.policy {
            Some(filter) => format!("no policy that the cases ask fits {}", quote(filter)),
            None => "the cases ask no policy that stands in a file of its own".to_owned(),
        })
    }
}

/// A run under way.
struct Work<'a> {
    arguments: &'a Mutants,
    started: Instant,
    sinks: Sinks<dyn MutantReport>,
}

impl Work<'_> {
    fn run(mut self, run: &MutantRun) -> ExitCode {
        let seconds = self.started.elapsed().as_secs_f64();
        self.sinks.write(&mut |report| report.run(run, seconds));
        let is_enough = run.summary().reaches(self.arguments.threshold.unwrap_or(100));
        self.sinks.close(ExitCode::from(u8::from(!is_enough)))
    }

    fn without_judges(mut self, troubled: &[FileReport]) -> ExitCode {
        let seconds = self.started.elapsed().as_secs_f64();
        self.sinks.write(&mut |report| report.without_judges(troubled, seconds));
        self.sinks.close(ExitCode::from(COULD_NOT_JUDGE))
    }
}

fn cannot(message: &str) -> ExitCode {
    complain(&format!("error: {message}"));
    ExitCode::from(COULD_NOT_JUDGE)
}

/// `None` for a file that is no scenario and was not named.
fn read_one(found: &Found, defaults: &Defaults) -> Result<Option<ScenarioFile>, Vec<Trouble>> {
    if found.named {
        ScenarioFile::read_with(&found.path, defaults).map(Some)
    } else {
        ScenarioFile::read_if_scenario_with(&found.path, defaults)
    }
}

fn fits(text: &str, filter: &str) -> bool {
    text.contains(filter) || glob_match::glob_match(filter, text)
}

/// Prints each mutant's id and what it is.
fn list(run: &[MutantName]) -> ExitCode {
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let line = |one: &MutantName| writeln!(out, "{} {}", printable(&one.id), one.description);
    let written = run.iter().try_for_each(line).and_then(|()| out.flush());
    after_writing(&written, ExitCode::SUCCESS)
}
