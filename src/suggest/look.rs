//! What stands between a question and its being allowed.

use crate::bundle::Question;
use crate::compile::{CompiledPolicy, CompiledStatement, PolicySet};
use crate::evaluate::{
    Decision, Depth, Element, Gate, Recorder, StatementAt, Truth, evaluate, layer_at,
};
use crate::explain::{Record, StatementTrace, Trace};
use crate::policy::{Effect, Statement};
use crate::request::{ContextKeys, RequestContext};

/// One authorization as it was decided, with what every statement answered.
pub(super) struct Look {
    pub(super) decision: Decision,
    pub(super) context: RequestContext,
    pub(super) policies: PolicySet,
    record: Trace<true>,
}

/// Wants to hear the Allows also where a Deny decides.
struct PastDenies;

impl Recorder for PastDenies {
    const DEPTH: Depth = Depth::Everything;
    const VALUES: bool = true;
}

/// A statement that was asked.
#[derive(Clone, Copy)]
pub(super) struct Heard<'a> {
    pub(super) at: StatementAt,
    pub(super) truth: Truth,
    pub(super) written: &'a Statement,
    pub(super) compiled: &'a CompiledStatement,
    trace: &'a StatementTrace,
}

impl Look {
    /// Decides one authorization under these policies.
    pub(super) fn at(context: RequestContext, policies: &PolicySet) -> Self {
        let mut record = Trace::<true>::default();
        let decision = evaluate(policies, &context, &mut (&mut record, &mut PastDenies));
        Self { decision, context, policies: policies.clone(), record }
    }

    /// All authorizations of a question.
    pub(super) fn all(question: &Question, sets: &[PolicySet], keys: &ContextKeys) -> Vec<Self> {
        let contexts = question.contexts(keys).into_iter().map(|(context, _)| context);
        contexts.zip(sets).map(|(context, policies)| Self::at(context, policies)).collect()
    }

    fn record(&self) -> &Record {
        &self.record
    }

    /// The statements of one policy behind a gate.
    pub(super) fn heard_at(&self, gate: Gate, policy: usize) -> impl Iterator<Item = Heard<'_>> {
        let is_here = move |one: &&StatementTrace| one.at.gate == gate && one.at.policy == policy;
        let here = self.record().statements().iter().filter(is_here);
        here.filter_map(|trace| self.heard(trace))
    }

    /// Every statement that was asked.
    pub(super) fn heard_all(&self) -> impl Iterator<Item = Heard<'_>> {
        self.record().statements().iter().filter_map(|trace| self.heard(trace))
    }

    fn heard<'a>(&'a self, trace: &'a StatementTrace) -> Option<Heard<'a>> {
        let at = trace.at;
        let policy: &CompiledPolicy = layer_at(&self.policies, at.gate)?.get(at.policy)?;
        let written = policy.document.statements.get(at.statement)?;
        let compiled = policy.statements.get(at.statement)?;
        Some(Heard { at, truth: trace.truth, written, compiled, trace })
    }

    /// The policy of a statement.
    pub(super) fn policy_of(&self, heard: Heard<'_>) -> Option<&CompiledPolicy> {
        layer_at(&self.policies, heard.at.gate)?.get(heard.at.policy).map(|policy| &**policy)
    }

    /// The elements of a statement that do not surely fit.
    pub(super) fn misses(&self, heard: Heard<'_>) -> Vec<(Element, Truth)> {
        let elements = self.record().elements(heard.trace).iter().copied();
        elements.filter(|(_, truth)| *truth != Truth::True).collect()
    }

    /// What an element answered.
    pub(super) fn answer(&self, heard: Heard<'_>, element: Element) -> Truth {
        let mut elements = self.record().elements(heard.trace).iter();
        elements.find(|(other, _)| *other == element).map_or(Truth::True, |(_, truth)| *truth)
    }

    /// The layers whose Allow is needed and not sure, in D-2's order.
    pub(super) fn closed(&self) -> Vec<Gate> {
        if self.record().settled().is_some() {
            return Vec::new();
        }
        self.record().closed().iter().map(|(gate, _)| *gate).collect()
    }

    /// The Denies that apply or may apply.
    pub(super) fn denies(&self) -> impl Iterator<Item = Heard<'_>> {
        let is_deny = |one: &Heard<'_>| one.at.effect == Effect::Deny && one.truth != Truth::False;
        self.heard_all().filter(is_deny)
    }

    /// The rule of the service that settles the decision, whatever the policies say.
    pub(super) fn settled(&self) -> Option<&'static str> {
        self.record().settled().map(|settled| settled.rule.0)
    }

    /// Whether the policy of a resource that always has one was not supplied.
    pub(super) fn lacks_resource_policy(&self) -> bool {
        self.record().resource_policy_missing()
    }
}
