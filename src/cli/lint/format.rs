//! Which report goes where.

use std::path::PathBuf;
use std::str::FromStr;

use rayon::prelude::*;

use super::Lint;
use crate::cli::console::print;
use crate::cli::reports::{
    Outlet, ReportKind, Surroundings, Target, folder_in_repository, format_and_file,
};
use crate::lint::Choice;
use crate::lint::report::{
    LintReport, Telling, file_for_people, github_commands, json_report, sarif_log, summary,
};
use crate::scenario::report::without_commands;
use crate::text::RenderStyle;

const FORMATS: [(&str, Format); 4] = [
    ("human", Format::Human),
    ("json", Format::Json),
    ("sarif", Format::Sarif),
    ("github", Format::Github),
];

/// For whom findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// People.
    Human,
    /// Programs, by our own schema.
    Json,
    /// Code scanning.
    Sarif,
    /// Workflows on GitHub.
    Github,
}

/// `FORMAT` or `FORMAT=FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FormatTo {
    format: Format,
    file: Option<PathBuf>,
}

impl FromStr for FormatTo {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = format_and_file(text, &FORMATS)?;
        Ok(Self { format, file })
    }
}

/// Writes what was asked for: files, then the standard output. Under `GITHUB_ACTIONS` findings become
/// annotations by themselves.
///
/// # Errors
/// What could not be written.
pub(super) fn write_reports(
    lint: &Lint,
    report: LintReport<'_>,
    denied: &[Choice],
) -> Result<(), String> {
    let on_github = Surroundings::of_process().on_github;
    let (mut human, mut alone) = (true, None);
    let mut commands = on_github;
    for FormatTo { format, file } in &lint.format {
        match (file, format) {
            (Some(path), _) => {
                let target = Target::File(path.clone());
                write(target, &plain(lint, *format, report, denied))?;
            }
            (None, Format::Human) => {}
            (None, Format::Github) => commands = true,
            (None, _) if alone.is_some_and(|other| other != *format) => {
                return Err(
                    "the formats json and sarif cannot both go to the standard output".to_owned()
                );
            }
            (None, format) => {
                (human, alone) = (false, Some(*format));
            }
        }
    }
    let is_github_alone =
        lint.format.iter().any(|one| one.format == Format::Github && one.file.is_none());
    if let Some(format) = alone {
        write(Target::Stdout, &plain(lint, format, report, denied))?;
    } else if human && (!is_github_alone || on_github) {
        let text = for_people(report, lint.telling(RenderStyle::Coloured));
        let text = if commands { without_commands(&text) } else { text };
        print(&text, std::process::ExitCode::SUCCESS);
    }
    if commands {
        let target = if alone.is_some() { Target::Stderr } else { Target::Stdout };
        write(target, &github_commands(&report, &folder_in_repository(), denied))?;
    }
    Ok(())
}

fn plain(lint: &Lint, format: Format, report: LintReport<'_>, denied: &[Choice]) -> String {
    match format {
        Format::Human => for_people(report, lint.telling(RenderStyle::Plain)),
        Format::Json => json_report(&report),
        Format::Sarif => sarif_log(&report),
        Format::Github => github_commands(&report, &folder_in_repository(), denied),
    }
}

fn for_people(report: LintReport<'_>, telling: Telling) -> String {
    let files: Vec<String> =
        report.files.par_iter().map(|file| file_for_people(file, telling)).collect();
    files.concat() + &summary(&report, telling)
}

impl Lint {
    /// Whether a program reads the whole standard output, so that nothing else may stand in it.
    pub(super) fn stands_alone(&self) -> bool {
        let is_for_programs = |one: &FormatTo| matches!(one.format, Format::Json | Format::Sarif);
        self.format.iter().any(|one| one.file.is_none() && is_for_programs(one))
    }

    fn telling(&self, style: RenderStyle) -> Telling {
        Telling { style, verbose: self.verbose, offers_fixes: !self.fix || self.diff }
    }
}

fn write(target: Target, text: &str) -> Result<(), String> {
    let mut outlet = Outlet::open(target, ReportKind::Json)?;
    outlet.write(text);
    outlet.close().map_or(Ok(()), Err)
}
