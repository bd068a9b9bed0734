//! The callers that the principals of one policy tell apart.

use std::collections::BTreeSet;

use super::super::callers::candidates;
use crate::aws::PolicyKind;
use crate::compile::{CompiledPolicy, CompiledStatement, Layer, PolicySet, PrincipalTest};
use crate::evaluate::{Gate, Truth, named_at};
use crate::policy::{Effect, PrincipalValue};
use crate::request::{Endpoint, RequestContext};

/// How directly a statement names a caller: not at all, its account, its role, itself.
pub(super) type Strength = u8;

/// How many principals of one policy are told apart.
const MOST_NAMED: usize = 60;

/// The most.
const DIRECT: Strength = 3;

/// Somebody who asks, and whatever else decides whom a `Principal` names.
pub(super) enum Seat {
    /// Whom the policy is attached to.
    Attached,
    /// Somebody of whom a policy with principals may speak.
    Named { gate: Gate, context: Box<RequestContext>, policies: Box<PolicySet> },
}

impl Seat {
    /// One for each way in which the statements name or do not name somebody; none if there are too
    /// many.
    pub(super) fn all(policy: &CompiledPolicy, anyone: &RequestContext) -> Vec<Self> {
        let gate = match policy.kind {
            PolicyKind::Resource | PolicyKind::Trust => Gate::Resource,
            PolicyKind::ResourceControl => Gate::ResourceControl(0),
            PolicyKind::VpcEndpoint => Gate::VpcEndpoint,
            PolicyKind::Identity
            | PolicyKind::PermissionsBoundary
            | PolicyKind::Session
            | PolicyKind::ServiceControl => return vec![Self::Attached],
        };
        let (values, mut seats, mut seen) = (values(policy), Vec::new(), BTreeSet::new());
        if values.len() > MOST_NAMED {
            return seats;
        }
        for principal in candidates(&values, &|_| true) {
            let mut context = anyone.clone();
            context.request.principal = principal;
            for seat in Self::circumstances(policy, gate, &context) {
                let strengths: Vec<Strength> =
                    policy.statements.iter().flat_map(|one| seat.signature(one)).collect();
                if seen.insert(strengths) {
                    seats.push(seat);
                }
            }
        }
        seats
    }

    // AWS: P-15, P-16
    fn circumstances(policy: &CompiledPolicy, gate: Gate, context: &RequestContext) -> Vec<Self> {
        let named = |context: &RequestContext, policies: PolicySet| Self::Named {
            gate,
            context: Box::new(context.clone()),
            policies: Box::new(policies),
        };
        let mut all = vec![named(context, PolicySet::default())];
        if gate == Gate::VpcEndpoint {
            let mut through_gateway = context.clone();
            through_gateway.request.endpoint = Some(Endpoint::Gateway);
            all.push(named(&through_gateway, PolicySet::default()));
        }
        let spares =
            |statement: &CompiledStatement| matches!(statement.principal, PrincipalTest::AllBut(_));
        if policy.statements.iter().any(spares) {
            let mut lenient = context.clone();
            lenient.request.lenient_not_principal = true;
            all.push(named(&lenient, PolicySet::default()));
            let permissions_boundary = Some(Layer::default());
            all.push(named(context, PolicySet { permissions_boundary, ..PolicySet::default() }));
        }
        all
    }

    /// How directly a statement names the caller at most and at least, and each of its principals
    /// alone.
    fn signature(&self, statement: &CompiledStatement) -> Vec<Strength> {
        let mut signature = vec![self.at_most(statement), self.at_least(statement)];
        if let PrincipalTest::Named(values) = &statement.principal
            && values.len() > 1
        {
            for number in 0..values.len() {
                signature.push(self.at_most(&with_principal(statement, number)));
            }
        }
        signature
    }

    pub(super) fn at_most(&self, statement: &CompiledStatement) -> Strength {
        self.strength(statement, |truth| truth != Truth::False)
    }

    pub(super) fn at_least(&self, statement: &CompiledStatement) -> Strength {
        self.strength(statement, |truth| truth == Truth::True)
    }

    fn strength(&self, statement: &CompiledStatement, is: impl Fn(Truth) -> bool) -> Strength {
        let Self::Named { gate, context, policies } = self else { return DIRECT };
        let named = named_at(statement, *gate, policies, context);
        match (is(named.direct), is(named.entity), is(named.delegated)) {
            (false, false, false) => 0,
            // INVARIANT: whom a Deny names in any way it refuses.
            _ if statement.effect == Effect::Deny => DIRECT,
            (true, ..) => DIRECT,
            (false, true, _) => 2,
            (false, false, true) => 1,
        }
    }
}

/// The statement with one of its principals alone.
pub(super) fn with_principal(statement: &CompiledStatement, number: usize) -> CompiledStatement {
    let principal = match &statement.principal {
        PrincipalTest::Named(values) => {
            PrincipalTest::Named(values.get(number).cloned().into_iter().collect())
        }
        other => other.clone(),
    };
    let action = statement.action.clone();
    CompiledStatement {
        effect: statement.effect,
        principal,
        action,
        resource: None,
        conditions: Box::default(),
    }
}

fn values(policy: &CompiledPolicy) -> Vec<PrincipalValue> {
    let mut all: Vec<PrincipalValue> = Vec::new();
    for statement in &policy.statements {
        for value in statement.principal.values() {
            if !all.contains(value) {
                all.push(value.clone());
            }
        }
    }
    all
}
