//! How a line may go on, in pale letters behind it.

use nu_ansi_term::Style;
use reedline::{Hinter, History, SearchQuery};

use super::shared::Shared;
use crate::text::printable;

/// Shows how the latest line that began so went on, or else what a command takes. Only the former
/// can be accepted.
pub(super) struct Hint {
    shared: Shared,
    rest: String,
}

impl Hint {
    pub(super) fn new(shared: &Shared) -> Self {
        Self { shared: shared.clone(), rest: String::new() }
    }
}

impl Hinter for Hint {
    fn handle(
        &mut self,
        line: &str,
        position: usize,
        history: &dyn History,
        is_coloured: bool,
        _: &str,
    ) -> String {
        self.rest.clear();
        if line.is_empty() || position < line.len() {
            return String::new();
        }
        let query = SearchQuery::last_with_prefix(line.to_owned(), None);
        let found = history.search(query).unwrap_or_default();
        let earlier = found.first().and_then(|item| item.command_line.get(line.len()..));
        self.rest = earlier.filter(|rest| !rest.contains('\n')).unwrap_or_default().to_owned();
        let usage = self.shared.look(|session| session.hint(line).unwrap_or_default());
        let shown = if self.rest.is_empty() { usage.to_owned() } else { printable(&self.rest) };
        if is_coloured && !shown.is_empty() {
            return Style::new().dimmed().paint(shown).to_string();
        }
        shown
    }

    fn complete_hint(&self) -> String {
        self.rest.clone()
    }

    fn next_hint_token(&self) -> String {
        let end = self.rest.trim_start().find(char::is_whitespace);
        let blank = self.rest.len() - self.rest.trim_start().len();
        end.map_or_else(|| self.rest.clone(), |end| self.rest[..blank + end].to_owned())
    }
}
