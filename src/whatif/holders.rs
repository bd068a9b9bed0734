//! Users, groups and roles by name.

use std::fmt;

use super::refusal::Refusal;
use super::state::State;
use crate::aws::Arn;
use crate::environment::{Account, Environment, Fact, PolicyEntry};
use crate::request::{Principal, PrincipalKind};
use crate::text::quote;

/// Who holds identity-based policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HolderKind {
    User,
    Group,
    Role,
}

/// A user, group or role of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) account: Box<str>,
    pub(super) kind: HolderKind,
    pub(super) name: Box<str>,
}

/// `user/alice`
impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            HolderKind::User => "user",
            HolderKind::Group => "group",
            HolderKind::Role => "role",
        };
        write!(f, "{kind}/{}", self.name)
    }
}

impl Holder {
    pub(super) fn new(account: &str, kind: HolderKind, name: &str) -> Self {
        Self { account: account.into(), kind, name: name.into() }
    }

    /// The holder's own policies, to be changed.
    pub(super) fn policies_mut<'e>(
        &self,
        environment: &'e mut Environment,
    ) -> Option<&'e mut Vec<PolicyEntry>> {
        let account = environment.accounts.get_mut(&self.account)?;
        match self.kind {
            HolderKind::User => account.users.get_mut(&self.name).map(|one| &mut one.policies),
            HolderKind::Group => account.groups.get_mut(&self.name).map(|one| &mut one.policies),
            HolderKind::Role => account.roles.get_mut(&self.name).map(|one| &mut one.policies),
        }
    }

    /// The holder's own policies.
    pub(super) fn policies<'e>(&self, environment: &'e Environment) -> &'e [PolicyEntry] {
        let Some(account) = environment.accounts.get(&self.account) else { return &[] };
        let policies = match self.kind {
            HolderKind::User => account.users.get(&self.name).map(|one| &one.policies),
            HolderKind::Group => account.groups.get(&self.name).map(|one| &one.policies),
            HolderKind::Role => account.roles.get(&self.name).map(|one| &one.policies),
        };
        policies.map_or(&[], Vec::as_slice)
    }

    /// The permissions boundary; groups have none.
    pub(super) fn boundary<'e>(&self, environment: &'e Environment) -> &'e Fact<PolicyEntry> {
        let account = environment.accounts.get(&self.account);
        let boundary = account.and_then(|account| match self.kind {
            HolderKind::User => account.users.get(&self.name).map(|one| &one.permissions_boundary),
            HolderKind::Role => account.roles.get(&self.name).map(|one| &one.permissions_boundary),
            HolderKind::Group => None,
        });
        boundary.unwrap_or(&Fact::Unsaid)
    }

    /// The permissions boundary, to be changed; groups have none.
    pub(super) fn boundary_mut<'e>(
        &self,
        environment: &'e mut Environment,
    ) -> Option<&'e mut Fact<PolicyEntry>> {
        let account = environment.accounts.get_mut(&self.account)?;
        match self.kind {
            HolderKind::User => {
                account.users.get_mut(&self.name).map(|one| &mut one.permissions_boundary)
            }
            HolderKind::Role => {
                account.roles.get_mut(&self.name).map(|one| &mut one.permissions_boundary)
            }
            HolderKind::Group => None,
        }
    }
}

/// The holder by an ARN without a path, which names it among all accounts.
pub(super) fn arn_of(holder: &Holder) -> String {
    format!("arn:aws:iam::{}:{holder}", holder.account)
}

/// All users, groups and roles.
pub(super) fn holders(environment: &Environment) -> impl Iterator<Item = Holder> {
    environment.accounts.iter().flat_map(|(id, account)| of_account(id, account))
}

fn of_account<'e>(id: &'e str, account: &'e Account) -> impl Iterator<Item = Holder> + 'e {
    let users = account.users.iter().map(|(name, _)| (HolderKind::User, name));
    let groups = account.groups.iter().map(|(name, _)| (HolderKind::Group, name));
    let roles = account.roles.iter().map(|(name, _)| (HolderKind::Role, name));
    users.chain(groups).chain(roles).map(move |(kind, name)| Holder::new(id, kind, name))
}

impl State {
    /// The user, group or role that a text names: by name, `kind/name` or ARN.
    pub(super) fn holder_meant(&self, text: &str) -> Result<Holder, Refusal> {
        let Some(environment) = &self.environment else {
            let message =
                "users, groups and roles are known where an environment is loaded: `load FILE`";
            return Err(message.into());
        };
        let (account, called) = parts(text);
        let fits = |holder: &Holder| {
            let last = called.rsplit('/').next().unwrap_or_default();
            let kind = called.split_once('/').map(|(kind, _)| format!("{kind}/{last}"));
            account.as_deref().is_none_or(|id| id == &*holder.account)
                && kind.map_or_else(
                    || holder.name.eq_ignore_ascii_case(&called),
                    |full| holder.to_string().eq_ignore_ascii_case(&full),
                )
        };
        let mut found: Vec<Holder> = holders(environment).filter(fits).collect();
        if found.len() > 1 {
            let exact: Vec<Holder> =
                found.iter().filter(|one| *one.name == *called).cloned().collect();
            if exact.len() == 1 {
                found = exact;
            }
        }
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => {
                let all: Vec<Holder> = holders(environment).collect();
                let near = super::names::did_you_mean(text, all.iter().map(|one| &*one.name));
                let text = quote(text);
                Err(format!("the environment has no user, group or role {text}{near}").into())
            }
            _ => {
                let in_account =
                    |one: &Holder| quote(&format!("arn:aws:iam::{}:{one}", one.account));
                let all: Vec<String> = found.iter().take(5).map(in_account).collect();
                Err(format!("{} may be {}", quote(text), all.join(" or ")).into())
            }
        }
    }

    /// The user or role behind a caller.
    pub(super) fn holder_behind(&self, principal: &str) -> Option<Holder> {
        let environment = self.environment.as_ref()?;
        let principal = Principal::parse(principal).ok()?;
        environment.holder(&principal)?;
        let account = principal.account.as_deref()?;
        match &principal.kind {
            PrincipalKind::User { arn } => {
                let name = arn.resource().rsplit('/').next()?;
                Some(Holder::new(account, HolderKind::User, name))
            }
            PrincipalKind::RoleSession { name, .. } => {
                Some(Holder::new(account, HolderKind::Role, name))
            }
            _ => None,
        }
    }
}

/// The account of an ARN, and the name that it or a text gives.
fn parts(text: &str) -> (Option<String>, String) {
    match Arn::parse(text) {
        Some(arn) => (Some(arn.account().to_owned()), arn.resource().to_owned()),
        None => (None, text.to_owned()),
    }
}
