//! What an answer hangs on.

use std::collections::BTreeMap;

use super::compared::place_name;
use super::explanation::MissingContext;
use super::reason::Reason;
use super::trace::StatementTrace;
use crate::aws::PolicyType;
use crate::evaluate::{Decision, Truth, Unknown};
use crate::text::printable;

/// The keys and other facts that would decide, each with the statements that ask for it.
pub(super) fn missing_context(reason: &Reason<'_>) -> Vec<MissingContext> {
    let mut asked_by: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for statement in reason.record.statements().iter().filter(|one| reason.hangs_on(one)) {
        for key in open_facts(reason, statement) {
            let askers = asked_by.entry(key).or_default();
            if !reason.is_stand_in(statement) {
                askers.push(asker(reason, statement));
            }
        }
    }
    if reason.decision == Decision::Undecided {
        for unknown in reason.record.service_unknowns() {
            let service = reason.request().action.service();
            let asker = format!("the rules of {service} ask for it");
            asked_by.entry(name_of(reason, *unknown)).or_default().push(asker);
        }
    }
    let missing = |(key, askers): (String, Vec<String>)| {
        let unknown = reason.request().unknowns.get(key.as_str());
        let reason = why(&key, unknown.map(|why| &**why), &askers);
        MissingContext { key, reason }
    };
    asked_by.into_iter().map(missing).collect()
}

/// Where the decision hangs on it: AWS always has a policy here.
pub(super) fn missing_policies(reason: &Reason<'_>) -> Vec<PolicyType> {
    let is_open = matches!(reason.decision, Decision::Undecided | Decision::ImplicitDeny);
    let is_missing = reason.record.resource_policy_missing() && is_open;
    is_missing.then_some(PolicyType::Resource).into_iter().collect()
}

/// What the open elements of a statement hang on, each once.
fn open_facts(reason: &Reason<'_>, statement: &StatementTrace) -> Vec<String> {
    let mut names = Vec::new();
    for (element, unknown) in reason.record.unknowns(statement) {
        let is_open = element
            .is_none_or(|element| reason.answer_of(statement, element) == Some(Truth::Unknown));
        let name = name_of(reason, *unknown);
        if is_open && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn name_of(reason: &Reason<'_>, unknown: Unknown) -> String {
    match unknown {
        Unknown::Key(key) => reason.keys.name(key),
        Unknown::ServiceKey(key) => key,
        Unknown::WhichResource => "resource",
        Unknown::SessionName => "session name",
        Unknown::Path => "path of the principal",
        Unknown::PrincipalId => "principal.id",
        Unknown::FederatedBy => "principal.federatedBy",
        Unknown::CanonicalUser => "canonical user",
        Unknown::Operator => "operator",
    }
    .to_owned()
}

fn asker(reason: &Reason<'_>, statement: &StatementTrace) -> String {
    let effect = statement.at.effect.name();
    let place = reason.place(statement.at);
    let at = place.map_or_else(String::new, |place| place_name(&place));
    format!("the {effect} at {at} hangs on it")
}

/// Why a fact matters. `unknown` says why nobody can give it, if so.
fn why(key: &str, unknown: Option<&str>, askers: &[String]) -> String {
    if let (Some(unknown), true) = (unknown, askers.is_empty()) {
        return printable(unknown);
    }
    let first = askers.first().map_or("", String::as_str);
    let others = match askers.len() {
        0 | 1 => String::new(),
        2 => ", and so does one more statement".to_owned(),
        count => format!(", and so do {} more statements", count - 1),
    };
    let what = match key {
        "resource" => "which of the resources that the request covers: ",
        "session name" => "the name of the role session: ",
        "principal.id" => "the unique id of the user or role: ",
        "principal.federatedBy" => "the user that called GetFederationToken: ",
        "canonical user" => "the caller's canonical id: ",
        "operator" => "AWS has no such operator: ",
        _ => "",
    };
    let unknown = unknown.map_or_else(String::new, |why| format!("{}; ", printable(why)));
    format!("{what}{unknown}{first}{others}")
}
