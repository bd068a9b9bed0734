//! The caller of a question as an environment knows it.

use crate::aws::{Arn, holds_unknown};
use crate::bundle::{Placed, Trouble};
use crate::environment::{
    Account, Environment, Fact, Holder, KnownPrincipal, NameError, Role, User, has_path,
};
use crate::request::{Note, Principal, PrincipalKind, Tags};
use crate::text::{nearest, quote};

const UNKNOWN_PRINCIPAL: &str = "unknown-principal";

/// The caller that a name or a unique id stands for.
///
/// # Errors
/// If nobody has it, or several do.
pub(in crate::bundle) fn principal_of(
    value: Placed<'_>,
    name: &str,
    environment: &Environment,
) -> Result<Principal, Trouble> {
    let arn = environment.principal_arn(name).map_err(|why| {
        let trouble = value.trouble(UNKNOWN_PRINCIPAL, why.to_string());
        match why {
            NameError::Nobody { near: Some(near), .. } => did_you_mean(trouble, &near),
            NameError::Nobody { near: None, .. } | NameError::Ambiguous { .. } => trouble,
        }
    })?;
    Principal::parse(&arn).map_err(|why| value.trouble("invalid-request", why.to_string()))
}

fn did_you_mean(trouble: Trouble, near: &str) -> Trouble {
    trouble.with_hint(format!("did you mean {}?", quote(near)))
}

/// Refuses a caller whose account the environment has, and who is not in it: it is misspelt.
///
/// # Errors
/// If there is no such user or role, or it has another path.
pub(in crate::bundle) fn expect_known(
    value: Placed<'_>,
    principal: &Principal,
    environment: &Environment,
) -> Result<(), Trouble> {
    let Some(id) = principal.account.as_deref() else { return Ok(()) };
    let Some(account) = environment.accounts.get(id) else { return Ok(()) };
    let (kind, arn, name) = match &principal.kind {
        PrincipalKind::User { arn } => ("user", Some(arn), last_name(arn)),
        PrincipalKind::FederatedUser { federated_by: Some(by), .. } if last_name(by) != "root" => {
            ("user", Some(by), last_name(by))
        }
        PrincipalKind::RoleSession { name, role, path_known, .. } => {
            ("role", role.as_ref().filter(|_| *path_known), &**name)
        }
        _ => return Ok(()),
    };
    match path_of(account, kind, name) {
        None => Err(nobody(value, environment, id, (kind, name))),
        Some(fact @ Fact::Is(path)) => match arn {
            Some(arn) if !has_path(arn, fact, name) => {
                let message = format!(
                    "the {kind} {} of account {id} has the path {}, not that of this ARN",
                    quote(name),
                    quote(path)
                );
                let trouble = value.trouble(UNKNOWN_PRINCIPAL, message);
                Err(did_you_mean(trouble, &known_as(environment, id, name, arn)))
            }
            _ => Ok(()),
        },
        Some(Fact::Unsaid | Fact::None) => Ok(()),
    }
}

fn path_of<'e>(account: &'e Account, kind: &str, name: &str) -> Option<&'e Fact<Box<str>>> {
    match kind {
        "user" => account.users.get(name).map(|user| &user.path),
        _ => account.roles.get(name).map(|role| &role.path),
    }
}

/// The ARN that the environment has for a name.
fn known_as(environment: &Environment, account: &str, name: &str, written: &Arn) -> String {
    let kind = written.resource().split('/').next().unwrap_or_default();
    let is_it = |known: &KnownPrincipal<'_>| {
        known.account == account && known.kind == kind && known.name == name
    };
    environment.principals().find(is_it).map_or_else(String::new, |known| known.arn())
}

fn nobody(
    value: Placed<'_>,
    environment: &Environment,
    account: &str,
    (kind, name): (&str, &str),
) -> Trouble {
    let message = format!("the environment has no {kind} {} in account {account}", quote(name));
    let trouble = value.trouble(UNKNOWN_PRINCIPAL, message);
    let of_kind = |known: &KnownPrincipal<'_>| known.account == account && known.kind == kind;
    let known: Vec<KnownPrincipal<'_>> = environment.principals().filter(of_kind).collect();
    match nearest(name, known.iter().map(|one| one.name)) {
        Some(near) => did_you_mean(trouble, near),
        None => trouble,
    }
}

fn last_name(arn: &Arn) -> &str {
    arn.resource().rsplit('/').next().unwrap_or_default()
}

/// Adds what the environment knows of the caller: the path of a session's role, the unique id, the
/// tags. What the question says stays.
pub(crate) fn complete(
    principal: &mut Principal,
    tags: &mut Tags,
    environment: &Environment,
    notes: &mut Vec<Note>,
) {
    match environment.holder(principal) {
        Some(Holder::User(user)) => complete_user(principal, tags, user),
        Some(Holder::Role(role)) => {
            complete_role(principal, role);
            if tags.is_none() {
                *tags = tags_of(&role.tags);
                notes.extend(tags.is_some().then(session_tags));
            }
        }
        None => {}
    }
}

fn session_tags() -> Note {
    let message = "the session is taken to have the tags of its role and no session tags";
    Note::new("C-34", message)
}

/// A session that a user federated has another id, and tags that the user's do not tell.
fn complete_user(principal: &mut Principal, tags: &mut Tags, user: &User) {
    if !matches!(principal.kind, PrincipalKind::User { .. }) {
        return;
    }
    principal.id = principal.id.take().or_else(|| user.id.clone());
    if tags.is_none() {
        *tags = tags_of(&user.tags);
    }
}

// AWS: P-5
fn complete_role(principal: &mut Principal, known: &Role) {
    principal.id = principal.id.take().or_else(|| known.id.clone());
    let (partition, account) = (&principal.partition, principal.account.as_deref());
    if let PrincipalKind::RoleSession { name, role, path_known: path_known @ false, .. } =
        &mut principal.kind
        && let (Fact::Is(path), Some(account)) = (&known.path, account)
        && let Some(arn) = Arn::parse(&format!("arn:{partition}:iam::{account}:role{path}{name}"))
    {
        *role = Some(arn);
        *path_known = true;
    }
}

/// Tags as requests have them: without letter case in their names. One that nobody knows the name of
/// may be any.
// AWS: C-2
pub(super) fn tags_of(tags: &Fact<Vec<(Box<str>, Box<str>)>>) -> Tags {
    match tags {
        Fact::Unsaid => None,
        Fact::None => Some(Vec::new()),
        Fact::Is(tags) if tags.iter().any(|(name, _)| holds_unknown(name)) => None,
        Fact::Is(tags) => Some(in_lower_case(tags)),
    }
}

pub(super) fn in_lower_case(tags: &[(Box<str>, Box<str>)]) -> Vec<(Box<str>, Box<str>)> {
    let lower = |(name, value): &(Box<str>, Box<str>)| (name.to_lowercase().into(), value.clone());
    tags.iter().map(lower).collect()
}
