//! `help`, from the table of commands.

use super::commands::{Command, Done, Line, find};
use super::refusal::Refusal;
use super::reply::Reply;
use super::session::Session;
use super::table::COMMANDS;
use crate::text::{WIDTH, wrapped};

/// `help [COMMAND]`
pub(super) fn help(_: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    if line.words.is_empty() {
        return Ok(Reply::told(overview()).into());
    }
    let (command, _) = find(line.words)?;
    Ok(Reply::told(command.help()).into())
}

fn overview() -> String {
    let width = COMMANDS.iter().map(|one| one.name.len()).max().unwrap_or_default();
    let line =
        |one: &Command| wrapped(&format!("{:width$}  {}", one.name, one.summary), width + 2, WIDTH);
    let lines: String = COMMANDS.iter().map(line).collect();
    lines + "\n`help COMMAND` says how it is written\n"
}

impl Command {
    /// How the command is written, what it does, and examples.
    pub fn help(&self) -> String {
        let usage = format!("{} {}", self.name, self.usage);
        let usage = wrapped(usage.trim_end(), 4, WIDTH);
        let summary = wrapped(&format!("  {}", self.summary), 2, WIDTH);
        let examples: String = self.examples.iter().map(|one| ["  ", one, "\n"].concat()).collect();
        format!("{usage}{summary}\n{examples}")
    }
}
