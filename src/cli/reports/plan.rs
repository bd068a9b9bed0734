//! Which report goes where.

use std::env;
use std::path::{Path, PathBuf};

use super::{ReportKind, ReportTo};
use crate::text::{RenderStyle, quote};

/// Where a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Target {
    /// The standard output.
    Stdout,
    /// The standard error.
    Stderr,
    /// A file that is written anew.
    File(PathBuf),
    /// A file that keeps what it has.
    Appended(PathBuf),
}

impl Target {
    /// Colour is for people who look at a terminal.
    pub(in crate::cli) fn style(&self, kind: ReportKind) -> RenderStyle {
        match (kind, self) {
            (ReportKind::Human, Self::Stdout) => RenderStyle::Coloured,
            _ => RenderStyle::Plain,
        }
    }
}

/// What the environment says of where the program runs.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Surroundings {
    pub(in crate::cli) on_github: bool,
    pub(in crate::cli) step_summary: Option<PathBuf>,
}

impl Surroundings {
    /// What holds for this process.
    pub(in crate::cli) fn of_process() -> Self {
        let summary = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty());
        Self {
            on_github: env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true"),
            step_summary: summary.map(PathBuf::from),
        }
    }
}

/// All reports of a run with their places: those asked for, and those that go without saying.
pub(in crate::cli) fn plan(
    reports: &[ReportTo],
    surroundings: &Surroundings,
) -> Result<Vec<(ReportKind, Target)>, String> {
    refuse_places_given_twice(reports)?;
    let takes_stdout = |report: &&ReportTo| report.file.is_none() && report.kind.stands_alone();
    let alone = reports.iter().find(takes_stdout).map(|report| report.kind);
    refuse_company(reports, alone)?;
    let mut planned = Vec::new();
    if alone.is_none() {
        planned.push((ReportKind::Human, Target::Stdout));
    }
    let commands = place_of_commands(alone);
    for report in reports {
        let target = match (&report.file, report.kind) {
            (Some(file), _) => Target::File(file.clone()),
            (None, ReportKind::Human) => continue,
            (None, ReportKind::Github) => commands.clone(),
            (None, _) => Target::Stdout,
        };
        planned.push((report.kind, target));
    }
    let is_github = |report: &ReportTo| report.kind == ReportKind::Github;
    let is_asked_for = reports.iter().any(is_github);
    if surroundings.on_github && !is_asked_for {
        planned.push((ReportKind::Github, commands));
    }
    if surroundings.on_github || is_asked_for {
        let page = surroundings.step_summary.iter();
        planned.extend(page.map(|page| (ReportKind::Markdown, Target::Appended(page.clone()))));
    }
    Ok(planned)
}

/// GitHub reads commands from both outputs, so they need not stand in a report for programs.
fn place_of_commands(alone: Option<ReportKind>) -> Target {
    if alone.is_none() { Target::Stdout } else { Target::Stderr }
}

fn refuse_company(reports: &[ReportTo], alone: Option<ReportKind>) -> Result<(), String> {
    let Some(alone) = alone else { return Ok(()) };
    let is_beside = |report: &&ReportTo| {
        let wants_all = report.kind.stands_alone() || report.kind == ReportKind::Human;
        report.file.is_none() && wants_all && report.kind != alone
    };
    match reports.iter().find(is_beside) {
        Some(other) => {
            let (one, two) = (alone.name(), other.kind.name());
            Err(format!(
                "the reports {one} and {two} cannot both go to the standard output; give one of \
                 them a file: `--report {one}=FILE`"
            ))
        }
        None => Ok(()),
    }
}

fn refuse_places_given_twice(reports: &[ReportTo]) -> Result<(), String> {
    for (index, report) in reports.iter().enumerate() {
        for earlier in &reports[..index] {
            match (&report.file, &earlier.file) {
                (Some(file), Some(other)) if same_file(file, other) => {
                    let file = quote(&file.display().to_string());
                    return Err(format!("two reports go to {file}"));
                }
                (None, None) if report.kind == earlier.kind => {
                    return Err(format!("the report {} is asked for twice", report.kind.name()));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn same_file(file: &Path, other: &Path) -> bool {
    let device = Path::new("/dev");
    let place = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    !file.starts_with(device) && place(file) == place(other)
}

/// The current folder as the root of a GitHub workflow's checkout sees it; empty elsewhere.
pub(in crate::cli) fn folder_in_repository() -> String {
    let root =
        env::var_os("GITHUB_WORKSPACE").and_then(|root| Path::new(&root).canonicalize().ok());
    let here = env::current_dir().and_then(|here| here.canonicalize()).ok();
    let below =
        root.zip(here).and_then(|(root, here)| Some(here.strip_prefix(root).ok()?.to_owned()));
    below.map(|folder| folder.display().to_string().replace('\\', "/")).unwrap_or_default()
}
