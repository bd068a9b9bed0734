//! `iamsim mutants`

use std::io::Write;
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::time::Instant;

use rayon::prelude::*;

use super::ordered::threads;
use super::report::{after_writing, complain, report};
use super::reports::{Manner, ReportKind, ReportOptions, ReportTo, Sinks};
use super::settings::Settings;
use super::test::{Variable, defaults, fits};
use crate::bundle::Trouble;
use crate::load::{Files, Found, find_all};
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
    /// How many of a hundred mutants must be noticed; all if neither this nor `iamsim.toml` says
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    threshold: Option<f64>,
    /// What a variable stands for, whatever the files say; may be given several times
    #[arg(long = "var", value_name = "NAME=VALUE")]
    vars: Vec<Variable>,
    /// Print the ids of the mutants, without judging them
    #[arg(long)]
    list: bool,
    /// How many mutants to judge at a time, up to 256; as many as there are processors if not given
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
    pub(super) fn run(&self) -> ExitCode {
        let settings = match Settings::find() {
            Ok(settings) => settings,
            Err(troubles) => {
                report(&troubles);
                return ExitCode::from(COULD_NOT_JUDGE);
            }
        };
        let Some(jobs) = self.jobs.or(settings.jobs) else { return self.judge(&settings) };
        match rayon::ThreadPoolBuilder::new().num_threads(threads(Some(jobs))).build() {
            Ok(pool) => pool.install(|| self.judge(&settings)),
            Err(why) => cannot(&format!("cannot start {jobs} threads: {why}")),
        }
    }

    fn judge(&self, settings: &Settings) -> ExitCode {
        let started = Instant::now();
        let read = Read::all(&settings.paths_or(&self.paths), &defaults(settings, &self.vars));
        let case = |id: &str| self.filter.as_deref().is_none_or(|filter| fits(id, filter));
        let policy = |path: &str| self.policy.as_deref().is_none_or(|text| fits_path(path, text));
        let (documents, filter) = (Files::new(), MutantFilter { case: &case, policy: &policy });
        let mut baseline = Baseline::of(&read.files, &documents, filter);
        baseline.troubled.extend(read.unreadable);
        let is_whole = read.not_found.is_empty();
        if self.list && is_whole && baseline.troubled.is_empty() {
            return self.obstacle(settings, &baseline).unwrap_or_else(|| list(&names(&baseline)));
        }
        let sinks = Sinks::open(&self.reports(settings), &|kind, manner| self.report(kind, manner));
        let work = match sinks {
            Ok(sinks) => Work { started, sinks, threshold: self.threshold(settings) },
            Err(message) => return cannot(&message),
        };
        if !is_whole || !baseline.troubled.is_empty() {
            return work.without_judges(&baseline.troubled, &read.not_found);
        }
        self.obstacle(settings, &baseline).unwrap_or_else(|| work.run(&judge(&baseline)))
    }

    fn threshold(&self, settings: &Settings) -> f64 {
        self.threshold.or(settings.mutants_threshold).unwrap_or(100.0)
    }

    /// The reports asked for. The files that `iamsim.toml` names are those of `iamsim test`.
    fn reports(&self, settings: &Settings) -> Vec<ReportTo> {
        if !self.reports.reports.is_empty() {
            return self.reports.reports.clone();
        }
        settings.reports.iter().filter(|report| report.file.is_none()).cloned().collect()
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
            ReportKind::Github => Box::new(PoliciesAsSuites(Github)),
            ReportKind::Markdown => Box::new(PoliciesAsSuites(Markdown::new(subject))),
        }
    }

    /// Says why there is nothing to judge, or nothing to judge by, if so.
    fn obstacle(&self, settings: &Settings, baseline: &Baseline<'_>) -> Option<ExitCode> {
        let message = match (baseline.cases, baseline.policies(), &self.filter, &self.policy) {
            (0, _, Some(filter), _) => format!("no case fits the filter {}", quote(filter)),
            (0, _, None, _) => {
                let paths = settings.paths_or(&self.paths).join(", ");
                format!("there are no scenarios in {}", printable(&paths))
            }
            (_, 0, _, Some(policy)) => {
                format!("no policy that the cases ask fits {}", quote(policy))
            }
            (_, 0, _, None) => {
                "the cases ask no policy that stands in a file of its own".to_owned()
            }
            _ => return None,
        };
        Some(cannot(&message))
    }
}

/// What stands at the paths.
struct Read {
    files: Vec<ScenarioFile>,
    /// The files that cannot be read.
    unreadable: Vec<FileReport>,
    /// Why paths lead nowhere.
    not_found: Vec<String>,
}

impl Read {
    fn all(paths: &[String], defaults: &Defaults) -> Self {
        let search = find_all(paths);
        let read = |found: &Found| read_one(found, defaults);
        let all: Vec<_> = search.found.par_iter().map(read).collect();
        let (mut files, mut unreadable) = (Vec::new(), Vec::new());
        for (found, one) in search.found.iter().zip(all) {
            match one {
                Ok(file) => files.extend(file),
                Err(troubles) => {
                    let name = found.path.display().to_string();
                    unreadable.push(FileReport::unreadable(name, troubles));
                }
            }
        }
        Self { files, unreadable, not_found: search.errors }
    }
}

/// `None` for a file that is no scenario and was not named.
fn read_one(found: &Found, defaults: &Defaults) -> Result<Option<ScenarioFile>, Vec<Trouble>> {
    if found.named {
        ScenarioFile::read_with(&found.path, defaults).map(Some)
    } else {
        ScenarioFile::read_if_scenario_with(&found.path, defaults)
    }
}

/// A run under way.
struct Work {
    started: Instant,
    sinks: Sinks<dyn MutantReport>,
    threshold: f64,
}

impl Work {
    fn run(mut self, run: &MutantRun) -> ExitCode {
        let seconds = self.started.elapsed().as_secs_f64();
        self.sinks.write(&mut |report| report.run(run, seconds));
        let is_enough = run.summary().reaches(self.threshold);
        self.sinks.close(ExitCode::from(u8::from(!is_enough)))
    }

    fn without_judges(mut self, troubled: &[FileReport], not_found: &[String]) -> ExitCode {
        for message in not_found {
            complain(&format!("error: {}", printable(message)));
        }
        let seconds = self.started.elapsed().as_secs_f64();
        self.sinks.write(&mut |report| report.without_judges(troubled, seconds));
        self.sinks.close(ExitCode::from(COULD_NOT_JUDGE))
    }
}

fn cannot(message: &str) -> ExitCode {
    complain(&format!("error: {message}"));
    ExitCode::from(COULD_NOT_JUDGE)
}

fn fits_path(path: &str, filter: &str) -> bool {
    path.contains(filter) || glob_match::glob_match(filter, path)
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches('%').parse().ok();
    let number = number.filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| format!("expected a number from 0 to 100, not {}", quote(text)))
}

/// Prints each mutant's id and what it is.
fn list(run: &[MutantName]) -> ExitCode {
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let line = |one: &MutantName| writeln!(out, "{} {}", printable(&one.id), one.description);
    let written = run.iter().try_for_each(line).and_then(|()| out.flush());
    after_writing(&written, ExitCode::SUCCESS)
}
