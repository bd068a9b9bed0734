//! A policy changed by one small step.

use super::change::Change;
use super::operator::{Direction, Operator};
use crate::evaluate::Element;
use crate::text::Span;

/// A policy changed by one small step.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The step.
    pub operator: Operator,
    /// What it does to what is granted.
    pub direction: Direction,
    /// What changes, in the policy's text.
    pub span: Span,
    /// What the step does, in one line: `` `s3:GetObject` becomes `s3:*` ``.
    pub description: String,
    /// The request that would notice: `a request that all other elements fit, for an action that ..`.
    pub telling_request: String,
    pub(super) meaning: Meaning,
    /// What changes in the document's tree, for people to see.
    pub(super) shown: Vec<Change>,
}

/// What a mutant is evaluated as.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// The policy is not there.
    Detached,
    /// The statement of that number matches nothing; the others keep their numbers.
    Dropped(usize),
    /// The statement of that number has another effect.
    Flipped(usize, Vec<Change>),
    /// The statement of that number is changed in one of its elements.
    Changed(usize, Element, Vec<Change>),
}
