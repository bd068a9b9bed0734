//! A group whose policies are asked about.

use std::sync::Arc;

use serde_json::Value;

use super::around::Around;
use super::group::Group;
use super::layers::{is_ours, usual_policy};
use super::wording::label;
use crate::compile::CompiledPolicy;
use crate::edges::{Draft, Edge, Scene};
use crate::evaluate::{Gate, StatementAt};
use crate::policy::Effect;

/// The policies of a group and what is asked of them.
pub(super) struct Asked<'a> {
    /// The scenario file to be.
    pub(super) file: &'a str,
    pub(super) number: usize,
    pub(super) group: &'a Group,
    pub(super) scene: &'a Scene<'a>,
    pub(super) around: Option<&'a Around>,
}

impl Asked<'_> {
    /// `Home allows, at policies/home.json:4:5`
    pub(super) fn heading(&self, edge: &Edge) -> String {
        let what = match edge.at.effect {
            Effect::Allow => "allows",
            Effect::Deny => "denies",
        };
        let mut label = label(edge, self.scene);
        if let Some(subject) = &self.group.subject {
            label = format!("{label} of {}", subject.stem);
        }
        let place = self.scene.policy(edge.at).and_then(|policy| {
            let statement = policy.document.statements.get(edge.at.statement)?;
            let start = policy.source.position(statement.span.start);
            Some(format!(", at {}:{}:{}", policy.source.name(), start.line, start.column))
        });
        format!("{label} {what}{}", place.unwrap_or_default())
    }

    /// The edge by requests that can be asked in the environment; `None` if none can.
    pub(super) fn possible(&self, edge: Edge) -> Option<Edge> {
        let Some(around) = self.around else { return Some(edge) };
        let subject = self.group.subject.as_ref();
        let drafts = std::iter::once(&edge.draft).chain(&edge.others);
        let mut possible =
            drafts.filter_map(|draft| around.possible(draft, edge.at, self.scene, subject));
        let draft = possible.next()?;
        let others = possible.collect();
        Some(Edge { draft, others, ..edge })
    }

    /// The policy that a role or key is given where nobody says what it has.
    pub(super) fn usual_policy(&self, draft: &Draft) -> Option<Value> {
        let is_named = self.group.layers.get("resource").is_some();
        let is_open = self.around.is_none_or(|around| around.leaves_open(&draft.resource));
        (!is_named && is_open).then(|| usual_policy(&draft.resource, &draft.action))?
    }

    /// Whether policies of several types decide.
    pub(super) fn has_several_layers(&self) -> bool {
        let layers = self.group.layers.as_object();
        self.around.is_some() || layers.is_some_and(|layers| layers.len() > 1)
    }
}

/// Whether cases are about a statement: one of the group's own policy, or in the first group of any
/// given one.
pub(super) fn is_about(
    at: StatementAt,
    policy: Option<&Arc<CompiledPolicy>>,
    (group, number): (&Group, usize),
) -> bool {
    let is_own = match (&group.subject, at.gate) {
        (Some(subject), gate) => gate == subject.gate(),
        (None, Gate::Identity) => at.policy == 0,
        (None, Gate::Resource) => true,
        (None, gate) => Some(gate) == group.own_level,
    };
    policy.is_some_and(|policy| !is_ours(&policy.name.0)) && (number == 0 || is_own)
}
