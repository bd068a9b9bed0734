//! A question under other policies.

use std::sync::Arc;

use super::amendable::Amendable;
use super::draft::{Draft, Step};
use crate::aws::PolicyKind;
use crate::bundle::Question;
use crate::compile::{CompiledPolicy, Layer, PolicyName, PolicySet, ResourcePolicy};
use crate::evaluate::{Decision, Gate, Silent, evaluate};
use crate::policy::{Reading, parse};
use crate::request::{ContextKeys, RequestContext};
use crate::text::{Comments, Source, read_json};

/// The policies of each authorization, after some changes.
pub(super) type Sets = Vec<PolicySet>;

/// A question, and the keys of all policies that anybody tried.
pub(super) struct Trial<'a> {
    pub(super) question: &'a Question,
    pub(super) keys: ContextKeys,
}

impl<'a> Trial<'a> {
    pub(super) fn new(question: &'a Question, keys: &ContextKeys) -> Self {
        Self { question, keys: keys.clone() }
    }

    /// The policies as they are.
    pub(super) fn sets(&self) -> Sets {
        self.question.authorizations.iter().map(|one| one.policies.clone()).collect()
    }

    /// The policies after a change; `None` if AWS would refuse it.
    pub(super) fn changed(&mut self, sets: &[PolicySet], draft: &Draft) -> Option<Sets> {
        match &draft.step {
            Step::Edit(policy, edits) => {
                let text = Amendable::of(policy)?;
                let mut exchange = Exchange { old: policy, new: Vec::new() };
                for kind in kinds_of(policy, sets) {
                    let new = text.edited(edits, (policy, kind), &mut self.keys)?;
                    exchange.new.push(Arc::new(new));
                }
                Some(sets.iter().map(|set| exchange.made(set)).collect())
            }
            Step::Remove(policy) => {
                let exchange = Exchange { old: policy, new: Vec::new() };
                Some(sets.iter().map(|set| exchange.made(set)).collect())
            }
            Step::Add(document) => {
                let kind = self.kind_at(draft);
                let new = self.compiled(&document.to_pretty_json(0), kind)?;
                let numbered = sets.iter().enumerate();
                let is_met =
                    |number: usize| number == draft.authorization || is_of_caller(draft.gate);
                let added = numbered.map(|(number, set)| {
                    if is_met(number) { with_document(set, draft.gate, &new) } else { set.clone() }
                });
                Some(added.collect())
            }
        }
    }

    pub(super) fn kind_at(&self, draft: &Draft) -> PolicyKind {
        match draft.gate {
            Gate::ResourceControl(_) => PolicyKind::ResourceControl,
            Gate::ServiceControl(_) => PolicyKind::ServiceControl,
            Gate::VpcEndpoint => PolicyKind::VpcEndpoint,
            Gate::Resource => {
                let authorization = self.question.authorizations.get(draft.authorization);
                let is_trust = authorization.is_some_and(|one| one.request.is_about_trust());
                if is_trust { PolicyKind::Trust } else { PolicyKind::Resource }
            }
            Gate::Identity => PolicyKind::Identity,
            Gate::PermissionsBoundary => PolicyKind::PermissionsBoundary,
            Gate::Session => PolicyKind::Session,
        }
    }

    fn compiled(&mut self, text: &str, kind: PolicyKind) -> Option<Arc<CompiledPolicy>> {
        let source = Arc::new(Source::new("", text));
        let node = read_json(&source, Comments::Refused).ok()?;
        let document = Arc::new(parse(&node, kind, Reading::Strict).document?);
        let name = PolicyName("".into());
        let keys = &mut self.keys;
        Some(Arc::new(CompiledPolicy::compile(name, source, document, kind, keys)))
    }

    /// The requests with the states of all keys.
    pub(super) fn contexts(&self) -> Vec<RequestContext> {
        self.question.contexts(&self.keys).into_iter().map(|(context, _)| context).collect()
    }

    /// The strictest decision of all authorizations.
    // AWS: R-10
    pub(super) fn decide(contexts: &[RequestContext], sets: &[PolicySet]) -> Decision {
        let each = contexts.iter().zip(sets);
        let decisions = each.map(|(context, set)| evaluate(set, context, &mut Silent));
        decisions.max().unwrap_or(Decision::ImplicitDeny)
    }
}

/// A policy and what comes in its place, for each kind as which it counts.
struct Exchange<'a> {
    old: &'a CompiledPolicy,
    new: Vec<Arc<CompiledPolicy>>,
}

impl Exchange<'_> {
    fn made(&self, set: &PolicySet) -> PolicySet {
        set.changed(&Layer::default(), &|policy| {
            if !is_same(policy, self.old) {
                return Some(policy.clone());
            }
            self.new.iter().find(|new| new.kind == policy.kind).cloned()
        })
    }
}

/// Whether both are one document, compiled as whatever kind.
pub(super) fn is_same(one: &CompiledPolicy, other: &CompiledPolicy) -> bool {
    Arc::ptr_eq(&one.source, &other.source) && one.document.span == other.document.span
}

/// Whether a policy is a document that nobody has yet.
pub(super) fn is_new_document(policy: &CompiledPolicy) -> bool {
    policy.name.0.is_empty() && policy.source.name().is_empty()
}

fn kinds_of(policy: &CompiledPolicy, sets: &[PolicySet]) -> Vec<PolicyKind> {
    let all = sets.iter().flat_map(PolicySet::all).filter(|one| is_same(one, policy));
    let mut kinds: Vec<PolicyKind> = Vec::new();
    for kind in all.map(|one| one.kind) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// Whether a layer is the caller's in all authorizations of a call.
fn is_of_caller(gate: Gate) -> bool {
    match gate {
        Gate::ServiceControl(_)
        | Gate::VpcEndpoint
        | Gate::Identity
        | Gate::PermissionsBoundary
        | Gate::Session => true,
        Gate::ResourceControl(_) | Gate::Resource => false,
    }
}

fn with_document(set: &PolicySet, gate: Gate, new: &Arc<CompiledPolicy>) -> PolicySet {
    let mut set = set.clone();
    let longer = |layer: &Layer| layer.iter().chain([new]).cloned().collect::<Layer>();
    let optional = |layer: &Option<Layer>| Some(longer(&layer.clone().unwrap_or_default()));
    match gate {
        Gate::ResourceControl(level) => {
            if let Some(slot) = set.resource_control.get_mut(level) {
                *slot = longer(slot);
            }
        }
        Gate::ServiceControl(level) => {
            if let Some(slot) = set.service_control.get_mut(level) {
                *slot = longer(slot);
            }
        }
        Gate::VpcEndpoint => set.vpc_endpoint = optional(&set.vpc_endpoint),
        Gate::Resource => {
            if let ResourcePolicy::None = set.resource {
                set.resource = ResourcePolicy::Policy([new.clone()].into_iter().collect());
            }
        }
        Gate::Identity => set.identity = longer(&set.identity),
        Gate::PermissionsBoundary => {
            set.permissions_boundary = optional(&set.permissions_boundary);
        }
        Gate::Session => set.session = optional(&set.session),
    }
    set
}
