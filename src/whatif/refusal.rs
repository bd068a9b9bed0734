//! Why a line changes nothing.

use crate::bundle::Trouble;
use crate::text::{RenderStyle, printable, render};

/// The name of the text that stands for what a session asks.
pub(super) const SESSION: &str = "<session>";

/// Why a line could not be followed, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) String);

impl From<String> for Refusal {
    fn from(message: String) -> Self {
        Self(format!("error: {}\n", printable(&message)))
    }
}

impl From<&str> for Refusal {
    fn from(message: &str) -> Self {
        message.to_owned().into()
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        vec![trouble].into()
    }
}

impl From<Vec<Trouble>> for Refusal {
    fn from(troubles: Vec<Trouble>) -> Self {
        Self(troubles.iter().map(drawn).collect())
    }
}

/// A mistake with its place, or in a line where it is about the session's own words.
pub(super) fn drawn(trouble: &Trouble) -> String {
    let diagnostic = &trouble.diagnostic;
    if trouble.source.name() != SESSION && trouble.has_place() {
        let drawn = render(diagnostic, &trouble.source, RenderStyle::Coloured);
        return format!("{}\n", drawn.trim_end());
    }
    let hint = diagnostic.hint.iter().map(|hint| format!("\n  = help: {}", printable(hint)));
    let hint: String = hint.collect();
    format!("{}: {}{hint}\n", diagnostic.severity.name(), printable(&diagnostic.message))
}

/// What is to be said beside an answer, a line for each.
pub(super) fn note_lines(notes: impl IntoIterator<Item = String>) -> String {
    notes.into_iter().map(|note| ["note: ", &printable(&note), "\n"].concat()).collect()
}

/// What a mistake comes to, in a few words.
pub(super) fn in_a_line(troubles: &[Trouble]) -> String {
    let first = troubles.first().map(|one| printable(&one.diagnostic.message));
    first.unwrap_or_else(|| "it cannot be read".to_owned())
}
