//! Layers that only lost something: what was taken from them and what was added tells it, whatever
//! else they hold.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::askers::Asker;
use super::said::Saying;
use super::search::Search;
use crate::compare::{Comparison, Side};
use crate::compile::{CompiledPolicy, Layer};
use crate::policy::Effect;
use crate::query::dependence::{Dependence, Dependences};
use crate::request::PrincipalKind;

/// What was found of what was taken and what was added, for a caller or for all of an account.
pub(super) type Remembered = Mutex<HashMap<(Vec<Saying>, Vec<Saying>, Box<str>), bool>>;

type Policies = Vec<Arc<CompiledPolicy>>;

impl Search<'_> {
    /// Whether none of the caller's own layers allows more or denies less than it did.
    // INVARIANT: what is decided never grows where a layer allows less or denies more.
    pub(super) fn has_only_lost(&self, asker: &Asker) -> bool {
        let [Some(one), Some(other)] = &asker.sides else { return false };
        if !asker.has_same_facts {
            return false;
        }
        let [one, other] = [&one.policies, &other.policies];
        if one.vpc_endpoint.is_some() || other.vpc_endpoint.is_some() {
            return false;
        }
        let both = |one: &Option<Layer>, other: &Option<Layer>| match (one, other) {
            (_, None) => one.is_none(),
            (None, Some(_)) => true,
            (Some(one), Some(other)) => self.has_lost(asker, one, other),
        };
        // AWS: D-13
        let is_federated = asker.sides.iter().flatten().any(|person| {
            matches!(person.request.principal.kind, PrincipalKind::FederatedUser { .. })
        });
        let has_gained_session = is_federated && one.session.is_none() && other.session.is_some();
        let levels = one.service_control.iter().zip(&other.service_control);
        one.service_control.len() == other.service_control.len()
            && self.has_lost(asker, &one.identity, &other.identity)
            && both(&one.permissions_boundary, &other.permissions_boundary)
            && both(&one.session, &other.session)
            && !has_gained_session
            && levels.into_iter().all(|(one, other)| self.has_lost(asker, one, other))
    }

    fn has_lost(&self, asker: &Asker, one: &Layer, other: &Layer) -> bool {
        let (taken, added) = (self.without(one, other), self.without(other, one));
        if taken.is_empty() && added.is_empty() {
            return true;
        }
        let says = |policies: &Policies| -> Vec<Saying> {
            policies.iter().filter_map(|policy| self.sayings.known(policy)).collect()
        };
        let key = (says(&taken), says(&added), self.for_whom(asker, taken.iter().chain(&added)));
        let known = self.lost.lock().ok().and_then(|known| known.get(&key).copied());
        known.unwrap_or_else(|| {
            let found = self.adds_nothing_to(asker, &taken, &added);
            if let Ok(mut known) = self.lost.lock() {
                known.insert(key, found);
            }
            found
        })
    }

    /// The policies of a layer whose like the other does not have.
    fn without(&self, layer: &Layer, other: &Layer) -> Policies {
        let theirs: Vec<Option<Saying>> =
            other.iter().map(|policy| self.sayings.known(policy)).collect();
        let is_new = |policy: &&Arc<CompiledPolicy>| {
            let own = self.sayings.known(policy);
            own.is_none() || !theirs.contains(&own)
        };
        layer.iter().filter(is_new).cloned().collect()
    }

    /// Whom the policies are the same for.
    fn for_whom<'p>(
        &self,
        asker: &Asker,
        policies: impl Iterator<Item = &'p Arc<CompiledPolicy>>,
    ) -> Box<str> {
        let dependences = Dependences::new(self.keys);
        let most = policies.map(|policy| dependences.of_policy(policy)).max();
        match most {
            None | Some(Dependence::Nobody) => "".into(),
            Some(Dependence::Cohort | Dependence::Caller) => asker.name.clone(),
        }
    }

    fn adds_nothing_to(&self, asker: &Asker, taken: &Policies, added: &Policies) -> bool {
        let Some(person) = &asker.sides[1] else { return false };
        let comparison = Comparison::of_caller_at(self.keys, &person.request, None);
        let side = |policies: &Policies, effects: &[Effect]| {
            let kept = policies.iter().map(|policy| Arc::new(only(policy, effects)));
            Side::identity(kept.collect())
        };
        let denied = |policies: &Policies| {
            let flipped = policies.iter().map(|policy| {
                let mut denies = only(policy, &[Effect::Deny]);
                denies.statements.iter_mut().for_each(|one| one.effect = Effect::Allow);
                Arc::new(denies)
            });
            Side::identity(flipped.collect())
        };
        let before = side(taken, &[Effect::Allow]);
        let after = side(added, &[Effect::Allow, Effect::Deny]);
        comparison.proves_no_new_access(&before, &after)
            && comparison.proves_no_new_access(&denied(added), &denied(taken))
    }
}

/// The policy with the statements of some effects alone.
fn only(policy: &CompiledPolicy, effects: &[Effect]) -> CompiledPolicy {
    let mut policy = policy.clone();
    let kept = policy.statements.iter().filter(|one| effects.contains(&one.effect));
    policy.statements = kept.cloned().collect();
    policy
}
