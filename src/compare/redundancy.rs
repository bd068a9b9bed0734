//! Which pieces of a policy can be left out: every request would be decided as before.

mod action_map;
mod draft;
mod entries;
mod examples;
mod prover;
mod seat;

use draft::Draft;

use super::comparison::Comparison;
use crate::compile::CompiledPolicy;
use crate::text::Arrange;

/// A piece of a statement; numbers begin at 0 and are those of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Piece {
    /// All of it.
    Statement,
    /// An entry of `Action`.
    Action(usize),
    /// An entry of `Resource`.
    Resource(usize),
    /// An entry of `Principal`.
    Principal(usize),
    /// A condition: one operator on one key.
    Condition(usize),
    /// A value of a condition.
    Value {
        /// The condition.
        condition: usize,
        /// The value.
        value: usize,
    },
}

/// A piece that can be left out, also together with all others that were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needless {
    /// The number of its statement.
    pub statement: usize,
    /// What of the statement.
    pub piece: Piece,
    /// Why.
    pub because: Because,
}

/// Why a piece can be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// No request fulfils all of these conditions, so that the statement never applies.
    Never(Vec<usize>),
    /// What is left of its statement does the same.
    Itself,
    /// These Deny statements together refuse all that it would allow.
    Denied(Vec<usize>),
    /// What is left of its statement and other statements do the same.
    Others {
        /// Statements of the same effect.
        same: Vec<usize>,
        /// Deny statements that refuse what those do not allow.
        denies: Vec<usize>,
    },
}

impl Comparison<'_> {
    /// The pieces of a policy that can be left out, proven for all requests. `gone` are pieces of which
    /// that is known already: they count as left out.
    ///
    /// What the search cannot prove within its budget is not among them.
    pub fn needless(&self, policy: &CompiledPolicy, gone: &[(usize, Piece)]) -> Vec<Needless> {
        let mut draft = Draft::new(self, policy, gone);
        draft.find_statements();
        draft.find_entries();
        let mut found = draft.found;
        found.arrange_by_key(|needless| (needless.statement, needless.piece));
        found
    }
}
