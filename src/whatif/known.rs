//! The policies that a session holds, each with its place.

use crate::aws::PolicyKind;
use crate::environment::{Account, Environment, Fact, PolicyEntry, StoredPolicy, Unit};
use crate::text::quote;

use super::holders::{Holder, HolderKind};
use super::layers::Plain;
use super::loading::layer_name;
use super::refusal::Refusal;
use super::state::State;

/// Where a policy of a session is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// In a layer, beside so many others of the same name.
    Layer { kind: PolicyKind, level: Option<usize>, name: Box<str>, number: usize },
    /// Inline in a user, group or role.
    Inline { holder: Holder, name: Box<str> },
    /// The permissions boundary of a user or role.
    Boundary(Holder),
    /// A managed policy of an account.
    Managed { account: Box<str>, arn: Box<str> },
    /// The trust policy of a role.
    Trust { account: Box<str>, role: Box<str> },
    /// The policy of a resource.
    Resource(Box<str>),
    /// The policy of a VPC endpoint.
    Endpoint(Box<str>),
    /// At the root, at a unit or at an account of the organization.
    Organization { at: Box<str>, kind: PolicyKind, name: Box<str> },
}

/// A policy of a session.
#[derive(Clone, Debug)]
pub(super) struct Known<'s> {
    pub(super) slot: Slot,
    /// What people call it.
    pub(super) name: String,
    pub(super) kind: PolicyKind,
    pub(super) policy: &'s StoredPolicy,
}

impl Known<'_> {
    /// The text as somebody would edit it.
    pub(super) fn text(&self) -> String {
        laid_out(self.policy)
    }

    fn is_called(&self, name: &str) -> bool {
        let same = |one: &str| one.eq_ignore_ascii_case(name);
        let last = self.name.rsplit('/').next().unwrap_or_default();
        same(&self.name) || same(last) || last.split('.').next().is_some_and(same)
    }
}

/// A policy as somebody would edit it: as it stands in a file of its own, unless that is all on one
/// line, else as JSON.
pub(super) fn laid_out(policy: &StoredPolicy) -> String {
    let text = policy.source.text();
    let own = policy.source.slice(policy.span()).trim();
    let is_alone = text.trim().len() == own.len();
    let is_crowded = own.starts_with('{') && !own.contains('\n');
    if is_alone && !is_crowded {
        return text.to_owned();
    }
    policy.node.to_pretty_json(0) + "\n"
}

/// All policies whose documents the session has.
pub(super) fn known(state: &State) -> Vec<Known<'_>> {
    let mut all = of_layers(state);
    let Some(environment) = &state.environment else { return all };
    for (id, account) in environment.accounts.iter() {
        of_account(id, account, &mut all);
    }
    for (arn, resource) in environment.resources.iter() {
        if let Fact::Is(policy) = &resource.policy {
            let slot = Slot::Resource(arn.into());
            all.push(Known { slot, name: arn.to_owned(), kind: PolicyKind::Resource, policy });
        }
    }
    for (id, endpoint) in environment.endpoints.iter() {
        if let Fact::Is(policy) = &endpoint.policy {
            let slot = Slot::Endpoint(id.into());
            all.push(Known { slot, name: id.to_owned(), kind: PolicyKind::VpcEndpoint, policy });
        }
    }
    of_organization(environment, &mut all);
    all
}

fn of_layers(state: &State) -> Vec<Known<'_>> {
    let mut all: Vec<Known<'_>> = Vec::new();
    for (kind, level, plain) in state.layers.all() {
        let Plain { name, policy: Some(policy), .. } = plain else { continue };
        let same = |one: &&Known<'_>| one.kind == kind && *one.name == **name;
        let number = all.iter().filter(same).count();
        let slot = Slot::Layer { kind, level, name: (&**name).into(), number };
        all.push(Known { slot, name: name.to_string(), kind, policy });
    }
    all
}

fn of_account<'s>(id: &str, account: &'s Account, all: &mut Vec<Known<'s>>) {
    let users = account.users.iter().map(|(name, one)| {
        (Holder::new(id, HolderKind::User, name), &one.policies, Some(&one.permissions_boundary))
    });
    let groups = account
        .groups
        .iter()
        .map(|(name, one)| (Holder::new(id, HolderKind::Group, name), &one.policies, None));
    let roles = account.roles.iter().map(|(name, one)| {
        (Holder::new(id, HolderKind::Role, name), &one.policies, Some(&one.permissions_boundary))
    });
    for (holder, policies, boundary) in users.chain(groups).chain(roles) {
        for entry in policies {
            let PolicyEntry::Inline { name, policy } = entry else { continue };
            let slot = Slot::Inline { holder: holder.clone(), name: name.clone() };
            let name = format!("{holder}/{name}");
            all.push(Known { slot, name, kind: PolicyKind::Identity, policy });
        }
        if let Some(Fact::Is(PolicyEntry::Inline { policy, .. })) = boundary {
            let name = format!("{holder}/boundary");
            let kind = PolicyKind::PermissionsBoundary;
            all.push(Known { slot: Slot::Boundary(holder.clone()), name, kind, policy });
        }
    }
    for (role, one) in account.roles.iter() {
        if let Fact::Is(policy) = &one.trust {
            let slot = Slot::Trust { account: id.into(), role: role.into() };
            let name = format!("role/{role}/trust");
            all.push(Known { slot, name, kind: PolicyKind::Trust, policy });
        }
    }
    for (arn, managed) in account.policies.iter() {
        let slot = Slot::Managed { account: id.into(), arn: arn.into() };
        let policy = &managed.document;
        all.push(Known { slot, name: arn.to_owned(), kind: PolicyKind::Identity, policy });
    }
}

fn of_organization<'s>(environment: &'s Environment, all: &mut Vec<Known<'s>>) {
    let Fact::Is(organization) = &environment.organization else { return };
    let Some(root) = &organization.root else { return };
    let mut units: Vec<&Unit> = vec![root];
    while let Some(unit) = units.pop() {
        let at = if std::ptr::eq(unit, root) { "root" } else { unit_name(unit) };
        of_level(at, [&unit.service_control, &unit.resource_control], all);
        for account in &unit.accounts {
            of_level(&account.id, [&account.service_control, &account.resource_control], all);
        }
        units.extend(unit.units.iter().rev());
    }
}

/// What a unit is called: its id, else its name.
pub(super) fn unit_name(unit: &Unit) -> &str {
    unit.id.as_deref().or(unit.name.as_deref()).unwrap_or_default()
}

fn of_level<'s>(at: &str, levels: [&'s Option<Vec<PolicyEntry>>; 2], all: &mut Vec<Known<'s>>) {
    let kinds = [PolicyKind::ServiceControl, PolicyKind::ResourceControl];
    for (kind, entries) in kinds.into_iter().zip(levels) {
        for entry in entries.iter().flatten() {
            let PolicyEntry::Inline { name, policy } = entry else { continue };
            let slot = Slot::Organization { at: at.into(), kind, name: name.clone() };
            let name = format!("{}/{at}/{name}", layer_name(kind));
            all.push(Known { slot, name, kind, policy });
        }
    }
}

/// The policy of a name, if one is called so.
pub(super) fn find<'s>(state: &'s State, name: &str) -> Result<Option<Known<'s>>, Refusal> {
    let mut found: Vec<Known<'_>> = known(state);
    if let Some(exact) = found.iter().position(|one| one.name.eq_ignore_ascii_case(name)) {
        let is_alone = found.iter().filter(|one| one.name.eq_ignore_ascii_case(name)).count() == 1;
        if is_alone {
            return Ok(Some(found.swap_remove(exact)));
        }
    }
    found.retain(|one| one.is_called(name));
    if found.len() > 1 {
        let names: Vec<String> = found.iter().take(5).map(|one| quote(&one.name)).collect();
        return Err(format!("{} may be {}", quote(name), names.join(" or ")).into());
    }
    Ok(found.pop())
}

/// The policy of a name.
pub(super) fn expect<'s>(state: &'s State, name: &str) -> Result<Known<'s>, Refusal> {
    find(state, name)?.ok_or_else(|| {
        let all = known(state);
        let names = all
            .iter()
            .flat_map(|one| [&*one.name, one.name.rsplit('/').next().unwrap_or_default()]);
        let near = super::names::did_you_mean(name, names);
        format!("the session has no policy {}{near}; `show policies` lists them", quote(name))
            .into()
    })
}

impl State {
    /// What the session knows of accounts, to be changed.
    pub(super) fn environment_mut(&mut self) -> &mut Environment {
        std::sync::Arc::make_mut(self.environment.get_or_insert_default())
    }

    /// Puts another document in place of one that is there.
    pub(super) fn replace(&mut self, slot: &Slot, policy: StoredPolicy, key: std::sync::Arc<str>) {
        if let Slot::Layer { kind, name, number, .. } = slot {
            let plain = Plain { key, name: (&**name).into(), policy: Some(policy), is_typed: true };
            return self.layers.replace(*kind, *number, plain);
        }
        let environment = self.environment_mut();
        match slot {
            Slot::Layer { .. } => {}
            Slot::Inline { holder, name } => {
                for entry in holder.policies_mut(environment).into_iter().flatten() {
                    replace_inline(entry, name, &policy);
                }
            }
            Slot::Boundary(holder) => {
                if let Some(boundary) = holder.boundary_mut(environment) {
                    let name = "boundary".into();
                    *boundary = Fact::Is(PolicyEntry::Inline { name, policy });
                }
            }
            Slot::Managed { account, arn } => {
                let account = environment.accounts.get_mut(account);
                if let Some(managed) = account.and_then(|one| one.policies.get_mut(arn)) {
                    managed.document = policy;
                }
            }
            Slot::Trust { account, role } => {
                let account = environment.accounts.get_mut(account);
                if let Some(role) = account.and_then(|one| one.roles.get_mut(role)) {
                    role.trust = Fact::Is(policy);
                }
            }
            Slot::Resource(arn) => {
                if let Some(resource) = environment.resources.get_mut(arn) {
                    resource.policy = Fact::Is(policy);
                }
            }
            Slot::Endpoint(id) => {
                if let Some(endpoint) = environment.endpoints.get_mut(id) {
                    endpoint.policy = Fact::Is(policy);
                }
            }
            Slot::Organization { at, kind, name } => {
                let level = super::organization::level_mut(environment, at, *kind);
                for entry in level.into_iter().flatten().flatten() {
                    replace_inline(entry, name, &policy);
                }
            }
        }
    }
}

fn replace_inline(entry: &mut PolicyEntry, wanted: &str, new: &StoredPolicy) {
    if let PolicyEntry::Inline { name, policy } = entry
        && **name == *wanted
    {
        *policy = new.clone();
    }
}
