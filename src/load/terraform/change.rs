//! What applying a plan takes away.

use std::collections::BTreeSet;

use crate::environment::{
    Account, Entities, Environment, Fact, Group, Origin, PolicyEntry, Removals, Resource, Role,
    User,
};

/// An identity on both sides of a plan.
trait Changed: Sized {
    /// Whether the document has the thing itself, and does not only attach something to it.
    fn is_defined(&self) -> bool;
    fn origin(&self) -> &Origin;
    fn policies(&self) -> &[PolicyEntry];
    fn groups(&self) -> &[Box<str>];
    fn removals(&mut self) -> Option<&mut Removals>;
    /// The same thing, of which nothing is said.
    fn bare(&self) -> Self;
}

impl Changed for User {
    fn is_defined(&self) -> bool {
        self.path.is_said()
    }
    fn origin(&self) -> &Origin {
        &self.origin
    }
    fn policies(&self) -> &[PolicyEntry] {
        &self.policies
    }
    fn groups(&self) -> &[Box<str>] {
        &self.groups
    }
    fn removals(&mut self) -> Option<&mut Removals> {
        self.partial.as_mut()
    }
    fn bare(&self) -> Self {
        Self { partial: Some(Removals::default()), ..Self::new(self.origin.clone()) }
    }
}

impl Changed for Group {
    fn is_defined(&self) -> bool {
        self.path.is_said()
    }
    fn origin(&self) -> &Origin {
        &self.origin
    }
    fn policies(&self) -> &[PolicyEntry] {
        &self.policies
    }
    fn groups(&self) -> &[Box<str>] {
        &[]
    }
    fn removals(&mut self) -> Option<&mut Removals> {
        self.partial.as_mut()
    }
    fn bare(&self) -> Self {
        Self { partial: Some(Removals::default()), ..Self::new(self.origin.clone()) }
    }
}

impl Changed for Role {
    fn is_defined(&self) -> bool {
        self.path.is_said()
    }
    fn origin(&self) -> &Origin {
        &self.origin
    }
    fn policies(&self) -> &[PolicyEntry] {
        &self.policies
    }
    fn groups(&self) -> &[Box<str>] {
        &[]
    }
    fn removals(&mut self) -> Option<&mut Removals> {
        self.partial.as_mut()
    }
    fn bare(&self) -> Self {
        Self { partial: Some(Removals::default()), ..Self::new(self.origin.clone()) }
    }
}

/// Says in `after` what `before` has and `after` has no more. `defined` are the resources that the
/// document itself had.
pub(super) fn tell_removals(
    before: &Environment,
    defined: &BTreeSet<String>,
    after: &mut Environment,
) {
    for (id, earlier) in before.accounts.iter() {
        let partition = || Account { partition: earlier.partition.clone(), ..Account::default() };
        let later = after.accounts.entry(id, partition);
        identities(&earlier.users, &mut later.users);
        identities(&earlier.groups, &mut later.groups);
        identities(&earlier.roles, &mut later.roles);
        for (arn, policy) in earlier.policies.iter() {
            if later.policies.get(arn).is_none() {
                later.policies.remove(arn, policy.origin.clone());
            }
        }
    }
    for (arn, earlier) in before.resources.iter() {
        if after.resources.get(arn).is_none() && defined.contains(arn) {
            after.resources.remove(arn, earlier.origin.clone());
        } else {
            resource(arn, earlier, &mut after.resources);
        }
    }
    for (id, endpoint) in before.endpoints.iter() {
        if after.endpoints.get(id).is_none() {
            after.endpoints.remove(id, endpoint.origin.clone());
        }
    }
}

fn identities<T: Changed>(before: &Entities<T>, after: &mut Entities<T>) {
    for (name, earlier) in before.iter() {
        if after.get(name).is_none() && earlier.is_defined() {
            after.remove(name, earlier.origin().clone());
        } else {
            identity(earlier, after.entry(name, || earlier.bare()));
        }
    }
}

fn identity<T: Changed>(earlier: &T, later: &mut T) {
    let held = |name: &str| later.policies().iter().any(|policy| policy.name() == name);
    let names = earlier.policies().iter().map(PolicyEntry::name);
    let policies: Vec<Box<str>> = names.filter(|name| !held(name)).map(Box::from).collect();
    let stays = |group: &str| later.groups().iter().any(|known| **known == *group);
    let groups = earlier.groups().iter().filter(|group| !stays(group));
    let groups: Vec<Box<str>> = groups.cloned().collect();
    if let Some(removals) = later.removals() {
        removals.policies.extend(policies);
        removals.groups.extend(groups);
    }
}

fn resource(arn: &str, earlier: &Resource, after: &mut Entities<Resource>) {
    let bare = || Resource {
        account: earlier.account.clone(),
        is_partial: true,
        ..Resource::new(earlier.origin.clone())
    };
    let later = after.entry(arn, bare);
    if earlier.policy.known().is_some() && !later.policy.is_said() {
        later.policy = Fact::None;
    }
    let gone = earlier.aliases.iter().filter(|alias| !later.aliases.contains(alias));
    later.removed_aliases = gone.cloned().collect();
    if earlier.public_access_block.known().is_some() && !later.public_access_block.is_said() {
        later.public_access_block = Fact::None;
    }
}
