//! Whether a statement names the caller, and how directly.

use super::applies::Asked;
use super::grants::Grants;
use super::recorder::{Recorder, Unknown};
use super::truth::Truth;
use crate::aws::{Arn, holds_unknown, map_unknown};
use crate::compile::PrincipalTest;
use crate::policy::{Effect, PrincipalValue};
use crate::request::{Principal, PrincipalKind, Request};
use crate::value_set::Pattern;

/// When a Deny with `NotPrincipal` spares the caller.
// AWS: P-15, P-16
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotPrincipal {
    /// Never: the caller has a permissions boundary.
    NeverSpares,
    /// If the caller and everything above it is listed.
    SparesWhenAllListed,
    /// If anything that stands for the caller is listed.
    SparesWhenAnyListed,
}

/// Whether and how directly a statement names the caller.
pub(super) fn names<R: Recorder>(
    test: &PrincipalTest,
    effect: Effect,
    asked: Asked<'_>,
    recorder: &mut R,
) -> Grants<Truth> {
    match (test, effect) {
        (PrincipalTest::Attached, _) => Grants::direct(Truth::True),
        // AWS: S-18
        (PrincipalTest::Nobody, _) => Grants::NONE,
        (PrincipalTest::Named(values), _) => listed(values, asked, recorder),
        // AWS: P-14
        (PrincipalTest::AllBut(values), Effect::Allow) => {
            Grants::direct(!listed(values, asked, recorder).most())
        }
        (PrincipalTest::AllBut(values), Effect::Deny) => {
            Grants::direct(!spared(values, asked, recorder))
        }
    }
}

fn listed<R: Recorder>(
    values: &[PrincipalValue],
    asked: Asked<'_>,
    recorder: &mut R,
) -> Grants<Truth> {
    let grants = values.iter().map(|value| listed_by(value, asked, recorder));
    grants.fold(Grants::NONE, Grants::or)
}

pub(super) fn listed_by<R: Recorder>(
    value: &PrincipalValue,
    asked: Asked<'_>,
    recorder: &mut R,
) -> Grants<Truth> {
    let request = &asked.context.request;
    match value {
        PrincipalValue::Account { .. }
            if asked.accounts_are_root_users && request.principal.kind != PrincipalKind::Root =>
        {
            Grants::NONE
        }
        value => names_caller(value, request, recorder),
    }
}

// AWS: P-15, P-16, P-17
fn spared<R: Recorder>(values: &[PrincipalValue], asked: Asked<'_>, recorder: &mut R) -> Truth {
    if asked.not_principal == NotPrincipal::NeverSpares {
        recorder.remark("P-16", None);
        return Truth::False;
    }
    if asked.context.request.principal.kind == PrincipalKind::Anonymous {
        return Truth::False;
    }
    let grants = listed(values, asked, recorder);
    let spared = spared_by(grants, values.contains(&PrincipalValue::Everyone), asked);
    if spared != grants.most() {
        recorder.remark("P-15", None);
    }
    spared
}

/// Whether these grants of the listed spare a caller who has credentials.
// AWS: P-15
pub(super) fn spared_by(grants: Grants<Truth>, lists_everyone: bool, asked: Asked<'_>) -> Truth {
    if lists_everyone || asked.not_principal == NotPrincipal::SparesWhenAnyListed {
        return grants.most();
    }
    let principal = &asked.context.request.principal;
    match &principal.kind {
        PrincipalKind::FederatedUser { .. } if principal.is_federated_by_root() => {
            grants.direct.and(grants.delegated)
        }
        PrincipalKind::Root => grants.delegated,
        PrincipalKind::User { .. } | PrincipalKind::FederatedUser { federated_by: None, .. } => {
            grants.direct.and(grants.delegated)
        }
        PrincipalKind::RoleSession { .. }
        | PrincipalKind::FederatedUser { federated_by: Some(_), .. } => {
            grants.direct.and(grants.entity).and(grants.delegated)
        }
        PrincipalKind::Federated { .. }
        | PrincipalKind::Service { .. }
        | PrincipalKind::CanonicalUser { .. }
        | PrincipalKind::Anonymous => grants.most(),
    }
}

/// Whether and how directly one value names the caller.
pub(crate) fn names_caller<R: Recorder>(
    value: &PrincipalValue,
    request: &Request,
    recorder: &mut R,
) -> Grants<Truth> {
    let principal = &request.principal;
    let mut open = |unknown| {
        if request.exact_context {
            return Truth::False;
        }
        recorder.unknown(unknown);
        Truth::Unknown
    };
    match (value, &principal.kind) {
        // AWS: P-3
        (PrincipalValue::Everyone, _) => Grants::direct(Truth::True),
        (PrincipalValue::Account { account, partition }, _) => {
            delegated(is_of_account(principal, account, partition.as_deref()).into())
        }
        // AWS: P-7
        (PrincipalValue::User(named), PrincipalKind::User { arn }) => {
            Grants::direct(is_user(named, arn).map_or_else(|| open(Unknown::Path), Truth::from))
        }
        // AWS: P-8
        (PrincipalValue::User(named), PrincipalKind::FederatedUser { arn, federated_by }) => {
            entity(match federated_by {
                Some(by) => is_user(named, by).map_or_else(|| open(Unknown::Path), Truth::from),
                None if is_neighbour(named, arn) => open(Unknown::FederatedBy),
                None => Truth::False,
            })
        }
        (PrincipalValue::Role(named), PrincipalKind::RoleSession { .. }) => {
            entity(is_role(named, principal).map_or_else(|| open(Unknown::Path), Truth::from))
        }
        (PrincipalValue::AssumedRole(named), PrincipalKind::RoleSession { name, session, .. }) => {
            let is_same = is_session(named, principal, name, session.as_deref());
            Grants::direct(is_same.map_or_else(|| open(Unknown::SessionName), Truth::from))
        }
        (PrincipalValue::FederatedUser(named), PrincipalKind::FederatedUser { arn, .. }) => {
            Grants::direct((named == arn).into())
        }
        (PrincipalValue::UniqueId(id), kind) => has_id(id, principal, kind, open),
        (PrincipalValue::Federated(named), PrincipalKind::Federated { provider }) => {
            Grants::direct((named == provider).into())
        }
        // AWS: P-10
        (PrincipalValue::Service(named), PrincipalKind::Service { name }) => {
            Grants::direct((named == name).into())
        }
        (PrincipalValue::CanonicalUser(named), PrincipalKind::CanonicalUser { id }) => {
            delegated((named == id).into())
        }
        (PrincipalValue::CanonicalUser(_), _) if principal.has_credentials() => {
            delegated(open(Unknown::CanonicalUser))
        }
        _ => Grants::NONE,
    }
}

fn entity(truth: Truth) -> Grants<Truth> {
    Grants { entity: truth, ..Grants::NONE }
}

fn delegated(truth: Truth) -> Grants<Truth> {
    Grants { delegated: truth, ..Grants::NONE }
}

/// Whether a caller's credentials belong to an account.
// AWS: P-2
fn is_of_account(principal: &Principal, account: &str, partition: Option<&str>) -> bool {
    principal.has_credentials()
        && principal.account.as_deref() == Some(account)
        && partition.is_none_or(|wanted| *wanted == *principal.partition)
}

/// Whether two ARNs share partition and account.
// AWS: P-18
fn is_neighbour(left: &Arn, right: &Arn) -> bool {
    left.partition() == right.partition() && left.account() == right.account()
}

/// `None` if that hangs on what nobody knows yet of the user's ARN.
// AWS: P-7
fn is_user(named: &Arn, own: &Arn) -> Option<bool> {
    if named == own { Some(true) } else { is_after_all(named, own) }
}

/// `None` if that hangs on what nobody knows yet of the role's ARN. The whole path counts where the
/// caller's was given, letter case but for the name.
// AWS: P-5
fn is_role(named: &Arn, principal: &Principal) -> Option<bool> {
    let PrincipalKind::RoleSession { name, role, path_known, .. } = &principal.kind else {
        return Some(false);
    };
    let Some((path, named_name)) = named.resource().rsplit_once('/') else { return Some(false) };
    let role = role.as_ref().filter(|_| *path_known);
    let own_path = role.and_then(|role| role.resource().rsplit_once('/')).map(|(path, _)| path);
    let is_same = own_path.is_none_or(|own| own == path)
        && named_name.eq_ignore_ascii_case(name)
        && *named.partition() == *principal.partition
        && Some(named.account()) == principal.account.as_deref();
    if is_same { Some(true) } else { role.map_or(Some(false), |role| is_after_all(named, role)) }
}

/// `None` if what nobody knows yet of a caller's ARN could make it the named one; else it is another.
fn is_after_all(named: &Arn, own: &Arn) -> Option<bool> {
    let may_be = holds_unknown(own.as_str()) && {
        let any = map_unknown(own.as_str(), |_| "*".to_owned());
        Pattern::glob(&any).matches(named.as_str())
    };
    (!may_be).then_some(false)
}
/// `None` if that hangs on the session's name.
// AWS: P-6
fn is_session(
    named: &Arn,
    principal: &Principal,
    role_name: &str,
    session: Option<&str>,
) -> Option<bool> {
    let mut parts = named.resource().split('/').skip(1);
    let (Some(named_role), Some(named_session), None) = (parts.next(), parts.next(), parts.next())
    else {
        return Some(false);
    };
    let same_role = named_role.eq_ignore_ascii_case(role_name)
        && *named.partition() == *principal.partition
        && Some(named.account()) == principal.account.as_deref();
    if !same_role {
        return Some(false);
    }
    session.map(|session| session == named_session)
}

// AWS: P-12
fn has_id(
    id: &str,
    principal: &Principal,
    kind: &PrincipalKind,
    mut open: impl FnMut(Unknown) -> Truth,
) -> Grants<Truth> {
    let (entity_id, named_session) = match id.split_once(':') {
        Some((entity_id, session)) => (entity_id, Some(session)),
        None => (id, None),
    };
    let mut same_id = || match &principal.id {
        Some(own) => Truth::from(**own == *entity_id),
        None => open(Unknown::PrincipalId),
    };
    match (kind, named_session) {
        (PrincipalKind::User { .. }, None) if id.starts_with("AIDA") => Grants::direct(same_id()),
        (PrincipalKind::RoleSession { .. }, None) if id.starts_with("AROA") => entity(same_id()),
        (PrincipalKind::RoleSession { session, .. }, Some(named)) => {
            let same = same_id();
            Grants::direct(match session {
                Some(session) => same.and((**session == *named).into()),
                None if same == Truth::False => Truth::False,
                None => open(Unknown::SessionName),
            })
        }
        _ => Grants::NONE,
    }
}
