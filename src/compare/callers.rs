//! The callers that resource-based policies can tell apart by their `Principal`.

use std::collections::BTreeSet;

use super::caller::Caller;
use super::own_keys::{OTHER_ID, OwnKeys, tested_accounts};
use super::side::{Side, statements};
use crate::aws::Arn;
use crate::evaluate::{Gate, Truth, named_at};
use crate::policy::{Effect, PrincipalValue};
use crate::request::{ContextKeys, Principal, PrincipalKind, RequestContext};
use crate::text::Arrange;

/// An account that no policy should name.
const OTHER_ACCOUNT: u64 = 444_455_556_666;

/// How many accounts behind that one are looked at.
const MOST_ACCOUNTS: u64 = 1_000_000;

/// The layers that tell callers apart by their `Principal`.
const GATES: [Gate; 2] = [Gate::Resource, Gate::VpcEndpoint];

/// How many digits a canonical user id has.
const CANONICAL: usize = 64;

/// Callers of which one stands for each that the policies of both sides tell apart, each with the
/// request in which it asks, and with what its own keys can be.
pub(super) fn callers(
    sides: [&Side; 2],
    anyone: &RequestContext,
    keys: &ContextKeys,
    counts: &dyn Fn(&Principal) -> bool,
) -> Vec<Caller> {
    let mut seen = BTreeSet::new();
    let mut callers = Vec::new();
    let mut named = named(sides);
    if named.is_empty() {
        return vec![Caller::unlimited(anyone.clone())];
    }
    named.extend(tested_accounts(sides, &named, keys));
    let other = other_name(&named);
    let own_keys = OwnKeys { keys, named: &named, other: &other };
    for principal in candidates(&named, counts).into_iter().filter(|one| counts(one)) {
        let mut context = anyone.clone();
        context.request.principal = principal;
        let signature = signature(sides, &context);
        let caller = own_keys.of(context);
        if seen.insert((signature, own_keys.told(&caller))) {
            callers.push(caller);
        }
    }
    callers
}

/// The requests of one caller: as it is, and with each session, id and user behind it that policies
/// name and that it may have.
pub(super) fn variants(sides: [&Side; 2], caller: &RequestContext) -> Vec<RequestContext> {
    let principal = &caller.request.principal;
    let mut named = named(sides);
    for grant in &caller.request.grants {
        named.push(grant.grantee.clone());
        named.extend(grant.retiring.clone());
    }
    let mut all = vec![principal.clone()];
    all.extend(named.iter().filter_map(|value| behind(principal, value)));
    if principal.id.is_none() {
        let with_ids = with_ids(all.clone(), &named);
        all.extend(with_ids.into_iter().filter(|one| names_id(&named, one)));
    }
    let variant = |principal: Principal| {
        let mut context = caller.clone();
        context.request.principal = principal;
        context
    };
    all.into_iter().map(variant).collect()
}

/// The caller as what a policy names, if that says what is not known of it.
fn behind(principal: &Principal, value: &PrincipalValue) -> Option<Principal> {
    match (&principal.kind, value) {
        (
            PrincipalKind::RoleSession { role, session: None, .. },
            PrincipalValue::AssumedRole(arn),
        ) => {
            let mut named = of_role(&Principal::parse(arn.as_str()).ok()?, role.as_ref()?)?;
            named.id.clone_from(&principal.id);
            Some(named)
        }
        (PrincipalKind::RoleSession { session: None, .. }, PrincipalValue::UniqueId(text)) => {
            let (id, of_session) = text.split_once(':')?;
            let mut named = principal.clone();
            if let PrincipalKind::RoleSession { session, .. } = &mut named.kind {
                *session = Some(of_session.into());
            }
            (principal.id.as_deref() == Some(id)).then_some(named)
        }
        (PrincipalKind::FederatedUser { arn, federated_by: None }, PrincipalValue::User(user)) => {
            let is_neighbour =
                (arn.partition(), arn.account()) == (user.partition(), user.account());
            federated_by(arn, user).filter(|_| is_neighbour)
        }
        _ => None,
    }
}

/// Whether policies name the caller's id.
fn names_id(named: &[PrincipalValue], principal: &Principal) -> bool {
    let own = principal.id.as_deref();
    named.iter().any(|value| match value {
        PrincipalValue::UniqueId(id) => id.split(':').next() == own,
        _ => false,
    })
}

/// By which statements a caller is named, and how directly.
fn signature(sides: [&Side; 2], context: &RequestContext) -> Vec<[bool; 3]> {
    let mut signature = Vec::new();
    for side in sides {
        for effect in [Effect::Allow, Effect::Deny] {
            for gate in GATES {
                for (_, statement) in statements(&side.policies, gate, effect) {
                    let named = named_at(statement, gate, &side.policies, context);
                    let truths = [named.direct, named.entity, named.delegated];
                    signature.push(truths.map(|truth| truth != Truth::False));
                }
            }
        }
    }
    signature
}

/// Whom the policies of both sides name.
pub(super) fn named(sides: [&Side; 2]) -> Vec<PrincipalValue> {
    let mut values: Vec<PrincipalValue> = Vec::new();
    for side in sides {
        for effect in [Effect::Allow, Effect::Deny] {
            let statements = GATES.map(|gate| statements(&side.policies, gate, effect));
            for (_, statement) in statements.into_iter().flatten() {
                for value in statement.principal.values() {
                    if !values.contains(value) {
                        values.push(value.clone());
                    }
                }
            }
        }
    }
    values
}

/// Callers of every kind, those first that the policies name.
pub(super) fn candidates(
    named: &[PrincipalValue],
    counts: &dyn Fn(&Principal) -> bool,
) -> Vec<Principal> {
    let mut found: Vec<Principal> = named.iter().flat_map(named_callers).collect();
    found.extend(sessions_of_roles(named));
    found.extend(federated_by_users(named));
    let mut accounts: Vec<(String, String)> = named.iter().filter_map(account_of).collect();
    let is_known = |account: &str| accounts.iter().any(|(_, known)| known == account);
    let may_ask = |account: &String| {
        let root = Principal::parse(&format!("arn:aws:iam::{account}:root"));
        root.is_ok_and(|root| counts(&root))
    };
    let other = (OTHER_ACCOUNT..OTHER_ACCOUNT + MOST_ACCOUNTS)
        .map(|number| number.to_string())
        .find(|one| !is_known(one) && may_ask(one));
    accounts.extend(other.map(|account| ("aws".to_owned(), account)));
    accounts.arrange();
    accounts.dedup();
    for (partition, account) in &accounts {
        found.extend(of_account(partition, account, named));
    }
    let other = other_name(named);
    let ids = ["0", "1", "2", "3"].map(|digit| digit.repeat(CANONICAL));
    let is_unnamed =
        |id: &String| !named.contains(&PrincipalValue::CanonicalUser(id.as_str().into()));
    let others = ["anonymous".to_owned(), format!("{other}.amazonaws.com")];
    let others = others.into_iter().chain(ids.into_iter().find(is_unnamed));
    found.extend(others.filter_map(|text| Principal::parse(&text).ok()));
    for (partition, account) in &accounts {
        let provider = format!("arn:{partition}:iam::{account}:saml-provider/{other}");
        found.extend(Principal::parse(&provider).ok());
    }
    with_ids(found, named)
}

/// The partition and number of the account of what a policy names.
pub(super) fn account_of(value: &PrincipalValue) -> Option<(String, String)> {
    let of_arn = |arn: &Arn| (arn.partition().to_owned(), arn.account().to_owned());
    match value {
        PrincipalValue::Account { account, partition } => {
            Some((partition.as_deref().unwrap_or("aws").to_owned(), account.to_string()))
        }
        PrincipalValue::User(arn)
        | PrincipalValue::Role(arn)
        | PrincipalValue::AssumedRole(arn)
        | PrincipalValue::FederatedUser(arn) => Some(of_arn(arn)),
        PrincipalValue::Federated(text) => Arn::parse(text).as_ref().map(of_arn),
        _ => None,
    }
}

fn named_callers(value: &PrincipalValue) -> Vec<Principal> {
    let parse = |text: &str| Principal::parse(text).ok();
    match value {
        PrincipalValue::User(arn)
        | PrincipalValue::Role(arn)
        | PrincipalValue::AssumedRole(arn)
        | PrincipalValue::FederatedUser(arn) => parse(arn.as_str()).into_iter().collect(),
        PrincipalValue::Federated(text)
        | PrincipalValue::Service(text)
        | PrincipalValue::CanonicalUser(text) => parse(text).into_iter().collect(),
        PrincipalValue::Everyone
        | PrincipalValue::Account { .. }
        | PrincipalValue::UniqueId(_)
        | PrincipalValue::Nobody => Vec::new(),
    }
}

/// Named sessions of named roles.
// AWS: P-5, P-6
fn sessions_of_roles(named: &[PrincipalValue]) -> Vec<Principal> {
    let roles = || {
        named.iter().filter_map(|value| match value {
            PrincipalValue::Role(arn) => Some(arn),
            _ => None,
        })
    };
    let sessions = named.iter().filter_map(|value| match value {
        PrincipalValue::AssumedRole(arn) => Principal::parse(arn.as_str()).ok(),
        _ => None,
    });
    sessions.flat_map(|session| roles().filter_map(move |role| of_role(&session, role))).collect()
}

/// Federated users, named and not, whom a user called for: a named one and another.
// AWS: P-8
fn federated_by_users(named: &[PrincipalValue]) -> Vec<Principal> {
    let other = other_name(named);
    let mut found = Vec::new();
    for value in named {
        let (PrincipalValue::User(arn) | PrincipalValue::FederatedUser(arn)) = value else {
            continue;
        };
        let (partition, account) = (arn.partition(), arn.account());
        let is_neighbour = |one: &&Arn| (one.partition(), one.account()) == (partition, account);
        let user = Arn::parse(&format!("arn:{partition}:iam::{account}:user/{other}"));
        let session = Arn::parse(&format!("arn:{partition}:sts::{account}:federated-user/{other}"));
        let arns = |kind: fn(&PrincipalValue) -> Option<&Arn>| named.iter().filter_map(kind);
        let users: Vec<&Arn> = arns(|value| match value {
            PrincipalValue::User(arn) => Some(arn),
            _ => None,
        })
        .filter(is_neighbour)
        .chain(&user)
        .collect();
        let sessions = arns(|value| match value {
            PrincipalValue::FederatedUser(arn) => Some(arn),
            _ => None,
        });
        for session in sessions.filter(is_neighbour).chain(&session) {
            found.extend(users.iter().filter_map(|user| federated_by(session, user)));
        }
    }
    found
}

fn federated_by(session: &Arn, user: &Arn) -> Option<Principal> {
    let mut principal = Principal::parse(session.as_str()).ok()?;
    let PrincipalKind::FederatedUser { federated_by, .. } = &mut principal.kind else {
        return None;
    };
    *federated_by = Some(user.clone());
    Some(principal)
}

/// The session as one of this role, if it has the role's name and account.
fn of_role(session: &Principal, named: &Arn) -> Option<Principal> {
    let mut principal = session.clone();
    let PrincipalKind::RoleSession { name, role, path_known, .. } = &mut principal.kind else {
        return None;
    };
    let own_name = named.resource().rsplit('/').next()?;
    let is_same = own_name.eq_ignore_ascii_case(name)
        && session.account.as_deref() == Some(named.account())
        && *session.partition == *named.partition();
    *role = Some(named.clone());
    *path_known = true;
    is_same.then_some(principal)
}

/// A name that no policy mentions.
fn other_name(named: &[PrincipalValue]) -> String {
    let is_named = |text: &str| {
        let bare = |arn: &Arn| arn.resource().split('/').any(|part| part == text);
        named.iter().any(|value| match value {
            PrincipalValue::User(arn)
            | PrincipalValue::Role(arn)
            | PrincipalValue::AssumedRole(arn)
            | PrincipalValue::FederatedUser(arn) => bare(arn),
            PrincipalValue::Federated(name) => name.rsplit('/').next() == Some(text),
            PrincipalValue::Service(name) => name.split('.').next() == Some(text),
            _ => false,
        })
    };
    let mut other = "other".to_owned();
    while is_named(&other) {
        other.push('x');
    }
    other
}

/// Callers of an account that no policy names by their own names.
fn of_account(partition: &str, account: &str, named: &[PrincipalValue]) -> Vec<Principal> {
    let other = other_name(named);
    [
        format!("arn:{partition}:iam::{account}:role/{other}"),
        format!("arn:{partition}:iam::{account}:user/{other}"),
        format!("arn:{partition}:iam::{account}:root"),
        format!("arn:{partition}:sts::{account}:federated-user/{other}"),
    ]
    .iter()
    .filter_map(|text| Principal::parse(text).ok())
    .collect()
}

/// The callers, and users and roles among them with each id that the policies name.
// AWS: P-12
fn with_ids(callers: Vec<Principal>, named: &[PrincipalValue]) -> Vec<Principal> {
    let mut all = Vec::new();
    for mut caller in callers {
        let start = match caller.kind {
            PrincipalKind::User { .. } => "AIDA",
            PrincipalKind::RoleSession { .. } => "AROA",
            _ => "",
        };
        caller.id = Some(format!("{start}{OTHER_ID}").into());
        for value in named {
            let PrincipalValue::UniqueId(id) = value else { continue };
            if start.is_empty() || !id.starts_with(start) {
                continue;
            }
            let (id, named_session) =
                id.split_once(':').map_or((&**id, None), |(id, session)| (id, Some(session)));
            let mut with_id = caller.clone();
            with_id.id = Some(id.into());
            if let PrincipalKind::RoleSession { session, .. } = &mut with_id.kind
                && session.is_none()
            {
                *session = named_session.map(Box::from);
            }
            all.push(with_id);
        }
        all.push(caller);
    }
    all
}
