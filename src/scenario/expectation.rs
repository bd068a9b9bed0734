//! What a case expects.

use std::fmt;

use super::by_action::ByAction;
use crate::bundle::{Placed, Trouble};
use crate::evaluate::Decision;
use crate::text::{nearest, quote};

/// What a case expects of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// This very decision.
    Decision(Decision),
    /// A denial, explicit or implicit.
    Denied,
    /// No answer, but a mistake with this code.
    Error(Box<str>),
}

/// What is expected, and where that is written.
#[derive(Clone, Debug)]
pub struct Expectation<'n> {
    /// What.
    pub wanted: Wanted,
    /// Where.
    pub place: Placed<'n>,
}

impl Wanted {
    /// Whether an answer that is wanted may hang on something that nobody said.
    pub(super) fn may_hang(&self) -> bool {
        match self {
            Self::Decision(Decision::Undecided | Decision::ImplicitDeny) | Self::Denied => true,
            Self::Decision(Decision::Allowed | Decision::ExplicitDeny) | Self::Error(_) => false,
        }
    }

    /// Whether a decision is what is wanted.
    pub fn is_met_by(&self, decision: Decision) -> bool {
        match self {
            Self::Decision(wanted) => *wanted == decision,
            Self::Denied => decision.is_denied(),
            Self::Error(_) => false,
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decision(decision) => decision.fmt(f),
            Self::Denied => f.write_str("denied"),
            Self::Error(code) => write!(f, "the error {code}"),
        }
    }
}

const WORDS: &[&str] = &["allowed", "denied", "explicitDeny", "implicitDeny", "undecided"];

pub(super) fn decision_word(text: &str) -> Option<Wanted> {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    Some(match plain.to_ascii_lowercase().as_str() {
        "allowed" | "allow" => Wanted::Decision(Decision::Allowed),
        "denied" | "deny" => Wanted::Denied,
        "explicitdeny" | "explicitdenied" | "explicitlydenied" => {
            Wanted::Decision(Decision::ExplicitDeny)
        }
        "implicitdeny" | "implicitdenied" | "implicitlydenied" => {
            Wanted::Decision(Decision::ImplicitDeny)
        }
        "undecided" => Wanted::Decision(Decision::Undecided),
        _ => return None,
    })
}

/// A mistake: the text is none of the words that may stand there.
pub(super) fn not_a_decision(place: Placed<'_>, text: &str, words: &[&str]) -> Trouble {
    let message = format!("{} is not something to expect", quote(text));
    let hint = match nearest(text, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expect one of {}", words.join(", ")),
    };
    place.trouble("invalid-expectation", message).with_hint(hint)
}

/// The forms that `expect` takes.
#[derive(Clone, Debug)]
pub(super) enum Expected<'n> {
    /// One for every action of the case.
    Same(Expectation<'n>),
    /// One for each action.
    ByAction(ByAction<'n>),
}

impl<'n> Expected<'n> {
    /// Reads an `expect`.
    pub(super) fn read(value: Placed<'n>) -> Result<Self, Trouble> {
        if value.node.as_text().is_some() {
            return read_word(value).map(Self::Same);
        }
        if value.node.get("error").is_some() {
            let code = value.fields(&["error"])?.text("error")?.unwrap_or_default();
            let wanted = Wanted::Error(code.into());
            return Ok(Self::Same(Expectation { wanted, place: value }));
        }
        ByAction::read(value).map(Self::ByAction)
    }
}

pub(super) fn read_word(value: Placed<'_>) -> Result<Expectation<'_>, Trouble> {
    let text = value.text()?;
    let wanted = decision_word(text).ok_or_else(|| not_a_decision(value, text, WORDS))?;
    Ok(Expectation { wanted, place: value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_of_other_tools_are_understood() {
        let decided = |text: &str| decision_word(text).unwrap();
        assert_eq!(decided("Allowed"), Wanted::Decision(Decision::Allowed));
        assert_eq!(decided("ALLOW"), Wanted::Decision(Decision::Allowed));
        assert_eq!(decided("ImplicitlyDenied"), Wanted::Decision(Decision::ImplicitDeny));
        assert_eq!(decided("EXPLICIT_DENY"), Wanted::Decision(Decision::ExplicitDeny));
        assert_eq!(decided("explicit-deny"), Wanted::Decision(Decision::ExplicitDeny));
        assert_eq!(decided("Deny"), Wanted::Denied);
        assert_eq!(decision_word("alowed"), None);
    }
}
