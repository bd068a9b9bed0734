//! Whether a Principal element names the caller, and how: D-9's rows.

use serde_json::Value;

use super::document::{Layer, list};
use super::keys::Keys;
use super::request::{Authorization, Caller, Kind};

/// How a statement names the caller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Named {
    /// `*`, or left out of an Allow's `NotPrincipal`.
    Everyone,
    /// The ARN or the id of the very caller: user, root, session, federated user, service, provider.
    Itself,
    /// The ARN or the id of the role of a session.
    ItsRole,
    /// The ARN or the id of the user who federated a session.
    ItsUser,
    /// The account, which delegates.
    ItsAccount,
}

/// How the statement names the caller; `None` where it does not.
pub(crate) fn named(
    statement: &Value,
    ask: &Authorization,
    keys: &Keys,
    layer: Layer,
) -> Option<Vec<Named>> {
    let excluded = &statement["NotPrincipal"];
    // AWS: S-19
    let only_root = layer == Layer::Endpoint { gateway: true } && ask.caller.kind != Kind::Root;
    let found = if excluded.is_null() {
        // AWS: S-18
        all_names(&statement["Principal"], ask, keys, only_root)
    } else if statement["Effect"] == "Deny" {
        return denied_by_not_principal(excluded, ask, keys, only_root)
            .then(|| vec![Named::Everyone]);
    } else if all_names(excluded, ask, keys, only_root).is_empty() {
        // AWS: P-14
        vec![Named::Everyone]
    } else {
        Vec::new()
    };
    (!found.is_empty()).then_some(found)
}

fn all_names(element: &Value, ask: &Authorization, keys: &Keys, only_root: bool) -> Vec<Named> {
    // AWS: P-3
    if *element == "*" {
        return vec![Named::Everyone];
    }
    let entries = element.as_object().into_iter().flatten();
    // AWS: P-1
    entries
        .flat_map(|(kind, values)| list(values).into_iter().map(move |value| (kind.clone(), value)))
        .filter_map(|(kind, value)| name(&kind, value.as_str()?, &ask.caller, keys))
        .filter(|name| !(only_root && *name == Named::ItsAccount))
        .collect()
}

/// How one entry names the caller.
pub(crate) fn name(kind: &str, entry: &str, caller: &Caller, keys: &Keys) -> Option<Named> {
    match kind {
        "AWS" => aws(entry, caller, keys),
        // AWS: P-10
        "Service" => (caller.kind == Kind::Service && caller.arn.eq_ignore_ascii_case(entry))
            .then_some(Named::Itself),
        // AWS: P-9
        "Federated" => {
            (caller.kind == Kind::Provider && caller.arn == entry).then_some(Named::Itself)
        }
        _ => None,
    }
}

fn aws(entry: &str, caller: &Caller, keys: &Keys) -> Option<Named> {
    if entry == "*" {
        return Some(Named::Everyone);
    }
    // AWS: P-4
    if entry.contains('*')
        || matches!(caller.kind, Kind::Provider | Kind::Service | Kind::Anonymous)
    {
        return None;
    }
    if is_account_of(entry, caller) {
        return Some(Named::ItsAccount);
    }
    match caller.kind {
        Kind::User => {
            (entry == caller.arn || unique_id(caller, keys) == entry).then_some(Named::Itself)
        }
        Kind::Session => session(entry, caller, keys),
        Kind::Federated => {
            let by = caller.federated_by.as_ref().is_some_and(|user| user == entry);
            // AWS: P-8
            if entry == caller.arn { Some(Named::Itself) } else { by.then_some(Named::ItsUser) }
        }
        _ => None,
    }
}

/// P-2: an account's number is its root ARN.
fn is_account_of(entry: &str, caller: &Caller) -> bool {
    let Some(account) = &caller.account else { return false };
    let partition = caller.arn.split(':').nth(1).unwrap_or_default();
    entry == account || entry == format!("arn:{partition}:iam::{account}:root")
}

/// P-12: the caller's unique id, as the request gives it or as `aws:userid` shows it.
fn unique_id(caller: &Caller, keys: &Keys) -> String {
    let shown = keys.get("aws:userid").and_then(|values| values.first()).cloned();
    match (&caller.id, &caller.session) {
        (Some(id), Some(session)) if !id.contains(':') => format!("{id}:{session}"),
        (Some(id), _) => id.clone(),
        (None, _) => shown.unwrap_or_default(),
    }
}

fn session(entry: &str, caller: &Caller, keys: &Keys) -> Option<Named> {
    let id = unique_id(caller, keys);
    let role_id = id.split(':').next().unwrap_or_default();
    if !id.is_empty() && entry == id && id != role_id {
        return Some(Named::Itself);
    }
    if !role_id.is_empty() && entry == role_id {
        return Some(Named::ItsRole);
    }
    let (written, own): (Vec<&str>, Vec<&str>) =
        (entry.splitn(6, ':').collect(), caller.arn.splitn(6, ':').collect());
    // AWS: P-18
    if written.len() != 6 || written[1] != own[1] || written[4] != own[4] {
        return None;
    }
    match (written[2], written[5].split('/').collect::<Vec<&str>>().as_slice()) {
        ("iam", ["role", path @ .., name]) if is_role(path, name, caller) => Some(Named::ItsRole),
        // AWS: P-5, P-6
        ("sts", ["assumed-role", name, session]) => {
            let same = name.eq_ignore_ascii_case(&caller.name)
                && caller.session.as_deref() == Some(*session);
            same.then_some(Named::Itself)
        }
        _ => None,
    }
}

/// P-5: the name in any case; the path where the caller's is known.
fn is_role(path: &[&str], name: &str, caller: &Caller) -> bool {
    let role = caller.role.clone().unwrap_or_default();
    let part: Vec<&str> = role.splitn(6, ':').last().unwrap_or_default().split('/').collect();
    let own_path = &part[1..part.len() - 1];
    name.eq_ignore_ascii_case(&caller.name) && (!caller.knows_path || path == own_path)
}

/// P-15, strict: exempt are those whose own ARN and every parent are listed.
fn denied_by_not_principal(
    excluded: &Value,
    ask: &Authorization,
    keys: &Keys,
    only_root: bool,
) -> bool {
    let caller = &ask.caller;
    let has_boundary = !ask.policies["permissionsBoundary"].is_null();
    // AWS: P-16, P-17
    if caller.kind == Kind::Anonymous
        || (has_boundary && matches!(caller.kind, Kind::User | Kind::Session | Kind::Federated))
    {
        return true;
    }
    let names = all_names(excluded, ask, keys, only_root);
    if names.contains(&Named::Everyone) {
        return false;
    }
    let own: &[Named] = match caller.kind {
        Kind::Session => &[Named::Itself, Named::ItsRole, Named::ItsAccount],
        Kind::Federated if federating_user(caller) => {
            &[Named::Itself, Named::ItsUser, Named::ItsAccount]
        }
        Kind::User | Kind::Federated => &[Named::Itself, Named::ItsAccount],
        Kind::Root => &[Named::ItsAccount],
        _ => &[Named::Itself],
    };
    !own.iter().all(|name| names.contains(name))
}

fn federating_user(caller: &Caller) -> bool {
    caller.federated_by.as_ref().is_some_and(|by| by.contains(":user/"))
}
