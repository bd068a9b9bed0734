//! What mutants of a statement are made from.

use super::change::{Change, Path, Spot};
use super::mutant::{Meaning, Mutant};
use super::operator::{Operator, Reach};
use crate::aws::{ActionName, PolicyKind};
use crate::compile::CompiledStatement;
use crate::evaluate::Element;
use crate::policy::{Statement, Version};
use crate::request::{Principal, RequestContext};
use crate::text::{Source, Span, printable};

/// Everything that is asked of a policy.
pub(super) struct Asked<'a> {
    pub(super) actions: Vec<&'a ActionName>,
    pub(super) callers: Vec<&'a Principal>,
    pub(super) requests: Vec<&'a RequestContext>,
}

/// A statement of a policy.
pub(super) struct Grounds<'a> {
    pub(super) asked: &'a Asked<'a>,
    pub(super) source: &'a Source,
    pub(super) kinds: &'a [PolicyKind],
    pub(super) version: Version,
    pub(super) number: usize,
    /// Whether the policy has no other statement.
    pub(super) alone: bool,
    /// The statement; its path is that below the document.
    pub(super) place: Path,
    pub(super) spot: Spot<'a>,
    pub(super) written: &'a Statement,
    pub(super) compiled: &'a CompiledStatement,
}

/// A step on one element of the statement.
pub(super) struct Step {
    pub(super) operator: Operator,
    pub(super) reach: Reach,
    pub(super) element: Element,
    pub(super) span: Span,
    pub(super) changes: Vec<Change>,
    pub(super) description: String,
    /// What the request has that tells the step apart: `for an action that ..`.
    pub(super) telling: String,
}

impl Grounds<'_> {
    /// The mutant that a step makes.
    pub(super) fn mutant(&self, step: Step) -> Mutant {
        Mutant {
            operator: step.operator,
            direction: step.reach.direction(self.written.effect),
            span: step.span,
            description: step.description,
            telling_request: format!("a request that all other elements fit, {}", step.telling),
            shown: step.changes.iter().map(|change| self.in_document(change)).collect(),
            meaning: Meaning::Changed(self.number, step.element, step.changes),
        }
    }

    /// The same change below the document.
    pub(super) fn in_document(&self, change: &Change) -> Change {
        let below = |path: &Path| -> Path { self.place.iter().chain(path).copied().collect() };
        match change {
            Change::Put(path, value) => Change::Put(below(path), value.clone()),
            Change::Rename(path, key) => Change::Rename(below(path), key.clone()),
            Change::Insert(path, behind, key, value) => {
                Change::Insert(below(path), *behind, key.clone(), value.clone())
            }
            Change::Remove(path) => Change::Remove(below(path)),
        }
    }

    /// How people call the statement: its name, or its number from 1.
    pub(super) fn name(&self) -> String {
        match self.written.sid.as_ref().filter(|sid| !sid.value.is_empty()) {
            Some(sid) => shown(&sid.value),
            None => format!("statement {}", self.number + 1),
        }
    }

    /// The element under one of two names: its place, and whether it lists what it is not about.
    pub(super) fn element(&self, name: &str, negated: &str) -> Option<(Spot<'_>, bool)> {
        let plain = self.spot.member(name).map(|(_, spot)| (spot, false));
        plain.or_else(|| self.spot.member(negated).map(|(_, spot)| (spot, true)))
    }
}

const LONGEST: usize = 160;

/// The text in backticks, whole unless nobody would read it.
pub(super) fn shown(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST).collect();
    let dots = if cut.len() < text.len() { ".." } else { "" };
    format!("`{}{dots}`", printable(&cut))
}

/// `` `a` becomes `b` ``
pub(super) fn becomes(old: &str, new: &str) -> String {
    format!("{} becomes {}", shown(old), shown(new))
}
