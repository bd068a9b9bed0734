//! Root users of accounts of which no users and roles are given.

use std::collections::BTreeSet;

use super::askers::Asker;
use super::resources::Resources;
use super::said::{OfCaller, Sayings};
use crate::aws::is_account_id;
use crate::compile::CompiledPolicy;
use crate::environment::{Environment, Organization};
use crate::query::dependence::{Dependence, Dependences};
use crate::request::{ContextKeys, Request};

/// All accounts that either side speaks of: those described, those of its organization, and the
/// owners of its resources.
pub(super) fn accounts(environments: [&Environment; 2]) -> Vec<Box<str>> {
    let mut all: BTreeSet<Box<str>> = BTreeSet::new();
    for environment in environments {
        all.extend(environment.accounts.iter().map(|(id, _)| Box::from(id)));
        let members = environment.organization.known().map(Organization::members);
        all.extend(members.unwrap_or_default().into_iter().map(Box::from));
        for (arn, resource) in environment.resources.iter() {
            let in_arn = arn.split(':').nth(4);
            let owner = resource.account.as_deref().or(in_arn);
            all.extend(owner.filter(|id| is_account_id(id)).map(Box::from));
        }
    }
    all.into_iter().collect()
}

/// What decides whether such a root user is asked.
pub(super) struct Concerns<'c> {
    pub(super) environments: [&'c Environment; 2],
    /// A request in each.
    pub(super) samples: &'c [Request; 2],
    pub(super) resources: &'c Resources,
    /// Whether an endpoint's policy differs.
    pub(super) doors_differ: bool,
}

impl Concerns<'_> {
    /// Those who are asked: everybody described, and root users for whom something differs. Of root
    /// users with the same service control policies one stands for all.
    pub(super) fn asked(
        &self,
        askers: Vec<Asker>,
        keys: &ContextKeys,
        sayings: &mut Sayings,
    ) -> Vec<Asker> {
        let dependences = Dependences::new(keys);
        let mut seen: Vec<[Option<OfCaller>; 2]> = Vec::new();
        let mut counts = |asker: &Asker| {
            if self.are_about(asker.account().unwrap_or_default()) {
                return true;
            }
            if asker.has_same_policies || !are_for_all_alike(asker, &dependences) {
                return !asker.has_same_policies;
            }
            let said = asker
                .sides
                .each_ref()
                .map(|side| side.as_ref().map(|person| sayings.of_caller(&person.policies)));
            let is_new = !seen.contains(&said);
            seen.extend(is_new.then_some(said));
            is_new
        };
        askers.into_iter().filter(|asker| counts(asker)).collect()
    }

    fn are_about(&self, account: &str) -> bool {
        let is_described = self.environments.iter().any(|one| one.accounts.get(account).is_some());
        // AWS: D-5
        let mut organizations = self.samples.iter().map(|one| &one.organization);
        is_described
            || organizations.any(|one| one.is_management(account))
            || self.resources.concern(account, self.doors_differ)
    }
}

/// Whether the caller's service control policies say the same of all accounts.
fn are_for_all_alike(asker: &Asker, dependences: &Dependences) -> bool {
    let people = asker.sides.iter().flatten();
    let levels = people.flat_map(|person| &person.policies.service_control);
    let mut policies = levels.flat_map(|level| level.iter());
    policies
        .all(|policy| dependences.of_policy(policy) == Dependence::Nobody && !names_account(policy))
}

/// Whether a resource of the policy is of certain accounts.
fn names_account(policy: &CompiledPolicy) -> bool {
    let statements = policy.document.statements.iter();
    let mut entries = statements
        .filter_map(|statement| statement.resource.as_ref())
        .flat_map(|resource| &resource.entries);
    entries.any(|entry| {
        let account = entry.text.split(':').nth(4);
        *entry.text != *"*" && !matches!(account, Some("" | "*"))
    })
}
