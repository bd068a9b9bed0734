//! Arranges what a walk told.

use super::explanation::{AllowedWhen, DecidedBy, Explanation, StatementPlace};
use super::missing::{missing_context, missing_policies};
use super::near::{near_denies, near_misses};
use super::notes::notes;
use super::trace::{Record, StatementTrace, Trace};
use crate::compile::{CompiledPolicy, CompiledStatement, PolicySet};
use crate::evaluate::{Decision, Element, Gate, StatementAt, Truth, layer_at};
use crate::policy::{Effect, Statement};
use crate::request::{ContextKeys, PrincipalKind, Request, RequestContext};
use crate::text::Arrange;

impl Explanation {
    /// Explains a decision from the trace of the walk that made it. What came close is told of walks
    /// that asked every statement.
    pub fn new<const EVERYTHING: bool>(
        decision: Decision,
        trace: &Trace<EVERYTHING>,
        policies: &PolicySet,
        context: &RequestContext,
        keys: &ContextKeys,
    ) -> Self {
        let reason = Reason::new(decision, trace, policies, context, keys);
        Self {
            decision,
            decided_by: reason.decided_by().map(DecidedBy::from),
            matched: reason.matched(),
            near_misses: if EVERYTHING { near_misses(&reason) } else { Vec::new() },
            near_denies: if EVERYTHING { near_denies(&reason) } else { Vec::new() },
            missing_context: missing_context(&reason),
            missing_policies: missing_policies(&reason),
            allowed_when: AllowedWhen::default(),
            notes: notes(&reason),
        }
    }
}

/// A decision and everything that it was made from.
pub(super) struct Reason<'a> {
    pub(super) decision: Decision,
    pub(super) record: &'a Record,
    pub(super) policies: &'a PolicySet,
    pub(super) context: &'a RequestContext,
    pub(super) keys: &'a ContextKeys,
    /// The layers that did not allow and had to.
    closed: Vec<(Gate, Truth)>,
    /// The layers whose Allow could have changed the answer.
    wanted: Vec<Gate>,
}

/// A statement that was asked, compiled and as written.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) policy: &'a CompiledPolicy,
    pub(super) compiled: &'a CompiledStatement,
    pub(super) written: &'a Statement,
}

impl<'a> Reason<'a> {
    fn new(
        decision: Decision,
        record: &'a Record,
        policies: &'a PolicySet,
        context: &'a RequestContext,
        keys: &'a ContextKeys,
    ) -> Self {
        let (closed, wanted) = (Vec::new(), Vec::new());
        let mut reason = Self { decision, record, policies, context, keys, closed, wanted };
        if matches!(decision, Decision::ImplicitDeny | Decision::Undecided) {
            reason.closed = reason.find_closed();
            reason.wanted = reason.find_wanted();
        }
        reason
    }

    pub(super) fn request(&self) -> &'a Request {
        &self.context.request
    }

    /// The first layer in D-2's order that made the decision.
    // AWS: D-2
    pub(super) fn decided_by(&self) -> Option<Gate> {
        if self.record.settled().is_some() {
            return None;
        }
        match self.decision {
            Decision::ExplicitDeny => self.surest(Effect::Deny).map(|statement| statement.at.gate),
            Decision::Allowed => self.granted_by(),
            Decision::ImplicitDeny => self.first_closed(),
            Decision::Undecided => None,
        }
    }

    /// The first statement of an effect that applies; where none surely does, that may apply.
    fn surest(&self, effect: Effect) -> Option<&'a StatementTrace> {
        let with = |truth| {
            let mut asked = self.record.statements().iter();
            asked.find(move |one| one.at.effect == effect && one.truth == truth)
        };
        with(Truth::True).or_else(|| with(Truth::Unknown))
    }

    /// The layer that granted: in cases, where only that they all grant is sure, one that may.
    fn granted_by(&self) -> Option<Gate> {
        [Truth::True, Truth::Unknown].into_iter().find_map(|sure| self.granted_with(sure))
    }

    fn granted_with(&self, sure: Truth) -> Option<Gate> {
        let resource = |wanted: fn(&StatementTrace) -> Truth| {
            self.grants().any(|one| wanted(one) == sure).then_some(Gate::Resource)
        };
        let is_root = self.request().principal.kind == PrincipalKind::Root;
        let mut asked = self.record.statements().iter();
        resource(|one| one.grants.direct.or(one.grants.entity))
            .or_else(|| {
                let allows = |one: &StatementTrace| {
                    one.at.gate == Gate::Identity
                        && one.at.effect == Effect::Allow
                        && one.truth == sure
                };
                let counts = !is_root && self.identity_counts(sure);
                (counts && asked.any(allows)).then_some(Gate::Identity)
            })
            .or_else(|| resource(|one| one.grants.delegated))
    }

    /// Whether identity-based policies can grant: for a KMS key of the caller's account only if its
    /// policy names the account.
    // AWS: X-1
    fn identity_counts(&self, sure: Truth) -> bool {
        let arn = self.request().resource_arn();
        let is_key =
            arn.is_some_and(|arn| arn.service() == "kms" && arn.resource().starts_with("key/"));
        let needs_delegation = is_key
            && self.request().action.service() == "kms"
            && !self.request().crosses_accounts();
        !needs_delegation || self.grants().any(|one| one.grants.delegated >= sure)
    }

    /// The Allow statements of the resource-based policy.
    pub(super) fn grants(&self) -> impl Iterator<Item = &'a StatementTrace> {
        let statements = self.record.statements().iter();
        statements.filter(|one| one.at.gate == Gate::Resource && one.at.effect == Effect::Allow)
    }

    fn first_closed(&self) -> Option<Gate> {
        let surely = self.closed.iter().find(|(_, truth)| *truth == Truth::False);
        surely.or_else(|| self.closed.first()).map(|(gate, _)| *gate)
    }

    fn find_closed(&self) -> Vec<(Gate, Truth)> {
        let freed = self.is_freed();
        let counts = |gate| !(freed && is_of_caller(gate));
        self.record.closed().iter().copied().filter(|(gate, _)| counts(*gate)).collect()
    }

    /// Besides the closed layers the resource-based policy, where a direct grant in it could have
    /// stood in for a closed layer of the caller.
    fn find_wanted(&self) -> Vec<Gate> {
        let mut wanted: Vec<Gate> = self.closed.iter().map(|(gate, _)| *gate).collect();
        if !self.request().crosses_accounts() && wanted.iter().any(|gate| is_of_caller(*gate)) {
            wanted.push(Gate::Resource);
        }
        wanted
    }

    /// Whether a grant of the resource-based policy makes the caller's own layers unnecessary.
    // AWS: D-9
    fn is_freed(&self) -> bool {
        !self.request().crosses_accounts()
            && !self.request().is_about_trust()
            && self.grants().any(|one| one.grants.direct == Truth::True)
    }

    /// Whether an Allow of this layer could have changed the answer.
    pub(super) fn is_wanted(&self, gate: Gate) -> bool {
        self.wanted.contains(&gate)
    }

    /// Whether the answer hangs on this statement.
    pub(super) fn hangs_on(&self, statement: &StatementTrace) -> bool {
        let is_open = statement.truth == Truth::Unknown;
        is_open
            && match (self.decision, statement.at.effect) {
                (Decision::Undecided | Decision::ImplicitDeny, Effect::Deny) => true,
                (Decision::Undecided, Effect::Allow) => self.is_wanted(statement.at.gate),
                _ => false,
            }
    }

    /// Whether a statement stands for a policy of which nobody knows what it says.
    pub(super) fn is_stand_in(&self, statement: &StatementTrace) -> bool {
        let unknowns = &self.request().unknowns;
        !unknowns.is_empty()
            && self
                .asked(statement.at)
                .is_some_and(|asked| unknowns.contains_key(asked.policy.source.name()))
    }

    /// Whether the decision would be another if this statement's answer were.
    pub(super) fn counts(&self, statement: &StatementTrace) -> bool {
        if self.false_elements(statement) > 1 {
            return false;
        }
        match (self.decision, statement.at.effect) {
            (Decision::ExplicitDeny, _) => statement.truth == Truth::True,
            (_, Effect::Deny) => true,
            (Decision::Allowed, Effect::Allow) => statement.truth != Truth::False,
            (_, Effect::Allow) => self.is_wanted(statement.at.gate),
        }
    }

    pub(super) fn false_elements(&self, statement: &StatementTrace) -> usize {
        self.record.elements(statement).iter().filter(|(_, truth)| *truth == Truth::False).count()
    }

    pub(super) fn answer_of(&self, statement: &StatementTrace, element: Element) -> Option<Truth> {
        let mut elements = self.record.elements(statement).iter();
        elements.find(|(other, _)| *other == element).map(|(_, truth)| *truth)
    }

    // AWS: M-4
    fn matched(&self) -> Vec<StatementPlace> {
        let only_denies = self.decision == Decision::ExplicitDeny;
        let statements = self.record.statements().iter();
        let mut matched: Vec<&StatementTrace> = statements
            .filter(|one| one.truth == Truth::True)
            .filter(|one| !only_denies || one.at.effect == Effect::Deny)
            .collect();
        let deciding = self.decided_by();
        matched.arrange_by_key(|one| Some(one.at.gate) != deciding);
        matched.into_iter().filter_map(|one| self.place(one.at)).collect()
    }

    pub(super) fn asked(&self, at: StatementAt) -> Option<Asked<'a>> {
        let policy = layer_at(self.policies, at.gate)?.get(at.policy)?;
        let compiled = policy.statements.get(at.statement)?;
        let written = policy.document.statements.get(at.statement)?;
        Some(Asked { policy, compiled, written })
    }

    pub(super) fn place(&self, at: StatementAt) -> Option<StatementPlace> {
        let policy = layer_at(self.policies, at.gate)?.get(at.policy)?;
        StatementPlace::of(policy, at.gate, at.statement)
    }
}

/// Whether a layer stands on the caller's side.
fn is_of_caller(gate: Gate) -> bool {
    matches!(gate, Gate::Identity | Gate::PermissionsBoundary | Gate::Session)
}
