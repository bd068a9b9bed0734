//! One change that may turn an answer.

use std::sync::Arc;

use super::amendable::Amendable;
use super::look::{Heard, Look};
use crate::compile::{CompiledPolicy, PolicySet};
use crate::evaluate::{self, Gate, layer_at};
use crate::policy::ActionPattern;
use crate::request::Request;
use crate::text::{Node, Span, TextEdit};

/// A change that nobody tried yet.
#[derive(Clone)]
pub(super) struct Draft {
    /// The authorization for which it is made.
    pub(super) authorization: usize,
    pub(super) gate: Gate,
    /// In words: `add .. to ..`.
    pub(super) what: String,
    /// Where, in the policy's file.
    pub(super) at: Span,
    pub(super) step: Step,
    /// What comes first among those that are as narrow and as short.
    pub(super) order: u8,
    /// The actions that the statement is about.
    pub(super) about: Vec<ActionPattern>,
}

/// What is changed.
#[derive(Clone)]
pub(super) enum Step {
    /// The text of a policy, by edits of its [`Amendable`].
    Edit(Arc<CompiledPolicy>, Vec<TextEdit>),
    /// A document is added to the layer.
    Add(Node),
    /// The policy goes.
    Remove(Arc<CompiledPolicy>),
}

/// A change to one element of a statement.
#[derive(Clone)]
pub(super) struct ElementEdit {
    pub(super) what: String,
    pub(super) edits: Vec<TextEdit>,
    pub(super) order: u8,
}

impl ElementEdit {
    pub(super) fn new(order: u8, what: String, edits: Vec<TextEdit>) -> Self {
        Self { what, edits, order }
    }
}

/// A policy of a layer that can be changed.
pub(super) struct Spot<'a> {
    pub(super) look: &'a Look,
    pub(super) authorization: usize,
    pub(super) gate: Gate,
    pub(super) number: usize,
    pub(super) policy: &'a Arc<CompiledPolicy>,
    pub(super) text: Amendable,
}

/// How many policies of a layer are looked at.
const MOST_POLICIES: usize = 40;

impl<'a> Spot<'a> {
    /// The policies behind a gate that can be changed.
    pub(super) fn all(look: &'a Look, authorization: usize, gate: Gate) -> Vec<Self> {
        let layer = layer_at(&look.policies, gate).map_or(&[][..], |layer| layer);
        let numbered = layer.iter().enumerate().take(MOST_POLICIES);
        let is_known = |policy: &CompiledPolicy| {
            !look.context.request.unknowns.contains_key(policy.source.name())
        };
        let spot = |(number, policy): (usize, &'a Arc<CompiledPolicy>)| {
            let text = Amendable::of(policy).filter(|_| is_known(policy))?;
            Some(Self { look, authorization, gate, number, policy, text })
        };
        numbered.filter_map(spot).collect()
    }

    pub(super) fn request(&self) -> &Request {
        &self.look.context.request
    }

    /// A change to one statement.
    pub(super) fn draft(&self, heard: Heard<'_>, edit: ElementEdit) -> Draft {
        let entries = heard.written.action.entries.iter();
        Draft {
            about: entries.map(|entry| entry.pattern.clone()).collect(),
            ..self.draft_at(heard.written.span, edit)
        }
    }

    pub(super) fn draft_at(&self, at: Span, edit: ElementEdit) -> Draft {
        Draft {
            authorization: self.authorization,
            gate: self.gate,
            what: edit.what,
            at,
            step: Step::Edit(self.policy.clone(), edit.edits),
            order: edit.order,
            about: Vec::new(),
        }
    }
}

/// Whether a layer has more policies than are looked at.
pub(super) fn is_crowded(policies: &PolicySet) -> bool {
    let count = |gate: &Gate| layer_at(policies, *gate).map_or(0, |layer| layer.len());
    gates(policies).iter().any(|gate| count(gate) > MOST_POLICIES)
}

/// All layers that a question has policies for, in D-2's order.
pub(super) fn gates(policies: &PolicySet) -> Vec<Gate> {
    evaluate::gates(policies).filter(|gate| layer_at(policies, *gate).is_some()).collect()
}
