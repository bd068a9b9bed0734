//! On whom the answer of a statement depends.

use crate::aws::{GlobalKeyIndex, key};
use crate::compile::{
    CompiledPolicy, CompiledStatement, PrincipalTest, ResourcePattern, Test, Variables,
};
use crate::evaluate::{Depth, Recorder, StatementAt};
use crate::policy::PrincipalValue;
use crate::request::{ContextKeys, KeyId, Request};

/// On whom an answer depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dependence {
    /// It is the same whoever asks.
    Nobody,
    /// It is the same for callers of one kind and account.
    Cohort,
    /// It may differ between any two callers.
    Caller,
}

/// On whom the states of keys depend.
#[derive(Clone, Debug)]
pub(super) struct Dependences {
    of_keys: Vec<Dependence>,
}

impl Dependences {
    /// Those of requests that give none of the keys.
    pub(super) fn new(keys: &ContextKeys) -> Self {
        let of_key = |key| keys.global(key).map_or(Dependence::Nobody, of_global);
        Self { of_keys: keys.ids().map(of_key).collect() }
    }

    /// Those of one request.
    pub(super) fn within(&self, request: &Request, keys: &ContextKeys) -> Self {
        let of_key = |key: KeyId| {
            let is_said = request.exact_context || request.given(keys.lower_name(key)).is_some();
            if is_said { Dependence::Nobody } else { self.of_key(key) }
        };
        Self { of_keys: keys.ids().map(of_key).collect() }
    }

    fn of_key(&self, key: KeyId) -> Dependence {
        self.of_keys.get(key.index()).copied().unwrap_or(Dependence::Caller)
    }

    /// The keys whose states are each caller's own.
    pub(super) fn own_keys(&self, keys: &ContextKeys) -> Vec<KeyId> {
        keys.ids().filter(|key| self.of_key(*key) == Dependence::Caller).collect()
    }

    /// On whom a policy depends, whatever is asked.
    pub(super) fn of_policy(&self, policy: &CompiledPolicy) -> Dependence {
        let all = policy.statements.iter().map(|statement| self.of_statement(statement));
        all.max().unwrap_or(Dependence::Nobody)
    }

    fn of_statement(&self, statement: &CompiledStatement) -> Dependence {
        let of_keys = |variables: &Variables| -> Dependence {
            variables.keys().map(|key| self.of_key(key)).max().unwrap_or(Dependence::Nobody)
        };
        let mut most = of_principal(&statement.principal);
        for entry in statement.resource.iter().flat_map(|resource| &resource.entries) {
            if let ResourcePattern::Arn(_, variables) = entry {
                most = most.max(of_keys(variables));
            }
        }
        for condition in &statement.conditions {
            most = most.max(self.of_key(condition.key));
            if let Test::Values(set) = &condition.test {
                let of_values = set.variable_keys().into_iter().map(|key| self.of_key(key));
                most = of_values.fold(most, Dependence::max);
            }
        }
        most
    }
}

fn of_principal(test: &PrincipalTest) -> Dependence {
    let of_value = |value: &PrincipalValue| match value {
        PrincipalValue::Everyone | PrincipalValue::Nobody => Dependence::Nobody,
        PrincipalValue::Account { .. }
        | PrincipalValue::Federated(_)
        | PrincipalValue::Service(_)
        | PrincipalValue::CanonicalUser(_) => Dependence::Cohort,
        PrincipalValue::User(_)
        | PrincipalValue::Role(_)
        | PrincipalValue::AssumedRole(_)
        | PrincipalValue::FederatedUser(_)
        | PrincipalValue::UniqueId(_) => Dependence::Caller,
    };
    match test {
        PrincipalTest::Attached | PrincipalTest::Nobody => Dependence::Nobody,
        PrincipalTest::Named(values) => {
            values.iter().map(of_value).max().unwrap_or(Dependence::Nobody)
        }
        PrincipalTest::AllBut(values) => {
            values.iter().map(of_value).fold(Dependence::Cohort, Dependence::max)
        }
    }
}

/// On whom a key depends where the request does not say it.
// AWS: K-1
fn of_global(global: GlobalKeyIndex) -> Dependence {
    match global {
        key::PRINCIPAL_ARN | key::USERNAME | key::USERID | key::PRINCIPAL_TAG => Dependence::Caller,
        key::RESOURCE_TAG
        | key::REQUEST_TAG
        | key::TAG_KEYS
        | key::SECURE_TRANSPORT
        | key::CURRENT_TIME
        | key::EPOCH_TIME
        | key::REQUESTED_REGION
        | key::SOURCE_IP
        | key::SOURCE_VPC
        | key::SOURCE_VPCE
        | key::VPC_SOURCE_IP
        | key::USER_AGENT
        | key::REFERER => Dependence::Nobody,
        _ => Dependence::Cohort,
    }
}

/// Listens to the walk over one policy for the statements that it asks, and on whom they depend.
pub(super) struct Listener<'a> {
    pub(super) dependences: &'a Dependences,
    pub(super) policy: &'a CompiledPolicy,
    pub(super) most: Dependence,
}

impl Recorder for Listener<'_> {
    const DEPTH: Depth = Depth::Answer;

    fn enter(&mut self, at: StatementAt) {
        if let Some(statement) = self.policy.statements.get(at.statement) {
            self.most = self.most.max(self.dependences.of_statement(statement));
        }
    }
}
