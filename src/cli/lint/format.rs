//! Which report goes where.

use super::Lint;
use crate::cli::console::print;
use crate::cli::reports::{
    FormatTo, Formats, Surroundings, Target, folder_in_repository, write_whole,
};
use crate::lint::Choice;
use crate::lint::report::{
    LintReport, Telling, file_for_people, github_commands, json_report, sarif_log, summary,
};
use crate::scenario::report::without_commands;
use crate::text::{RenderStyle, in_parallel};

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

impl Formats for Format {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("human", Self::Human),
        ("json", Self::Json),
        ("sarif", Self::Sarif),
        ("github", Self::Github),
    ];
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
                write_whole(target, &plain(lint, *format, report, denied))?;
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
        write_whole(Target::Stdout, &plain(lint, format, report, denied))?;
    } else if human && (!is_github_alone || on_github) {
        let text = for_people(report, lint.telling(RenderStyle::Coloured));
        let text = if commands { without_commands(&text) } else { text };
        print(&text, std::process::ExitCode::SUCCESS);
    }
    if commands {
        let target = if alone.is_some() { Target::Stderr } else { Target::Stdout };
        write_whole(target, &github_commands(&report, &folder_in_repository(), denied))?;
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
    let files = in_parallel(report.files, |file| file_for_people(file, telling));
    files.concat() + &summary(&report, telling)
}

impl Lint {
    /// Whether a program reads the whole standard output, so that nothing else may stand in it.
    pub(super) fn stands_alone(&self) -> bool {
        let is_for_programs =
            |one: &FormatTo<Format>| matches!(one.format, Format::Json | Format::Sarif);
        self.format.iter().any(|one| one.file.is_none() && is_for_programs(one))
    }

    fn telling(&self, style: RenderStyle) -> Telling {
        Telling { style, verbose: self.verbose, offers_fixes: !self.fix || self.diff }
    }
}
