//! Several sources as one environment.

use super::{
    Account, Environment, Fact, Group, ManagedPolicy, Member, Organization, Origin, PolicyEntry,
    Removals, Resource, Role, StoredPolicy, Unit, User, VpcEndpoint,
};

/// Two sources that say different things of one; the later counts.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What it is about: `role app of 111122223333`.
    pub subject: String,
    /// In what they differ: `trust policy`.
    pub facts: Vec<&'static str>,
    /// The source that does not count.
    pub earlier: Origin,
    /// The source that counts.
    pub later: Origin,
}

impl Environment {
    /// Lays a later environment over this one. A thing that the later one has whole replaces the
    /// earlier; of one that it has in part, what it says is changed and the rest stays. What the two
    /// say differently is told.
    pub fn merge(&mut self, mut later: Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        later.spell_out_apis();
        self.accounts.merge(later.accounts, |id, earlier, later| {
            merge_accounts(id, earlier, later, &mut differences);
        });
        self.resources.merge(later.resources, |arn, earlier, later| {
            note(&mut differences, arn.to_owned(), earlier, &later);
            later.lay_over(earlier);
        });
        self.endpoints.merge(later.endpoints, |id, earlier, later| {
            note(&mut differences, id.to_owned(), earlier, &later);
            *earlier = later;
        });
        if let (Fact::Is(earlier), Fact::Is(later)) = (&self.organization, &later.organization) {
            note(&mut differences, "the organization".to_owned(), earlier, later);
        }
        self.organization = match later.organization {
            Fact::Unsaid => std::mem::take(&mut self.organization),
            said => said,
        };
        self.unknowns.extend(later.unknowns);
        differences
    }
}

fn merge_accounts(
    id: &str,
    earlier: &mut Account,
    later: Account,
    differences: &mut Vec<Difference>,
) {
    earlier.name = later.name.or(earlier.name.take());
    earlier.partition = later.partition.or(earlier.partition.take());
    earlier.users.merge(later.users, |name, earlier, later| {
        note(differences, format!("user {name} of {id}"), earlier, &later);
        later.lay_over(earlier);
    });
    earlier.groups.merge(later.groups, |name, earlier, later| {
        note(differences, format!("group {name} of {id}"), earlier, &later);
        later.lay_over(earlier);
    });
    earlier.roles.merge(later.roles, |name, earlier, later| {
        note(differences, format!("role {name} of {id}"), earlier, &later);
        later.lay_over(earlier);
    });
    earlier.policies.merge(later.policies, |arn, earlier, later| {
        note(differences, format!("policy {arn}"), earlier, &later);
        *earlier = later;
    });
}

/// Something that two sources may describe.
trait Described {
    fn origin(&self) -> &Origin;

    /// The facts in which this differs from what an earlier source has, of those that both say.
    fn differs_in(&self, earlier: &Self) -> Vec<&'static str>;
}

fn note<T: Described>(differences: &mut Vec<Difference>, subject: String, earlier: &T, later: &T) {
    let facts = later.differs_in(earlier);
    if !facts.is_empty() {
        let (earlier, later) = (earlier.origin().clone(), later.origin().clone());
        differences.push(Difference { subject, facts, earlier, later });
    }
}

/// The names of the facts that differ.
fn differing<const N: usize>(facts: [(&'static str, bool); N]) -> Vec<&'static str> {
    facts.into_iter().filter(|(_, differ)| *differ).map(|(name, _)| name).collect()
}

/// Whether both say something, and not the same.
fn differ<T>(one: &Fact<T>, other: &Fact<T>, same: impl Fn(&T, &T) -> bool) -> bool {
    match (one, other) {
        (Fact::Unsaid, _) | (_, Fact::Unsaid) | (Fact::None, Fact::None) => false,
        (Fact::Is(one), Fact::Is(other)) => !same(one, other),
        (Fact::None, Fact::Is(_)) | (Fact::Is(_), Fact::None) => true,
    }
}

fn ids_differ(one: Option<&str>, other: Option<&str>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}

fn same_entry(one: &PolicyEntry, other: &PolicyEntry) -> bool {
    match (one, other) {
        (PolicyEntry::Attached { arn: one, .. }, PolicyEntry::Attached { arn: other, .. }) => {
            one == other
        }
        (
            PolicyEntry::Inline { name, policy },
            PolicyEntry::Inline { name: other_name, policy: other },
        ) => name == other_name && policy.says_the_same(other),
        (
            PolicyEntry::Unknown { unknown: one, .. },
            PolicyEntry::Unknown { unknown: other, .. },
        ) => one == other,
        _ => false,
    }
}

fn same_policies(one: &[PolicyEntry], other: &[PolicyEntry]) -> bool {
    let has = |all: &[PolicyEntry], wanted| all.iter().any(|entry| same_entry(entry, wanted));
    one.len() == other.len() && one.iter().all(|entry| has(other, entry))
}

/// Whether a source that has its policies whole has others than an earlier one.
fn policies_differ(
    partial: Option<&Removals>,
    later: &[PolicyEntry],
    earlier: &[PolicyEntry],
) -> bool {
    match partial {
        None => !same_policies(later, earlier),
        Some(_) => later.iter().any(|entry| {
            let same_name = |other: &&PolicyEntry| other.name() == entry.name();
            earlier.iter().find(same_name).is_some_and(|other| !same_entry(entry, other))
        }),
    }
}

impl Described for User {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn differs_in(&self, earlier: &Self) -> Vec<&'static str> {
        let policies = policies_differ(self.partial.as_ref(), &self.policies, &earlier.policies);
        differing([
            ("path", differ(&self.path, &earlier.path, PartialEq::eq)),
            ("id", ids_differ(self.id.as_deref(), earlier.id.as_deref())),
            ("tags", differ(&self.tags, &earlier.tags, PartialEq::eq)),
            ("groups", self.partial.is_none() && self.groups != earlier.groups),
            ("policies", policies),
            (
                "permissions boundary",
                differ(&self.permissions_boundary, &earlier.permissions_boundary, same_entry),
            ),
        ])
    }
}

impl Described for Group {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn differs_in(&self, earlier: &Self) -> Vec<&'static str> {
        let policies = policies_differ(self.partial.as_ref(), &self.policies, &earlier.policies);
        differing([
            ("path", differ(&self.path, &earlier.path, PartialEq::eq)),
            ("id", ids_differ(self.id.as_deref(), earlier.id.as_deref())),
            ("policies", policies),
        ])
    }
}

impl Described for Role {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn differs_in(&self, earlier: &Self) -> Vec<&'static str> {
        let policies = policies_differ(self.partial.as_ref(), &self.policies, &earlier.policies);
        differing([
            ("path", differ(&self.path, &earlier.path, PartialEq::eq)),
            ("id", ids_differ(self.id.as_deref(), earlier.id.as_deref())),
            ("tags", differ(&self.tags, &earlier.tags, PartialEq::eq)),
            ("policies", policies),
            (
                "permissions boundary",
                differ(&self.permissions_boundary, &earlier.permissions_boundary, same_entry),
            ),
            ("trust policy", differ(&self.trust, &earlier.trust, StoredPolicy::says_the_same)),
        ])
    }
}

impl Described for ManagedPolicy {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn differs_in(&self, earlier: &Self) -> Vec<&'static str> {
        differing([("document", !self.document.says_the_same(&earlier.document))])
    }
}

impl Described for Resource {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn differs_in(&self, earlier: &Self) -> Vec<&'static str> {
        let blocks = differ(&self.public_access_block, &earlier.public_access_block, PartialEq::eq);
        differing([
            ("account", ids_differ(self.account.as_deref(), earlier.account.as_deref())),
            ("policy", differ(&self.policy, &earlier.policy, StoredPolicy::says_the_same)),
            ("tags", differ(&self.tags, &earlier.tags, PartialEq::eq)),
            ("public access block", blocks),
        ])
    }
}

impl Described for VpcEndpoint {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn differs_in(&self, earlier: &Self) -> Vec<&'static str> {
        differing([
            ("kind", self.kind != earlier.kind),
            ("policy", differ(&self.policy, &earlier.policy, StoredPolicy::says_the_same)),
        ])
    }
}

impl Described for Organization {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn differs_in(&self, earlier: &Self) -> Vec<&'static str> {
        let managed = (self.management_account.as_deref(), earlier.management_account.as_deref());
        let trees = match (&self.root, &earlier.root) {
            (Some(one), Some(other)) => !same_unit(one, other),
            _ => false,
        };
        differing([
            ("id", ids_differ(self.id.as_deref(), earlier.id.as_deref())),
            ("management account", ids_differ(managed.0, managed.1)),
            ("tree", trees),
        ])
    }
}

/// Whether two units hold the same accounts, units and policies.
fn same_unit(one: &Unit, other: &Unit) -> bool {
    let same_controls = |one: &Option<Vec<PolicyEntry>>, other: &Option<Vec<PolicyEntry>>| {
        matches!((one, other), (Some(one), Some(other)) if same_policies(one, other))
            || (one.is_none() && other.is_none())
    };
    let member = |(one, other): (&Member, &Member)| {
        one.id == other.id
            && same_controls(&one.service_control, &other.service_control)
            && same_controls(&one.resource_control, &other.resource_control)
    };
    one.id == other.id
        && same_controls(&one.service_control, &other.service_control)
        && same_controls(&one.resource_control, &other.resource_control)
        && one.accounts.len() == other.accounts.len()
        && one.accounts.iter().zip(&other.accounts).all(member)
        && one.units.len() == other.units.len()
        && one.units.iter().zip(&other.units).all(|(one, other)| same_unit(one, other))
}

/// The policies that an earlier source has, less those that are gone, and the later ones.
fn lay_policies(earlier: Vec<PolicyEntry>, removed: &Removals, later: &mut Vec<PolicyEntry>) {
    let is_swept = |entry: &PolicyEntry| match entry {
        PolicyEntry::Inline { .. } => removed.other_inline,
        PolicyEntry::Attached { .. } => removed.other_attached,
        PolicyEntry::Unknown { .. } => false,
    };
    let stays = |entry: &PolicyEntry| {
        !is_swept(entry)
            && !removed.policies.iter().any(|name| **name == *entry.name())
            && !later.iter().any(|new| new.name() == entry.name())
    };
    let mut all: Vec<PolicyEntry> = earlier.into_iter().filter(stays).collect();
    all.append(later);
    *later = all;
}

/// What both lack of a thing is still lacking.
fn still_partial(earlier: Option<&mut Removals>, removed: Removals) -> Option<Removals> {
    let earlier = earlier?;
    earlier.policies.extend(removed.policies);
    earlier.groups.extend(removed.groups);
    earlier.other_inline |= removed.other_inline;
    earlier.other_attached |= removed.other_attached;
    Some(std::mem::take(earlier))
}

impl User {
    fn lay_over(mut self, earlier: &mut Self) {
        if let Some(removed) = self.partial.take() {
            lay_policies(std::mem::take(&mut earlier.policies), &removed, &mut self.policies);
            let mut groups = std::mem::take(&mut earlier.groups);
            groups.retain(|group| !removed.groups.contains(group) && !self.groups.contains(group));
            groups.append(&mut self.groups);
            self.groups = groups;
            self.path = self.path.or(std::mem::take(&mut earlier.path));
            self.id = self.id.or(earlier.id.take());
            self.tags = self.tags.or(std::mem::take(&mut earlier.tags));
            let boundary = std::mem::take(&mut earlier.permissions_boundary);
            self.permissions_boundary = self.permissions_boundary.or(boundary);
            self.partial = still_partial(earlier.partial.as_mut(), removed);
        }
        *earlier = self;
    }
}

impl Group {
    fn lay_over(mut self, earlier: &mut Self) {
        if let Some(removed) = self.partial.take() {
            lay_policies(std::mem::take(&mut earlier.policies), &removed, &mut self.policies);
            self.path = self.path.or(std::mem::take(&mut earlier.path));
            self.id = self.id.or(earlier.id.take());
            self.partial = still_partial(earlier.partial.as_mut(), removed);
        }
        *earlier = self;
    }
}

impl Role {
    fn lay_over(mut self, earlier: &mut Self) {
        if let Some(removed) = self.partial.take() {
            lay_policies(std::mem::take(&mut earlier.policies), &removed, &mut self.policies);
            self.path = self.path.or(std::mem::take(&mut earlier.path));
            self.id = self.id.or(earlier.id.take());
            self.tags = self.tags.or(std::mem::take(&mut earlier.tags));
            let boundary = std::mem::take(&mut earlier.permissions_boundary);
            self.permissions_boundary = self.permissions_boundary.or(boundary);
            self.trust = self.trust.or(std::mem::take(&mut earlier.trust));
            self.partial = still_partial(earlier.partial.as_mut(), removed);
        }
        *earlier = self;
    }
}

impl Resource {
    fn lay_over(mut self, earlier: &mut Self) {
        if self.is_partial {
            self.account = self.account.or(earlier.account.take());
            self.policy = self.policy.or(std::mem::take(&mut earlier.policy));
            self.tags = self.tags.or(std::mem::take(&mut earlier.tags));
            let block = std::mem::take(&mut earlier.public_access_block);
            self.public_access_block = self.public_access_block.or(block);
            let removed = std::mem::take(&mut self.removed_aliases);
            let mut aliases = std::mem::take(&mut earlier.aliases);
            aliases.retain(|alias| !removed.contains(alias) && !self.aliases.contains(alias));
            self.aliases.append(&mut aliases);
            self.is_partial = earlier.is_partial;
            if self.is_partial {
                let still = std::mem::take(&mut earlier.removed_aliases).into_iter();
                let gone = still.filter(|alias| !self.aliases.contains(alias)).chain(removed);
                self.removed_aliases = gone.collect();
            }
        }
        *earlier = self;
    }
}
