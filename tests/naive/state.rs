//! What is known of a condition key before anything is decided: section 6's table, K-1, and what the request gives.

use serde_json::Value;

use super::condition::texts;
use super::keys::{fact_types, global_type, type_of};
use super::request::{Authorization, Kind};

/// The state of a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    Absent,
    Values(Vec<String>),
    Unknown,
    /// Present, its value unknown.
    Present,
}

/// The state of a key; `key` in lower case.
pub(crate) fn state(ask: &Authorization, key: &str) -> Result<State, String> {
    if let Some(given) = ask.context.get(key) {
        return read(ask, key, given);
    }
    // AWS: C-36
    if is_never_sent(ask, key) {
        return Ok(State::Absent);
    }
    if ask.exact {
        return Ok(State::Absent);
    }
    Ok([principal_key, network_key, via_key, resource_key, request_tag, time_key]
        .into_iter()
        .find_map(|derive| derive(ask, key))
        .unwrap_or(State::Unknown))
}

fn is_never_sent(ask: &Authorization, key: &str) -> bool {
    let Some(sent) = ask.facts["contextKeys"].as_array() else { return false };
    let fits = |form: &Value| {
        let form = form.as_str().unwrap_or_default().to_ascii_lowercase();
        match form.split_once("${") {
            Some((family, _)) => key.starts_with(family),
            None => form == key,
        }
    };
    global_type(key).is_none() && !sent.iter().any(fits)
}

fn read(ask: &Authorization, key: &str, given: &Value) -> Result<State, String> {
    if given.is_null() {
        return Ok(State::Absent);
    }
    if given.is_object() {
        return Ok(if given["present"] == true { State::Present } else { State::Unknown });
    }
    let values = texts(given);
    let types = fact_types(&ask.facts);
    let single = type_of(key, &types).is_some_and(|kind| !kind.starts_with("ArrayOf"));
    // AWS: C-31
    if single && values.len() > 1 {
        return Err(format!("single-valued-key {key}"));
    }
    Ok(State::Values(values))
}

fn known(text: impl Into<String>) -> State {
    State::Values(vec![text.into()])
}

fn principal_key(ask: &Authorization, key: &str) -> Option<State> {
    let caller = &ask.caller;
    let unsigned = matches!(caller.kind, Kind::Anonymous | Kind::Provider);
    let is_service = caller.kind == Kind::Service;
    if let Some(tag) = key.strip_prefix("aws:principaltag/") {
        return Some(tag_state(caller.tags.as_ref(), tag, unsigned || is_service));
    }
    Some(match key {
        // AWS: P-13
        "aws:principalarn" | "aws:principalorgid" | "aws:principalorgpaths"
            if unsigned || is_service =>
        {
            State::Absent
        }
        "aws:principalarn" => known(caller.role.as_ref().unwrap_or(&caller.arn)),
        "aws:principalaccount" if caller.kind == Kind::Anonymous => known("anonymous"),
        "aws:principalaccount" if caller.kind == Kind::Provider => State::Unknown,
        "aws:principalaccount" => caller.account.as_ref().map_or(State::Unknown, known),
        "aws:principalorgid" => organization(ask, caller.account.as_deref(), false),
        "aws:principalorgpaths" => organization(ask, caller.account.as_deref(), true),
        "aws:principalisawsservice" if !unsigned => known(is_service.to_string()),
        "aws:principalservicename" if is_service => known(&caller.arn),
        "aws:principalservicenameslist" if is_service => State::Present,
        "aws:username" if caller.kind == Kind::User => known(&caller.name),
        "aws:principalisawsservice"
        | "aws:principalservicename"
        | "aws:principalservicenameslist"
        | "aws:username" => State::Absent,
        // AWS: K-3
        "aws:sourcearn" | "aws:sourceaccount" | "aws:sourceorgid" | "aws:sourceorgpaths"
            if !is_service =>
        {
            State::Absent
        }
        "aws:userid" => user_id(ask),
        "aws:principaltype" => principal_type(caller.kind),
        "aws:tokenissuetime" => token_time(caller.kind)?,
        "aws:multifactorauthpresent" => mfa(ask)?,
        "aws:multifactorauthage" => mfa(ask).or_else(|| mfa_age(ask))?,
        _ => return None,
    })
}

fn tag_state(tags: Option<&Value>, tag: &str, never: bool) -> State {
    let Some(tags) = tags.and_then(Value::as_object) else {
        return if never { State::Absent } else { State::Unknown };
    };
    // AWS: C-2
    match tags.iter().find(|(name, _)| name.to_ascii_lowercase() == tag) {
        Some((_, value)) => State::Values(texts(value)),
        None => State::Absent,
    }
}

/// K-1's column `userid`.
fn user_id(ask: &Authorization) -> State {
    let caller = &ask.caller;
    let account = caller.account.clone().unwrap_or_default();
    match (caller.kind, &caller.id, &caller.session) {
        (Kind::Root, ..) => known(account),
        (Kind::Federated, ..) => known(format!("{account}:{}", caller.name)),
        (Kind::Anonymous, ..) => known("anonymous"),
        (Kind::Service, ..) => State::Absent,
        (Kind::User, Some(id), _) => known(id),
        (Kind::Session, Some(id), _) if id.contains(':') => known(id),
        (Kind::Session, Some(id), Some(session)) => known(format!("{id}:{session}")),
        (Kind::User | Kind::Session, ..) => State::Present,
        (Kind::Provider, ..) => State::Unknown,
    }
}

/// K-1's column `PrincipalType`.
fn principal_type(kind: Kind) -> State {
    match kind {
        Kind::Root => known("Account"),
        Kind::User => known("User"),
        Kind::Federated => known("FederatedUser"),
        Kind::Session => known("AssumedRole"),
        Kind::Anonymous => known("Anonymous"),
        Kind::Service => State::Absent,
        Kind::Provider => State::Unknown,
    }
}

fn token_time(kind: Kind) -> Option<State> {
    match kind {
        Kind::Session | Kind::Federated => Some(State::Present),
        Kind::Anonymous | Kind::Provider | Kind::Service => Some(State::Absent),
        _ => None,
    }
}

/// Not with federated identities, nor without a signature.
fn mfa(ask: &Authorization) -> Option<State> {
    let provider = ask.caller.federated_by.as_ref().is_some_and(|by| by.contains("-provider/"));
    let kind = ask.caller.kind;
    let long_term = matches!(kind, Kind::User | Kind::Root)
        && ask.context.get("aws:tokenissuetime") == Some(&Value::Null);
    let other = matches!(kind, Kind::Federated | Kind::Anonymous | Kind::Service | Kind::Provider);
    (other || long_term || (kind == Kind::Session && provider)).then_some(State::Absent)
}

fn mfa_age(ask: &Authorization) -> Option<State> {
    match ask.context.get("aws:multifactorauthpresent")? {
        Value::Object(_) => None,
        used if texts(used).iter().any(|one| one.eq_ignore_ascii_case("true")) => {
            Some(State::Present)
        }
        _ => Some(State::Absent),
    }
}

fn organization(ask: &Authorization, account: Option<&str>, paths: bool) -> State {
    let organization = &ask.organization;
    let Some(account) = account.filter(|_| organization.is_object()) else { return State::Unknown };
    let manages = organization["managementAccount"] == account;
    let listed = organization["accounts"].get(account);
    if !manages && listed.is_none() {
        let outside = organization["accounts"].is_object();
        return if outside { State::Absent } else { State::Unknown };
    }
    let value = if paths { listed.and_then(Value::as_str) } else { organization["id"].as_str() };
    value.map_or(State::Present, known)
}

const VPC: &[&str] = &[
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpcsourceip",
    "aws:sourcevpcarn",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
];

/// The public address and the keys of an endpoint exclude each other.
fn network_key(ask: &Authorization, key: &str) -> Option<State> {
    let gives =
        |key: &str| ask.context.get(key).is_some_and(|v| !v.is_null() && v["unknown"] != true);
    let through_endpoint = !ask.policies["vpcEndpoint"].is_null();
    // AWS: K-4
    if is_forwarded(ask) && ["aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"].contains(&key) {
        return Some(State::Absent);
    }
    // AWS: C-21
    let always = ["aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"];
    let through_endpoint = through_endpoint || always.iter().any(|vpc| gives(vpc));
    if key == "aws:sourceip" && through_endpoint {
        return Some(State::Absent);
    }
    if VPC.contains(&key) && gives("aws:sourceip") {
        return Some(State::Absent);
    }
    if always.contains(&key) && through_endpoint {
        return Some(State::Present);
    }
    (VPC.contains(&key) && gives("aws:sourceip")).then_some(State::Absent)
}

fn is_forwarded(ask: &Authorization) -> bool {
    let via = &ask.context["aws:viaawsservice"];
    *via == true || *via == "true" || !via_path(ask).is_empty()
}

fn via_path(ask: &Authorization) -> Vec<String> {
    match &ask.context["aws:calledvia"] {
        Value::Null | Value::Object(_) => Vec::new(),
        given => texts(given),
    }
}

/// K-3: a direct call was forwarded by nobody.
fn via_key(ask: &Authorization, key: &str) -> Option<State> {
    let forwarded = is_forwarded(ask);
    let path = via_path(ask);
    let end = |one: Option<&String>| one.map_or(State::Present, known);
    match key {
        "aws:viaawsservice" => Some(known(forwarded.to_string())),
        "aws:calledvia" | "aws:calledviafirst" | "aws:calledvialast" if !forwarded => {
            Some(State::Absent)
        }
        "aws:calledvia" => Some(State::Present),
        "aws:calledviafirst" => Some(end(path.first())),
        "aws:calledvialast" => Some(end(path.last())),
        _ => None,
    }
}

fn resource_key(ask: &Authorization, key: &str) -> Option<State> {
    if let Some(tag) = key.strip_prefix("aws:resourcetag/") {
        return Some(tag_state(ask.about.get("tags"), tag, false));
    }
    match key {
        "aws:resourceaccount" => Some(ask.account.as_ref().map_or(State::Unknown, known)),
        "aws:resourceorgid" => Some(organization(ask, ask.account.as_deref(), false)),
        "aws:resourceorgpaths" => Some(organization(ask, ask.account.as_deref(), true)),
        _ => None,
    }
}

/// The request's tags, as far as `aws:TagKeys` tells them.
fn request_tag(ask: &Authorization, key: &str) -> Option<State> {
    let tag = key.strip_prefix("aws:requesttag/")?;
    match ask.context.get("aws:tagkeys")? {
        Value::Null => Some(State::Absent),
        Value::Object(_) => None,
        keys if texts(keys).iter().any(|one| one.eq_ignore_ascii_case(tag)) => Some(State::Present),
        _ => Some(State::Absent),
    }
}

fn time_key(ask: &Authorization, key: &str) -> Option<State> {
    let seconds = ask.now.as_deref().and_then(super::condition::instant);
    match key {
        "aws:currenttime" => Some(ask.now.as_ref().map_or(State::Present, known)),
        "aws:epochtime" => Some(seconds.map_or(State::Present, |at| known(at.to_string()))),
        "aws:securetransport" => Some(known("true")),
        "aws:requestedregion" => Some(region(ask)),
        _ => None,
    }
}

fn region(ask: &Authorization) -> State {
    let in_arn = ask.segment(3);
    let global =
        ["iam", "cloudfront", "route53", "organizations"].contains(&ask.service().as_str());
    match in_arn.as_str() {
        "" if global => known("us-east-1"),
        "" => State::Present,
        region => known(region),
    }
}
