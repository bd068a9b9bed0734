//! The question of a failed case, kept so that somebody can look for what would turn its answer.

use super::expectation::Wanted;
use crate::bundle::Question;
use crate::catalog::Catalog;
use crate::evaluate::Decision;
use crate::request::ContextKeys;
use crate::suggest::{Advice, Known};

/// How many failed cases of a file are kept so.
pub(super) const MOST_KEPT: usize = 20;

/// A question with the keys of the reader that read it.
#[derive(Clone, Debug)]
pub struct Askable {
    question: Question,
    keys: ContextKeys,
}

impl Askable {
    pub(super) fn new(question: &Question, keys: &ContextKeys) -> Self {
        Self { question: question.clone(), keys: keys.clone() }
    }

    /// What would turn the answer.
    pub fn advice(&self, catalog: Option<&Catalog>) -> Advice {
        Advice::on(&self.question, Known { keys: &self.keys, catalog, environment: None })
    }
}

/// Whether what came out is the opposite of what was expected, so that turning it would help.
pub(in crate::scenario) fn is_opposite(wanted: &Wanted, decision: Decision) -> bool {
    match wanted {
        Wanted::Decision(Decision::Allowed) => decision != Decision::Allowed,
        Wanted::Denied | Wanted::Decision(Decision::ImplicitDeny | Decision::ExplicitDeny) => {
            decision == Decision::Allowed
        }
        Wanted::Decision(Decision::Undecided) | Wanted::Error(_) => false,
    }
}
