//! What an environment knows of who asks.

use super::organization::{Levels, Standing};
use super::{Account, Environment, Fact, Origin, PolicyEntry, Removals, Role, StoredPolicy, User};
use crate::aws::Arn;
use crate::request::{Principal, PrincipalKind};

/// What an environment knows of a caller.
#[derive(Clone, Debug)]
pub struct Caller<'e> {
    /// The user or role behind the caller; `None` if the environment does not have it.
    pub holder: Option<Holder<'e>>,
    /// The user's own policies and those of its groups, or the role's.
    pub identity: Vec<Held<'e>>,
    /// The permissions boundary; unsaid where nothing is known of the caller.
    pub permissions_boundary: Fact<Held<'e>>,
    /// Service control policies of the caller's account by level, root first.
    pub service_control: Vec<Vec<Held<'e>>>,
    /// Whether the caller has policies of its own that the environment does not know.
    pub has_unknown_policies: bool,
}

/// Who holds the caller's policies.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'e> {
    /// A user: the caller itself, or who federated it.
    User(&'e User),
    /// A role.
    Role(&'e Role),
}

/// A policy in force.
#[derive(Clone, Copy, Debug)]
pub enum Held<'e> {
    /// The environment has it.
    Stored(&'e StoredPolicy),
    /// AWS's own, by ARN or name.
    OfAws(&'e str, &'e Origin),
    /// A managed policy, or a group, that the environment names and does not have.
    Missing(&'e str, &'e Origin),
    /// There is one; what it says is the value of that name.
    Unknown(&'e str, &'e Origin),
    /// Whatever else a thing holds of which the sources have only a part.
    Rest {
        /// `user`, `group` or `role`.
        kind: &'static str,
        /// Its name.
        name: &'e str,
        /// Where the source has the part.
        origin: &'e Origin,
    },
}

impl Environment {
    /// The partition of an account: that of another one where nobody said, since all accounts of an
    /// organization are in one.
    pub fn partition_of(&self, account: &str) -> &str {
        let own = self.accounts.get(account).and_then(|one| one.partition.as_deref());
        let of_another = || self.accounts.iter().find_map(|(_, one)| one.partition.as_deref());
        own.or_else(of_another).unwrap_or("aws")
    }

    /// What is known of a caller.
    pub fn caller(&self, principal: &Principal) -> Caller<'_> {
        let account = principal.account.as_deref().and_then(|id| self.accounts.get(id));
        let held = account.and_then(|account| Some((account, holder(account, principal)?)));
        let (identity, permissions_boundary) = match held {
            Some((account, (name, Holder::User(user)))) => {
                (account.policies_of_user(name, user), account.boundary(&user.permissions_boundary))
            }
            Some((account, (name, Holder::Role(role)))) => {
                let mut all = account.all_held(&role.policies);
                all.extend(rest("role", name, role.partial.as_ref(), &role.origin));
                (all, account.boundary(&role.permissions_boundary))
            }
            None => (Vec::new(), Fact::Unsaid),
        };
        let id = principal.account.as_deref().unwrap_or_default();
        Caller {
            holder: held.map(|(_, (_, holder))| holder),
            identity,
            permissions_boundary,
            service_control: self.service_control(id),
            has_unknown_policies: held.is_none() && has_policies(principal),
        }
    }

    /// The user or role behind a caller.
    pub fn holder(&self, principal: &Principal) -> Option<Holder<'_>> {
        let account = self.accounts.get(principal.account.as_deref()?)?;
        holder(account, principal).map(|(_, holder)| holder)
    }

    /// Service control policies that bind an account by level, root first.
    // AWS: D-4
    pub fn service_control(&self, account: &str) -> Vec<Vec<Held<'_>>> {
        self.levels_above(account, Standing::service_control, "FullAWSAccess")
    }

    /// Policies of the organization above an account by level, root first. A level of which nothing
    /// is said has what AWS attaches by itself, which limits nothing.
    // AWS: D-4, D-6
    pub(super) fn levels_above<'e>(
        &'e self,
        account: &str,
        of: impl Fn(&Standing<'e>) -> Levels<'e>,
        everything: &'static str,
    ) -> Vec<Vec<Held<'e>>> {
        let Fact::Is(organization) = &self.organization else { return Vec::new() };
        let levels = organization.find(account).map(|standing| of(&standing)).unwrap_or_default();
        if levels.iter().all(Option::is_none) {
            return Vec::new();
        }
        let of_aws = || vec![Held::OfAws(everything, &organization.origin)];
        let held = |level: &'e [PolicyEntry]| level.iter().map(held_by_organization).collect();
        levels.into_iter().map(|level| level.map_or_else(of_aws, held)).collect()
    }
}

/// Whether callers of this kind have identity-based policies.
// AWS: D-13, D-16, D-19, D-20
fn has_policies(principal: &Principal) -> bool {
    match &principal.kind {
        PrincipalKind::User { .. } | PrincipalKind::RoleSession { .. } => true,
        PrincipalKind::FederatedUser { .. } => !principal.is_federated_by_root(),
        PrincipalKind::Root
        | PrincipalKind::Federated { .. }
        | PrincipalKind::Service { .. }
        | PrincipalKind::CanonicalUser { .. }
        | PrincipalKind::Anonymous => false,
    }
}

/// What holds the caller's policies, and its name.
fn holder<'e>(account: &'e Account, principal: &Principal) -> Option<(&'e str, Holder<'e>)> {
    let user = |arn: &Arn| {
        let (name, user) = account.users.get_entry(last_name(arn))?;
        Some((name, Holder::User(user)))
    };
    match &principal.kind {
        PrincipalKind::User { arn } => user(arn),
        // AWS: D-13
        PrincipalKind::FederatedUser { federated_by: Some(by), .. } => user(by),
        PrincipalKind::RoleSession { name, .. } => {
            let (name, role) = account.roles.get_entry(name)?;
            Some((name, Holder::Role(role)))
        }
        PrincipalKind::FederatedUser { federated_by: None, .. }
        | PrincipalKind::Root
        | PrincipalKind::Federated { .. }
        | PrincipalKind::Service { .. }
        | PrincipalKind::CanonicalUser { .. }
        | PrincipalKind::Anonymous => None,
    }
}

fn last_name(arn: &Arn) -> &str {
    arn.resource().rsplit('/').next().unwrap_or_default()
}

impl Account {
    /// A policy that an identity of this account holds.
    pub fn held<'e>(&'e self, entry: &'e PolicyEntry) -> Held<'e> {
        match entry {
            PolicyEntry::Inline { policy, .. } => Held::Stored(policy),
            PolicyEntry::Unknown { unknown, origin } => Held::Unknown(unknown, origin),
            PolicyEntry::Attached { arn, origin } => match self.policies.get(arn) {
                Some(policy) => Held::Stored(&policy.document),
                None => by_name(arn, origin),
            },
        }
    }

    fn all_held<'e>(&'e self, entries: &'e [PolicyEntry]) -> Vec<Held<'e>> {
        entries.iter().map(|entry| self.held(entry)).collect()
    }

    fn boundary<'e>(&'e self, boundary: &'e Fact<PolicyEntry>) -> Fact<Held<'e>> {
        match boundary {
            Fact::Is(entry) => Fact::Is(self.held(entry)),
            Fact::None => Fact::None,
            Fact::Unsaid => Fact::Unsaid,
        }
    }

    // AWS: D-3
    fn policies_of_user<'e>(&'e self, name: &'e str, user: &'e User) -> Vec<Held<'e>> {
        let mut all = self.all_held(&user.policies);
        for name in &user.groups {
            match self.groups.get(name) {
                Some(group) => {
                    all.extend(self.all_held(&group.policies));
                    all.extend(rest("group", name, group.partial.as_ref(), &group.origin));
                }
                None => all.push(Held::Missing(name, &user.origin)),
            }
        }
        all.extend(rest("user", name, user.partial.as_ref(), &user.origin));
        all
    }
}

/// What a thing may hold besides what the sources say.
fn rest<'e>(
    kind: &'static str,
    name: &'e str,
    partial: Option<&Removals>,
    origin: &'e Origin,
) -> Option<Held<'e>> {
    let knows_all = |removed: &Removals| removed.other_inline && removed.other_attached;
    let partial = partial.filter(|removed| !knows_all(removed));
    partial.map(|_| Held::Rest { kind, name, origin })
}

fn by_name<'e>(arn: &'e str, origin: &'e Origin) -> Held<'e> {
    let is_of_aws = Arn::parse(arn).is_none_or(|arn| arn.account() == "aws");
    if is_of_aws { Held::OfAws(arn, origin) } else { Held::Missing(arn, origin) }
}

/// A policy of an organization: there are none but its own and AWS's.
fn held_by_organization(entry: &PolicyEntry) -> Held<'_> {
    match entry {
        PolicyEntry::Inline { policy, .. } => Held::Stored(policy),
        PolicyEntry::Unknown { unknown, origin } => Held::Unknown(unknown, origin),
        PolicyEntry::Attached { arn, origin } => by_name(arn, origin),
    }
}
