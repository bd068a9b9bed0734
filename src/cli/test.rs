//! `iamsim test`

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use rayon::prelude::*;

use super::report::{after_writing, complain};
use super::update::update;
use crate::evaluate::Silent;
use crate::load::{Files, Found, find};
use crate::scenario::report::{Summary, case_text, file_text, summary_text};
use crate::scenario::{FileReport, Outcome, ScenarioFile, run_file};
use crate::text::{RenderStyle, printable, quote, render};

/// What to run, and how much to tell.
#[derive(Debug, clap::Args)]
pub(super) struct Test {
    /// Files, folders or globs
    #[arg(value_name = "PATH", default_value = "scenarios")]
    paths: Vec<String>,
    /// Run only cases whose id contains this text, or fits it as a glob
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Print failures and the closing line alone
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
    /// Print every case, and what is suspect in the policies
    #[arg(long, short)]
    verbose: bool,
    /// Stop after the first file that has a failure
    #[arg(long)]
    fail_fast: bool,
    /// Show how the cases would have to expect what comes out, ask, and rewrite them in place
    #[arg(long, conflicts_with_all = ["fail_fast", "quiet", "verbose"])]
    update: bool,
    /// Rewrite without asking
    #[arg(long, requires = "update")]
    yes: bool,
}

const COULD_NOT_ANSWER: u8 = 2;

impl Test {
    /// Runs the files and reports.
    pub(super) fn run(&self) -> ExitCode {
        let started = Instant::now();
        let (found, mut could_not_find) = find_all(&self.paths);
        if self.update && could_not_find.is_empty() {
            let selects = |id: &str| self.filter.as_deref().is_none_or(|filter| fits(id, filter));
            return update(&found, &selects, self.yes);
        }
        let reports = run_files(&found, self);
        let mut summary = Summary::default();
        for report in &reports {
            summary.add(report);
        }
        let written = print(&reports, &summary, self, started);
        if summary.cases() == 0 && summary.unreadable == 0 && could_not_find.is_empty() {
            could_not_find.push(nothing_matched(self));
        }
        for message in &could_not_find {
            complain(&format!("error: {}", printable(message)));
        }
        if !could_not_find.is_empty() {
            return ExitCode::from(COULD_NOT_ANSWER);
        }
        // INVARIANT: the exit code tells the outcome also where nobody reads on.
        after_writing(&written, exit_code(&summary))
    }
}

fn exit_code(summary: &Summary) -> ExitCode {
    if summary.unreadable > 0 || summary.errored > 0 {
        ExitCode::from(COULD_NOT_ANSWER)
    } else {
        ExitCode::from(u8::from(summary.failed > 0))
    }
}

fn nothing_matched(arguments: &Test) -> String {
    match &arguments.filter {
        Some(filter) => format!("no case fits the filter {}", quote(filter)),
        None => format!("there are no scenarios in {}", arguments.paths.join(", ")),
    }
}

/// Every file once, and why paths lead nowhere.
fn find_all(paths: &[String]) -> (Vec<Found>, Vec<String>) {
    let (mut all, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        match find(path) {
            Ok(found) => all.extend(found),
            Err(message) => errors.push(message),
        }
    }
    let mut seen = BTreeSet::new();
    all.retain(|found: &Found| {
        let place = found.path.canonicalize();
        seen.insert(place.unwrap_or_else(|_| found.path.clone()))
    });
    (all, errors)
}

fn run_files(found: &[Found], arguments: &Test) -> Vec<FileReport> {
    let files = Files::new();
    let selects = |id: &str| arguments.filter.as_deref().is_none_or(|filter| fits(id, filter));
    let run = |found: &Found| run_one(found, &files, &selects);
    if !arguments.fail_fast {
        return found.par_iter().filter_map(run).collect();
    }
    let mut reports = Vec::new();
    for report in found.iter().filter_map(run) {
        let is_bad = !is_clean(&report);
        reports.push(report);
        if is_bad {
            break;
        }
    }
    reports
}

fn is_clean(report: &FileReport) -> bool {
    let passed = |outcome: &Outcome| matches!(outcome, Outcome::Passed);
    report.cases.as_ref().is_ok_and(|cases| cases.iter().all(|case| passed(&case.outcome)))
}

/// `None` for a file that is no scenario and was not named.
fn run_one(found: &Found, files: &Files, selects: &dyn Fn(&str) -> bool) -> Option<FileReport> {
    let read = if found.named {
        ScenarioFile::read(&found.path).map(Some)
    } else {
        ScenarioFile::read_if_scenario(&found.path)
    };
    match read {
        Ok(file) => file.map(|file| run_file(&file, files, selects, &mut Silent)),
        Err(troubles) => {
            let name = found.path.display().to_string();
            Some(FileReport { name, cases: Err(troubles), warnings: Vec::new() })
        }
    }
}

fn fits(id: &str, filter: &str) -> bool {
    let name = id.split_once('#').map_or(id, |(_, name)| name);
    id.contains(filter) || [id, name].iter().any(|text| glob_match::glob_match(filter, text))
}

fn print(
    reports: &[FileReport],
    summary: &Summary,
    arguments: &Test,
    started: Instant,
) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for report in reports {
        out.write_all(file_text(report, RenderStyle::Coloured).as_bytes())?;
        for case in report.cases.iter().flatten() {
            let text = case_text(case, RenderStyle::Coloured);
            match case.outcome {
                Outcome::Passed if !arguments.verbose => {}
                Outcome::Failed(_) | Outcome::Errored(_) if arguments.quiet => {
                    writeln!(out, "{}", text.lines().next().unwrap_or_default())?;
                }
                Outcome::Passed => out.write_all(text.as_bytes())?,
                Outcome::Failed(_) | Outcome::Errored(_) => writeln!(out, "{text}")?,
            }
        }
        if arguments.verbose {
            for warning in &report.warnings {
                let drawn = render(&warning.diagnostic, &warning.source, RenderStyle::Coloured);
                writeln!(out, "{drawn}")?;
            }
        }
    }
    writeln!(out, "{}", summary_text(summary, started.elapsed().as_secs_f64()))?;
    out.flush()
}
