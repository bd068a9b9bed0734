//! Cases that may be written.

use super::group::{Group, Unread};
use crate::edges::{Draft, Edge};
use crate::evaluate::Decision;
use crate::text::Node;

/// Everything that is proposed.
#[derive(Clone, Debug)]
pub(super) struct Proposals {
    pub(super) groups: Vec<Group>,
    pub(super) cases: Vec<Proposal>,
    /// What no request was found for, as sentences.
    pub(super) unreachable: Vec<String>,
    /// The policies that no case is about, since they could not be read.
    pub(super) unread: Vec<Unread>,
}

/// A case that may be written: one request, or several that differ in the action alone.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    /// The number of its group.
    pub(super) group: usize,
    /// Where the edge lies.
    pub(super) edge: Edge,
    /// What its statement is called.
    pub(super) statement: String,
    /// What its statement does, and where it stands.
    pub(super) heading: String,
    /// Its name, unique in the file.
    pub(super) name: String,
    /// Whether the caller's own policies allow everything, so that the others decide.
    pub(super) with_full_access: bool,
    /// Whether the resource is given the policy that its kind usually has.
    pub(super) with_usual_policy: bool,
    /// Whether an environment says what the caller's own policies are.
    pub(super) in_environment: bool,
    /// The answers.
    pub(super) answers: Vec<Answered>,
}

/// A request and its answer.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    /// The request, without what does not matter.
    pub(super) draft: Draft,
    pub(super) decision: Decision,
    /// `because`, if something can be named.
    pub(super) because: Option<Node>,
    /// What decided, for people.
    pub(super) by: String,
    /// What an undecided answer hangs on.
    pub(super) missing: Vec<String>,
}

impl Proposal {
    /// The request, or the first of several.
    pub(super) fn draft(&self) -> &Draft {
        self.answers.first().map_or(&self.edge.draft, |answered| &answered.draft)
    }

    /// The decision and what else is expected, if all answers share them.
    pub(super) fn shared(&self) -> Option<&Answered> {
        let first = self.answers.first()?;
        let is_same = |other: &Answered| {
            other.decision == first.decision
                && other.because == first.because
                && other.missing == first.missing
        };
        self.answers.iter().all(is_same).then_some(first)
    }
}
