//! What each layer says to a question: the picture of an answer.

use std::sync::Arc;

use crate::aws::PolicyType;
use crate::bundle::Authorization;
use crate::compile::{CompiledPolicy, PolicySet, ResourcePolicy};
use crate::evaluate::{self, Answered, Silent, Truth};
use crate::explain::{DecidedBy, Explanation, StatementPlace};
use crate::request::{ContextKeys, RequestContext};
use crate::text::{Source, Span};

/// A layer, or one of its levels, and what it says.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The layer.
    pub policy_type: PolicyType,
    /// The level of an organization layer, root 0.
    pub level: Option<usize>,
    /// What its policies say.
    pub state: GateState,
    /// Its policies.
    pub policies: Vec<GatePolicy>,
    /// Whether it is the layer that made the decision.
    pub decides: bool,
    /// Its statements among those that made the decision.
    pub statements: Vec<StatementPlace>,
}

/// A policy of a layer, and where its document stands.
#[derive(Clone, Debug)]
pub struct GatePolicy {
    /// Its path, ARN or name.
    pub name: Arc<str>,
    /// The text that holds it.
    pub source: Arc<Source>,
    /// The whole document.
    pub span: Span,
}

/// What the policies of a layer say to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateState {
    /// There is no such policy.
    Absent,
    /// An Allow fits, and no Deny.
    Allows,
    /// No statement fits.
    Silent,
    /// A Deny fits.
    Denies,
    /// It hangs on what nobody said.
    Open,
}

impl GatePolicy {
    fn of(policy: &CompiledPolicy) -> Self {
        let CompiledPolicy { name, source, document, .. } = policy;
        Self { name: name.0.clone(), source: source.clone(), span: document.span }
    }
}

impl GateState {
    /// `allows`
    pub fn name(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Allows => "allows",
            Self::Silent => "silent",
            Self::Denies => "denies",
            Self::Open => "open",
        }
    }

    fn of(answered: Answered) -> Self {
        match (answered.denied, answered.granted.most()) {
            (Truth::True, _) => Self::Denies,
            (Truth::Unknown, _) | (_, Truth::Unknown) => Self::Open,
            (Truth::False, Truth::True) => Self::Allows,
            (Truth::False, Truth::False) => Self::Silent,
        }
    }
}

/// What each layer says to an authorization.
pub(super) fn gates(one: &Authorization, why: &Explanation, keys: &ContextKeys) -> Vec<Gate> {
    let Authorization { request, policies } = one;
    let context = RequestContext::new(request.clone(), keys);
    let asking = Asking { policies, context: &context, why };
    let levels = |count: usize, gate: fn(usize) -> evaluate::Gate| (0..count).map(gate);
    let mut all: Vec<evaluate::Gate> = vec![evaluate::Gate::Identity, evaluate::Gate::Resource];
    all.push(evaluate::Gate::PermissionsBoundary);
    all.push(evaluate::Gate::Session);
    all.extend(levels(policies.service_control.len(), evaluate::Gate::ServiceControl));
    all.extend(levels(policies.resource_control.len(), evaluate::Gate::ResourceControl));
    all.push(evaluate::Gate::VpcEndpoint);
    all.into_iter().map(|gate| asking.gate(gate)).collect()
}

struct Asking<'a> {
    policies: &'a PolicySet,
    context: &'a RequestContext,
    why: &'a Explanation,
}

impl Asking<'_> {
    fn gate(&self, gate: evaluate::Gate) -> Gate {
        let DecidedBy { policy_type, level } = gate.into();
        let policies = self.policies_at(gate);
        let answered = policies
            .iter()
            .map(|policy| Answered::by(policy, gate, self.policies, self.context, &mut Silent));
        let is_missing = gate == evaluate::Gate::Resource
            && matches!(self.policies.resource, ResourcePolicy::NotSupplied);
        let state = match answered.reduce(Answered::or) {
            Some(answered) => GateState::of(answered),
            None if is_missing => GateState::Open,
            None if level.is_some() => GateState::Silent,
            None => GateState::Absent,
        };
        let here = DecidedBy { policy_type, level };
        let statements = self.why.matched.iter().filter(|one| one.layer == here).cloned();
        Gate {
            policy_type,
            level,
            state,
            policies: policies.into_iter().map(GatePolicy::of).collect(),
            decides: self.why.decided_by == Some(here),
            statements: statements.collect(),
        }
    }

    fn policies_at(&self, gate: evaluate::Gate) -> Vec<&CompiledPolicy> {
        let all = self.policies;
        let layer = match gate {
            evaluate::Gate::Identity => Some(&all.identity),
            evaluate::Gate::Resource => {
                return all.resource.policy().map(|policy| &**policy).into_iter().collect();
            }
            evaluate::Gate::PermissionsBoundary => all.permissions_boundary.as_ref(),
            evaluate::Gate::Session => all.session.as_ref(),
            evaluate::Gate::ServiceControl(level) => all.service_control.get(level),
            evaluate::Gate::ResourceControl(level) => all.resource_control.get(level),
            evaluate::Gate::VpcEndpoint => all.vpc_endpoint.as_ref(),
        };
        layer.into_iter().flat_map(|layer| layer.iter()).map(|policy| &**policy).collect()
    }
}
