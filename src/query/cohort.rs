//! Callers who are alike to all that does not look at a single one of them.

use std::collections::HashMap;
use std::sync::Arc;

use super::asked::Caller;
use super::dependence::{Dependence, Dependences};
use crate::compile::{CompiledPolicy, Layer};
use crate::request::PrincipalKind;

/// The numbers of policies in the order of a crowd.
pub(super) type Numbers = Box<[u32]>;

/// Callers of one kind and account under the same service control policies, who all have a
/// permissions boundary or all have none, and likewise session policies.
#[derive(Clone, Debug)]
pub(super) struct Cohort {
    /// Service control policies by level.
    pub(super) service_control: Vec<Numbers>,
    /// The callers by what they hold.
    pub(super) holdings: Vec<Holding>,
}

/// Callers who have the same policies.
#[derive(Clone, Debug)]
pub(super) struct Holding {
    /// The policies.
    pub(super) held: Held,
    /// On whom the policies depend, whatever is asked.
    pub(super) dependence: Dependence,
    /// The numbers of the callers; there is at least one.
    pub(super) callers: Vec<usize>,
}

/// The policies of a caller.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Held {
    pub(super) identity: Numbers,
    pub(super) permissions_boundary: Numbers,
    pub(super) session: Numbers,
}

impl Cohort {
    /// The number of some caller among them.
    pub(super) fn somebody(&self) -> usize {
        self.holdings.first().and_then(|one| one.callers.first()).copied().unwrap_or_default()
    }
}

/// What makes callers alike.
#[derive(PartialEq, Eq, Hash)]
struct Likeness {
    kind: String,
    account: Option<Box<str>>,
    partition: Box<str>,
    is_service_linked: bool,
    has_boundary: bool,
    has_session: bool,
    service_control: Vec<Numbers>,
}

/// Cohorts in the making.
#[derive(Default)]
pub(super) struct Gathering {
    policies: Vec<Arc<CompiledPolicy>>,
    numbers: HashMap<*const CompiledPolicy, u32>,
    cohorts: Vec<Cohort>,
    by_likeness: HashMap<Likeness, usize>,
    by_held: HashMap<(usize, Held), usize>,
}

impl Gathering {
    pub(super) fn add(&mut self, number: usize, caller: &Caller) {
        let of = |layer: &Option<Layer>, all: &mut Self| {
            layer.as_ref().map(|layer| all.numbers_of(layer)).unwrap_or_default()
        };
        let held = Held {
            identity: self.numbers_of(&caller.policies.identity),
            permissions_boundary: of(&caller.policies.permissions_boundary, self),
            session: of(&caller.policies.session, self),
        };
        let levels = caller.policies.service_control.iter();
        let service_control: Vec<Numbers> = levels.map(|level| self.numbers_of(level)).collect();
        let likeness = Likeness {
            kind: kind_of(caller),
            account: caller.principal.account.clone(),
            partition: caller.principal.partition.clone(),
            is_service_linked: caller.principal.is_service_linked_role(),
            has_boundary: caller.policies.permissions_boundary.is_some(),
            has_session: caller.policies.session.is_some(),
            service_control: service_control.clone(),
        };
        let next = self.cohorts.len();
        let cohort = *self.by_likeness.entry(likeness).or_insert(next);
        if cohort == next {
            self.cohorts.push(Cohort { service_control, holdings: Vec::new() });
        }
        let holdings = &mut self.cohorts[cohort].holdings;
        let next = holdings.len();
        let holding = *self.by_held.entry((cohort, held.clone())).or_insert(next);
        if holding == next {
            holdings.push(Holding { held, dependence: Dependence::Nobody, callers: Vec::new() });
        }
        holdings[holding].callers.push(number);
    }

    fn numbers_of(&mut self, layer: &Layer) -> Numbers {
        layer.iter().map(|policy| self.number_of(policy)).collect()
    }

    fn number_of(&mut self, policy: &Arc<CompiledPolicy>) -> u32 {
        let next = u32::try_from(self.policies.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(Arc::as_ptr(policy)).or_insert(next);
        if number == next {
            self.policies.push(policy.clone());
        }
        number
    }

    /// The cohorts, and all their policies in the order of their numbers.
    pub(super) fn finish(mut self, dependences: &Dependences) -> (Vec<Cohort>, Layer) {
        let of_policy = |policy: &Arc<CompiledPolicy>| dependences.of_policy(policy);
        let all: Vec<Dependence> = self.policies.iter().map(of_policy).collect();
        for cohort in &mut self.cohorts {
            let levels = cohort.service_control.iter().flatten();
            let of_levels = most(&all, levels);
            for holding in &mut cohort.holdings {
                let Held { identity, permissions_boundary, session } = &holding.held;
                let numbers = identity.iter().chain(permissions_boundary).chain(session);
                holding.dependence = most(&all, numbers).max(of_levels);
            }
        }
        (self.cohorts, self.policies.into_iter().collect())
    }
}

fn most<'n>(all: &[Dependence], numbers: impl Iterator<Item = &'n u32>) -> Dependence {
    let of = |number: &u32| all.get(*number as usize).copied().unwrap_or(Dependence::Caller);
    numbers.map(of).max().unwrap_or(Dependence::Nobody)
}

/// Users are alike, and so are sessions of roles; all others are a kind of their own.
fn kind_of(caller: &Caller) -> String {
    match &caller.principal.kind {
        PrincipalKind::User { .. } => "user".to_owned(),
        PrincipalKind::RoleSession { provider, .. } => {
            format!("role of {}", provider.as_deref().unwrap_or_default())
        }
        PrincipalKind::FederatedUser { federated_by, .. } => {
            let by = federated_by.as_ref().map_or("", |by| by.as_str());
            format!("{} of {by}", caller.principal.text)
        }
        PrincipalKind::Root
        | PrincipalKind::Federated { .. }
        | PrincipalKind::Service { .. }
        | PrincipalKind::CanonicalUser { .. }
        | PrincipalKind::Anonymous => caller.principal.text.to_string(),
    }
}
