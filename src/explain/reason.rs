//! Arranges what a walk told.

use super::explanation::{DecidedBy, Explanation, StatementPlace};
use super::trace::Trace;
use crate::compile::{CompiledPolicy, PolicySet};
use crate::evaluate::{Decision, Gate, StatementAt, Truth};
use crate::request::{ContextKeys, RequestContext};

impl Explanation {
    /// Explains a decision from the trace of the walk that made it.
    pub fn new<const EVERYTHING: bool>(
        decision: Decision,
        trace: &Trace<EVERYTHING>,
        policies: &PolicySet,
        context: &RequestContext,
        _keys: &ContextKeys,
    ) -> Self {
        let matched: Vec<StatementPlace> = trace
            .statements()
            .iter()
            .filter(|statement| statement.truth == Truth::True)
            .filter_map(|statement| place(statement.at, policies))
            .collect();
        let closed = trace.closed().iter().map(|(gate, _)| DecidedBy::from(*gate));
        let decided_by = matched.first().map(|place| place.layer).or(closed.into_iter().next());
        Self {
            decision,
            decided_by,
            matched,
            near_misses: Vec::new(),
            missing_context: Vec::new(),
            missing_policies: Vec::new(),
            notes: context.request.notes.clone(),
        }
    }
}

fn policy_at(at: StatementAt, policies: &PolicySet) -> Option<&CompiledPolicy> {
    let policy = match at.gate {
        Gate::ResourceControl(level) => policies.resource_control.get(level)?.get(at.policy),
        Gate::ServiceControl(level) => policies.service_control.get(level)?.get(at.policy),
        Gate::VpcEndpoint => policies.vpc_endpoint.as_ref()?.get(at.policy),
        Gate::Resource => policies.resource.policy(),
        Gate::Identity => policies.identity.get(at.policy),
        Gate::PermissionsBoundary => policies.permissions_boundary.as_ref()?.get(at.policy),
        Gate::Session => policies.session.as_ref()?.get(at.policy),
    };
    policy.map(|policy| &**policy)
}

fn place(at: StatementAt, policies: &PolicySet) -> Option<StatementPlace> {
    let policy = policy_at(at, policies)?;
    let written = policy.document.statements.get(at.statement)?;
    Some(StatementPlace {
        layer: DecidedBy::from(at.gate),
        policy: policy.name.0.clone(),
        source: policy.source.clone(),
        sid: written.sid.as_ref().map(|sid| sid.value.clone()),
        index: at.statement,
        effect: at.effect,
        span: written.span,
    })
}
