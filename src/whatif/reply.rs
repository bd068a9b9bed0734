//! What a session replies.

use super::gates::Gate;
use super::tested_keys::TestedKey;
use super::watch::Asked;
use crate::evaluate::Decision;

/// What a line came to.
#[derive(Clone, Debug)]
pub struct Reply {
    /// For people, whole lines. It may hold the escape codes of colours, and no others.
    pub text: String,
    /// What happened.
    pub outcome: Outcome,
    /// The answers on the watch list that a change turned.
    pub turned: Vec<Turned>,
    /// The answer to a question, for programs.
    pub answer: Option<Box<Told>>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A question was decided.
    Answered(Decision),
    /// Something is different now.
    Changed,
    /// Something was told; nothing is different.
    Told,
    /// The line was a mistake, and nothing is different.
    Refused,
    /// Somebody is to edit this text, and then [`edited`](super::Session::edited) is to be called.
    WantsEditor {
        /// What the text is called.
        name: String,
        /// The text.
        text: String,
    },
    /// The session is over.
    Ended,
}

/// An answer that is another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turned {
    /// The question.
    pub question: Asked,
    /// What it came to before; `None` if it had no answer.
    pub old: Option<Decision>,
    /// What it comes to now.
    pub new: Option<Decision>,
    /// Why, in a line.
    pub reason: String,
}

/// An answer with its reasons as data.
#[derive(Clone, Debug)]
pub struct Told {
    /// The question.
    pub question: Asked,
    /// The decision.
    pub decision: Decision,
    /// The answer as `eval` gives it: a line of JSON.
    pub json: String,
    /// Why, in a line.
    pub reason: String,
    /// What each layer said, in the order in which AWS is told to ask them.
    pub gates: Vec<Gate>,
    /// The condition keys that the policies mention, and what the request carries.
    pub keys: Vec<TestedKey>,
}

impl Reply {
    /// A reply that changes nothing.
    pub(super) fn told(text: impl Into<String>) -> Self {
        Self { text: text.into(), outcome: Outcome::Told, turned: Vec::new(), answer: None }
    }

    /// The same with another outcome.
    pub(super) fn with(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }
}
