//! What stands in front of lines.

use std::borrow::Cow;
use std::io::{self, Write};

use reedline::{
    Prompt, PromptEditMode, PromptHistorySearch, PromptHistorySearchStatus, PromptViMode,
};

use super::secret::has_token;
use crate::text::printable;

/// In front of a line.
pub(super) const START: &str = "> ";
/// In front of a line that goes on with the one before.
pub(super) const FURTHER: &str = ". ";

/// Shows a line that nobody typed at the prompt as if somebody had, but for tokens.
pub(super) fn echo(line: &str, out: &mut dyn Write) -> io::Result<()> {
    if has_token(line) {
        let command = line.split_whitespace().next().unwrap_or_default();
        let shown = if has_token(command) { "" } else { command };
        return writeln!(out, "{START}{} ..", printable(shown));
    }
    for (number, part) in line.split('\n').enumerate() {
        let start = if number == 0 { START } else { FURTHER };
        writeln!(out, "{}", format!("{start}{}", printable(part)).trim_end())?;
    }
    Ok(())
}

/// The prompt of the line editor.
pub(super) struct Start;

impl Prompt for Start {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, mode: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed(match mode {
            PromptEditMode::Vi(PromptViMode::Normal | PromptViMode::Visual) => ": ",
            _ => START,
        })
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed(FURTHER)
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        let what = match search.status {
            PromptHistorySearchStatus::Passing => "search",
            PromptHistorySearchStatus::Failing => "nothing found",
        };
        Cow::Owned(format!("({what}: {}) ", printable(&search.term)))
    }
}
