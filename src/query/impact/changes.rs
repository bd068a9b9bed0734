//! What two environments say differently, entity by entity.

use std::collections::BTreeSet;

use super::outcome::{Change, ChangeKind};
use super::saying::Sayings;
use crate::environment::{
    Account, Entities, Environment, Fact, Group, ManagedPolicy, Origin, PolicyEntry, Resource,
    Role, StoredPolicy, Unit, User, VpcEndpoint,
};
use crate::text::Arrange;

/// Everything that differs, by account and kind.
pub(super) fn changes(before: &Environment, after: &Environment) -> Vec<Change> {
    let mut found = Gathering { sayings: Sayings::default(), changes: Vec::new() };
    let (none, ids) = (Account::default(), names(&before.accounts, &after.accounts));
    for id in ids {
        let one = before.accounts.get(id).unwrap_or(&none);
        let other = after.accounts.get(id).unwrap_or(&none);
        found.compare("user", Some(id), (&one.users, &other.users), Gathering::user);
        found.compare("group", Some(id), (&one.groups, &other.groups), Gathering::group);
        found.compare("role", Some(id), (&one.roles, &other.roles), Gathering::role);
        found.compare("policy", None, (&one.policies, &other.policies), Gathering::managed);
    }
    found.compare("resource", None, (&before.resources, &after.resources), Gathering::resource);
    found.compare("endpoint", None, (&before.endpoints, &after.endpoints), Gathering::endpoint);
    found.organization(before, after);
    found.changes
}

/// The other ARNs of a resource.
pub(super) fn aliases(resource: &Resource) -> BTreeSet<&str> {
    resource.aliases.iter().map(|alias| &**alias).collect()
}

/// The names of both, each once.
pub(super) fn names<'e, T>(one: &'e Entities<T>, other: &'e Entities<T>) -> BTreeSet<&'e str> {
    one.iter().map(|(name, _)| name).chain(other.iter().map(|(name, _)| name)).collect()
}

struct Gathering {
    sayings: Sayings,
    changes: Vec<Change>,
}

type Facts = Vec<(&'static str, bool)>;

trait Placed {
    fn origin(&self) -> &Origin;
}

macro_rules! placed {
    ($($entity:ty),*) => {
        $(impl Placed for $entity {
            fn origin(&self) -> &Origin {
                &self.origin
            }
        })*
    };
}

placed!(User, Group, Role, ManagedPolicy, Resource, VpcEndpoint);

impl Gathering {
    fn compare<T: Placed>(
        &mut self,
        kind: &str,
        account: Option<&str>,
        (one, other): (&Entities<T>, &Entities<T>),
        facts: fn(&mut Self, &T, &T) -> Facts,
    ) {
        for name in names(one, other) {
            let subject = match account {
                Some(account) => format!("{kind} {name} of {account}"),
                None => format!("{kind} {name}"),
            };
            let (before, after) = (one.get(name), other.get(name));
            let (kind, facts) = match (before, after) {
                (Some(before), Some(after)) => {
                    let facts = facts(self, before, after).into_iter();
                    let differ = facts.filter(|(_, differs)| *differs).map(|(name, _)| name);
                    (ChangeKind::Changed, differ.collect())
                }
                (Some(_), None) => (ChangeKind::Deleted, Vec::new()),
                (None, _) => (ChangeKind::Created, Vec::new()),
            };
            if kind == ChangeKind::Changed && facts.is_empty() {
                continue;
            }
            let place = |entity: Option<&T>| entity.map(|entity| entity.origin().clone());
            let (before, after) = (place(before), place(after));
            self.changes.push(Change { subject, kind, facts, before, after });
        }
    }

    fn user(&mut self, one: &User, other: &User) -> Facts {
        let (boundary, theirs) = (&one.permissions_boundary, &other.permissions_boundary);
        let groups = |user: &User| user.groups.iter().cloned().collect::<BTreeSet<_>>();
        vec![
            ("path", one.path != other.path),
            ("tags", one.tags != other.tags),
            ("groups", groups(one) != groups(other)),
            ("policies", self.entries(&one.policies) != self.entries(&other.policies)),
            ("permissions boundary", self.boundary(boundary) != self.boundary(theirs)),
        ]
    }

    fn group(&mut self, one: &Group, other: &Group) -> Facts {
        vec![
            ("path", one.path != other.path),
            ("policies", self.entries(&one.policies) != self.entries(&other.policies)),
        ]
    }

    fn role(&mut self, one: &Role, other: &Role) -> Facts {
        let (boundary, theirs) = (&one.permissions_boundary, &other.permissions_boundary);
        vec![
            ("path", one.path != other.path),
            ("tags", one.tags != other.tags),
            ("policies", self.entries(&one.policies) != self.entries(&other.policies)),
            ("permissions boundary", self.boundary(boundary) != self.boundary(theirs)),
            ("trust policy", self.document(&one.trust) != self.document(&other.trust)),
        ]
    }

    fn managed(&mut self, one: &ManagedPolicy, other: &ManagedPolicy) -> Facts {
        let document =
            |own: &mut Self, policy: &ManagedPolicy| own.sayings.of_stored(&policy.document);
        vec![("document", document(self, one) != document(self, other))]
    }

    fn resource(&mut self, one: &Resource, other: &Resource) -> Facts {
        vec![
            ("account", one.account != other.account),
            ("policy", self.document(&one.policy) != self.document(&other.policy)),
            ("tags", one.tags != other.tags),
            ("public access block", one.public_access_block != other.public_access_block),
            ("aliases", aliases(one) != aliases(other)),
        ]
    }

    fn endpoint(&mut self, one: &VpcEndpoint, other: &VpcEndpoint) -> Facts {
        vec![
            ("kind", one.kind != other.kind),
            ("policy", self.document(&one.policy) != self.document(&other.policy)),
        ]
    }

    /// What there is of a policy; where nothing is said there is none.
    fn document(&mut self, policy: &Fact<StoredPolicy>) -> Option<super::saying::Saying> {
        policy.known().map(|policy| self.sayings.of_stored(policy))
    }

    fn entries(&mut self, entries: &[PolicyEntry]) -> BTreeSet<String> {
        entries.iter().map(|entry| self.entry(entry)).collect()
    }

    fn boundary(&mut self, boundary: &Fact<PolicyEntry>) -> Option<String> {
        boundary.known().map(|entry| self.entry(entry))
    }

    fn entry(&mut self, entry: &PolicyEntry) -> String {
        match entry {
            PolicyEntry::Attached { arn, .. } => format!("attached {arn}"),
            PolicyEntry::Unknown { unknown, .. } => format!("unknown {unknown}"),
            PolicyEntry::Inline { name, policy } => {
                format!("inline {name} {}", self.sayings.of_stored(policy))
            }
        }
    }

    fn organization(&mut self, before: &Environment, after: &Environment) {
        let (one, other) = (before.organization.known(), after.organization.known());
        let kind = match (one, other) {
            (None, None) => return,
            (Some(_), Some(_)) => ChangeKind::Changed,
            (None, Some(_)) => ChangeKind::Created,
            (Some(_), None) => ChangeKind::Deleted,
        };
        let ids = |one: Option<&crate::environment::Organization>| {
            one.map(|one| (one.id.clone(), one.management_account.clone()))
        };
        let (units, theirs) = (self.units(before), self.units(after));
        let facts: Vec<&'static str> = [
            ("ids", ids(one) != ids(other)),
            ("tree", units.iter().map(|unit| &unit.0).ne(theirs.iter().map(|unit| &unit.0))),
            ("service control policies", parts(&units, 0) != parts(&theirs, 0)),
            ("resource control policies", parts(&units, 1) != parts(&theirs, 1)),
        ]
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect();
        if facts.is_empty() {
            return;
        }
        let place = |one: Option<&crate::environment::Organization>| {
            one.map(|organization| organization.origin.clone())
        };
        let (before, after) = (place(one), place(other));
        self.changes.push(Change { subject: "organization".into(), kind, facts, before, after });
    }

    /// Units and accounts by their place in the tree, with the policies attached there.
    fn units(&mut self, environment: &Environment) -> Vec<(String, Attached)> {
        let root = environment.organization.known().and_then(|known| known.root.as_ref());
        let mut all = Vec::new();
        if let Some(root) = root {
            self.below(root, "", &mut all);
        }
        all.arrange();
        all
    }

    fn below(&mut self, unit: &Unit, above: &str, all: &mut Vec<(String, Attached)>) {
        let path = format!("{above}{}/", unit.id.as_deref().unwrap_or_default());
        let attached =
            self.attached([unit.service_control.as_deref(), unit.resource_control.as_deref()]);
        all.push((path.clone(), attached));
        for member in &unit.accounts {
            let attached = self
                .attached([member.service_control.as_deref(), member.resource_control.as_deref()]);
            all.push((format!("{path}{}", member.id), attached));
        }
        for unit in &unit.units {
            self.below(unit, &path, all);
        }
    }

    fn attached(&mut self, both: [Option<&[PolicyEntry]>; 2]) -> Attached {
        both.map(|entries| entries.map(|entries| self.entries(entries)))
    }
}

/// Service and resource control policies.
type Attached = [Option<BTreeSet<String>>; 2];

fn parts(units: &[(String, Attached)], which: usize) -> Vec<(&str, Option<&BTreeSet<String>>)> {
    units.iter().map(|(path, attached)| (&**path, attached[which].as_ref())).collect()
}
