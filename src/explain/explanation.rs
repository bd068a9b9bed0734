//! The reason of a decision, as data.

use std::sync::Arc;

use crate::aws::PolicyType;
use crate::compile::CompiledPolicy;
use crate::evaluate::{Decision, Element, Gate};
use crate::policy::Effect;
use crate::request::Note;
use crate::text::{Source, Span};

/// Why one authorization was decided as it was.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The decision.
    pub decision: Decision,
    /// The layer that made it: the first in D-2's order. `None` if a service rule settled it.
    pub decided_by: Option<DecidedBy>,
    /// The statements that made it, those of the deciding layer first. After an explicit deny only
    /// Deny statements.
    // AWS: M-4
    pub matched: Vec<StatementPlace>,
    /// For a denial and for an undecided question: the statements that came closest to allowing, the
    /// closest first; then Denies that may apply.
    pub near_misses: Vec<NearMiss>,
    /// If no Deny statement applies or may apply: those that came closest to it, the closest first.
    pub near_denies: Vec<NearMiss>,
    /// What the answer hangs on.
    pub missing_context: Vec<MissingContext>,
    /// Policies that AWS always has and that were not supplied.
    pub missing_policies: Vec<PolicyType>,
    /// For an undecided question: when it is allowed, if that was found out.
    pub allowed_when: AllowedWhen,
    /// Assumptions, rules in dispute that the decision rests on, and what people may not expect.
    pub notes: Vec<Note>,
}

/// When an undecided question is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedWhen {
    /// Each suffices: `aws:SourceIp is in 10.0.0.0/8 and not in 10.1.0.0/16`.
    pub ways: Vec<String>,
    /// What there is to say of others: `in 2 more ways`; where there are no ways, why none are told.
    pub others: Option<String>,
}

/// The layer that made a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DecidedBy {
    /// The layer.
    pub policy_type: PolicyType,
    /// The level of an organization layer, root 0.
    pub level: Option<usize>,
}

impl From<Gate> for DecidedBy {
    fn from(gate: Gate) -> Self {
        let (policy_type, level) = match gate {
            Gate::ResourceControl(level) => (PolicyType::ResourceControl, Some(level)),
            Gate::ServiceControl(level) => (PolicyType::ServiceControl, Some(level)),
            Gate::VpcEndpoint => (PolicyType::VpcEndpoint, None),
            Gate::Resource => (PolicyType::Resource, None),
            Gate::Identity => (PolicyType::Identity, None),
            Gate::PermissionsBoundary => (PolicyType::PermissionsBoundary, None),
            Gate::Session => (PolicyType::Session, None),
        };
        Self { policy_type, level }
    }
}

/// A statement and where it stands.
#[derive(Clone, Debug)]
pub struct StatementPlace {
    /// The layer and its level.
    pub layer: DecidedBy,
    /// The policy's path, ARN, or JSON pointer.
    pub policy: Arc<str>,
    /// The text that holds it.
    pub source: Arc<Source>,
    /// Its `Sid`.
    pub sid: Option<Box<str>>,
    /// Its number within the policy, from 0.
    pub index: usize,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// The whole statement.
    pub span: Span,
}

impl StatementPlace {
    /// A statement of a policy by its number from 0, where the policy counts.
    pub(crate) fn of(policy: &CompiledPolicy, gate: Gate, number: usize) -> Option<Self> {
        let written = policy.document.statements.get(number)?;
        Some(Self {
            layer: DecidedBy::from(gate),
            policy: policy.name.0.clone(),
            source: policy.source.clone(),
            sid: written.sid.as_ref().map(|sid| sid.value.clone()),
            index: number,
            effect: written.effect,
            span: written.span,
        })
    }

    /// What people call the policy, where that is not the file that it stands in.
    pub(crate) fn policy_name(&self) -> Option<&str> {
        let is_place = self.policy.starts_with('/') || *self.policy == *self.source.name();
        Some(&*self.policy).filter(|name| !name.is_empty() && !is_place)
    }
}

/// A statement that did not apply, or may not, and why.
#[derive(Clone, Debug)]
pub struct NearMiss {
    /// The statement.
    pub statement: StatementPlace,
    /// The elements that did not fit, or may not.
    pub misses: Vec<Miss>,
}

/// An element that did not fit, or may not.
#[derive(Clone, Debug)]
pub struct Miss {
    /// Which.
    pub element: Element,
    /// Its name as written: `NotResource`, `StringEquals`.
    pub name: String,
    /// The element's place; for a condition from the key to its values.
    pub span: Span,
    /// Whether it hangs on something unknown; else it surely does not fit.
    pub open: bool,
    /// What was compared, without a full stop:
    /// `` `aws:SourceIp` is 198.51.100.7, needs one of 203.0.113.0/24 ``.
    pub message: String,
}

/// Something that nobody told us and that the answer hangs on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingContext {
    /// A condition key, or what else is missing: `resource`, `principal.id`, `session name`.
    pub key: String,
    /// Why it matters, without a full stop.
    pub reason: String,
}
