//! Callers that a statement names, and callers beside them.

use super::ask::Subject;
use super::draft::{Caller, Draft};
use super::sample::beside;
use super::scene::Scene;
use crate::aws::{Arn, is_account_id};
use crate::policy::PrincipalValue;
use crate::request::Principal;

/// Services that call others.
pub(super) const SERVICES: [&str; 3] =
    ["lambda.amazonaws.com", "ec2.amazonaws.com", "s3.amazonaws.com"];

/// The draft with each caller that the statement lists.
pub(super) fn listed(subject: &Subject<'_>, draft: &Draft) -> Vec<(usize, Draft)> {
    let entries = subject.written.principal.iter().flat_map(|element| &element.entries);
    let scene = subject.scene;
    let named = entries.enumerate().flat_map(|(number, entry)| {
        let callers = named_by(&entry.value, scene).into_iter();
        callers.map(move |caller| (number, with_caller(scene, draft, caller)))
    });
    named.collect()
}

/// The draft with callers beside those that the statement lists.
pub(super) fn unlisted(subject: &Subject<'_>, draft: &Draft) -> Vec<(usize, Draft)> {
    let entries = subject.written.principal.iter().flat_map(|element| &element.entries);
    let scene = subject.scene;
    let others = entries.enumerate().flat_map(|(number, entry)| {
        let mut callers = beside_value(&entry.value, scene);
        callers.push(scene.cast.caller.clone());
        callers.extend(neighbours(&scene.cast.caller));
        callers.into_iter().map(move |caller| (number, with_caller(scene, draft, caller)))
    });
    others.collect()
}

/// The draft with another caller. What belonged to the home account goes on doing so.
pub(super) fn with_caller(scene: &Scene<'_>, draft: &Draft, caller: Caller) -> Draft {
    let home = &scene.cast.account;
    let account = Principal::parse(&caller.text).ok().and_then(|caller| caller.account);
    let arn = Arn::parse(&draft.resource);
    let is_named = arn.as_ref().is_some_and(|arn| is_account_id(arn.account()));
    let is_foreign = arn.is_some() && !is_named && account.as_ref() != Some(home);
    let resource_account = if is_foreign { Some(home.clone()) } else { None };
    Draft { caller, resource_account, ..draft.clone() }
}

fn named_by(value: &PrincipalValue, scene: &Scene<'_>) -> Vec<Caller> {
    let text = |text: &str| vec![Caller::named(text)];
    let home = &scene.cast.account;
    match value {
        PrincipalValue::Everyone => {
            let mut callers = vec![scene.cast.caller.clone(), Caller::named("anonymous")];
            callers.push(Caller::named(SERVICES[0]));
            callers
        }
        PrincipalValue::Account { account, partition } => {
            let partition = partition.as_deref().unwrap_or("aws");
            let own = scene.cast.caller.clone();
            let is_own = account_of(&own).as_ref() == Some(account);
            let user = format!("arn:{partition}:iam::{account}:user/alice");
            let role = format!("arn:{partition}:iam::{account}:role/example");
            let root = format!("arn:{partition}:iam::{account}:root");
            let others = [user, role, root].map(Caller::named);
            is_own.then_some(own).into_iter().chain(others).collect()
        }
        PrincipalValue::User(arn)
        | PrincipalValue::Role(arn)
        | PrincipalValue::AssumedRole(arn)
        | PrincipalValue::FederatedUser(arn) => text(arn.as_str()),
        PrincipalValue::UniqueId(id) => vec![with_id(id, home)],
        PrincipalValue::Federated(name)
        | PrincipalValue::Service(name)
        | PrincipalValue::CanonicalUser(name) => text(name),
        PrincipalValue::Nobody => Vec::new(),
    }
}

pub(super) fn account_of(caller: &Caller) -> Option<Box<str>> {
    Principal::parse(&caller.text).ok()?.account
}

fn with_id(id: &str, account: &str) -> Caller {
    let text = match id.split_once(':') {
        Some((_, session)) => format!("arn:aws:sts::{account}:assumed-role/example/{session}"),
        None if id.starts_with("AROA") => format!("arn:aws:iam::{account}:role/example"),
        None => format!("arn:aws:iam::{account}:user/example"),
    };
    let own = id.split(':').next().unwrap_or(id);
    Caller { text: text.into(), id: Some(own.into()) }
}

fn beside_value(value: &PrincipalValue, scene: &Scene<'_>) -> Vec<Caller> {
    let home = &*scene.cast.account;
    match value {
        PrincipalValue::Everyone | PrincipalValue::Nobody => Vec::new(),
        PrincipalValue::Account { account, .. } => {
            let other = if **account == *home { stranger(home) } else { home };
            vec![Caller::named(format!("arn:aws:iam::{other}:user/alice"))]
        }
        PrincipalValue::User(arn)
        | PrincipalValue::Role(arn)
        | PrincipalValue::AssumedRole(arn)
        | PrincipalValue::FederatedUser(arn) => neighbours(&Caller::named(arn.as_str())),
        PrincipalValue::UniqueId(id) => {
            let caller = with_id(id, home);
            let start = id.get(..4).unwrap_or("AIDA");
            vec![Caller { id: Some(format!("{start}CKCEVSQ6C2EXAMPLE").into()), ..caller }]
        }
        PrincipalValue::Federated(name) => {
            let others = beside(name).into_iter().map(Caller::named);
            others.filter(|caller| Principal::parse(&caller.text).is_ok()).collect()
        }
        PrincipalValue::Service(_) => SERVICES.map(Caller::named).into(),
        PrincipalValue::CanonicalUser(_) => {
            vec![Caller::named("0123456789abcdef".repeat(4))]
        }
    }
}

fn stranger(home: &str) -> &'static str {
    if home == "444455556666" { "111122223333" } else { "444455556666" }
}

/// Callers of the same kind and account under other names, then of another account.
fn neighbours(caller: &Caller) -> Vec<Caller> {
    let Some(arn) = Arn::parse(&caller.text) else { return Vec::new() };
    let Some((kind, name)) = arn.resource().split_once('/') else { return Vec::new() };
    let head = arn.head();
    let names = beside(name).into_iter().take(2);
    let renamed = names.map(|name| Caller::named(format!("{head}{kind}/{name}")));
    let other = stranger(arn.account());
    let moved = caller.text.replacen(arn.account(), other, 1);
    renamed.chain([Caller::named(moved)]).filter(is_caller).collect()
}

fn is_caller(caller: &Caller) -> bool {
    Principal::parse(&caller.text).is_ok()
}
