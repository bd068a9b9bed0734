//! Which report goes where.

use std::process::ExitCode;

use super::arguments::CommonArguments;
use super::outcome::Outcome;
use super::report::{aws_answer, github_commands, json_answer, sarif_log, text};
use crate::cli::console::print;
use crate::cli::reports::{
    FormatTo, Formats, Surroundings, Target, folder_in_repository, write_whole,
};
use crate::scenario::report::without_commands;
use crate::text::RenderStyle;

/// For whom an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// People.
    Text,
    /// Programs, by our own schema.
    Json,
    /// Programs that read what AWS answers.
    Aws,
    /// Code scanning.
    Sarif,
    /// Workflows on GitHub.
    Github,
}

impl Formats for Format {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("text", Self::Text),
        ("json", Self::Json),
        ("aws", Self::Aws),
        ("sarif", Self::Sarif),
        ("github", Self::Github),
    ];
}

impl CommonArguments {
    /// Whether an answer is wanted as AWS gives it.
    pub(super) fn answers_as_aws(&self) -> bool {
        self.format.iter().any(|one| one.format == Format::Aws)
    }
}

/// An answer that can be written.
pub(super) trait Reported {
    /// The answer in a format.
    fn written(&self, format: Format, style: RenderStyle) -> String;
}

/// Writes what was asked for: files, then the standard output. Under `GITHUB_ACTIONS` statements that
/// were found become annotations by themselves.
///
/// # Errors
/// What could not be written.
pub(super) fn write_reports(
    formats: &[FormatTo<Format>],
    outcome: &dyn Reported,
) -> Result<(), String> {
    let on_stdout = |one: &&FormatTo<Format>| one.file.is_none();
    let asked: Vec<Format> = formats.iter().filter(on_stdout).map(|one| one.format).collect();
    let mut for_programs =
        asked.iter().filter(|format| !matches!(format, Format::Text | Format::Github));
    let alone = for_programs.next();
    if alone.is_some_and(|alone| asked.iter().any(|one| one != alone && *one != Format::Github)) {
        return Err("json, aws and sarif stand alone on the standard output; give all but one of \
                    the formats a file: `--format json=FILE`"
            .to_owned());
    }
    for FormatTo { format, file } in formats {
        if let Some(path) = file {
            write_whole(Target::File(path.clone()), &outcome.written(*format, RenderStyle::Plain))?;
        }
    }
    let on_github = Surroundings::of_process().on_github;
    let is_asked = |format| asked.contains(&format);
    let commands = on_github || is_asked(Format::Github);
    if let Some(format) = alone {
        write_whole(Target::Stdout, &outcome.written(*format, RenderStyle::Plain))?;
    } else if on_github || is_asked(Format::Text) || !commands {
        let page = outcome.written(Format::Text, RenderStyle::Coloured);
        print(&if commands { without_commands(&page) } else { page }, ExitCode::SUCCESS);
    }
    if commands {
        let target = if alone.is_some() { Target::Stderr } else { Target::Stdout };
        write_whole(target, &outcome.written(Format::Github, RenderStyle::Plain))?;
    }
    Ok(())
}

impl Reported for Outcome {
    fn written(&self, format: Format, style: RenderStyle) -> String {
        match format {
            Format::Text => text(self, style),
            Format::Json => json_answer(self),
            Format::Aws => aws_answer(self),
            Format::Sarif => sarif_log(self),
            Format::Github => github_commands(self, &folder_in_repository()),
        }
    }
}
