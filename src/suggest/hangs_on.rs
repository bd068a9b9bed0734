//! What an allowed call hangs on: without which statement, and under which other values, it would be
//! denied.

use std::sync::Arc;

use super::look::Look;
use super::probes::{may_vary, with_given};
use super::trial::{Trial, is_same};
use crate::bundle::Authorization;
use crate::compile::{CompiledPolicy, Layer, PolicySet};
use crate::evaluate::{Decision, Truth, layer_at};
use crate::explain::DecidedBy;
use crate::policy::Effect;
use crate::request::{Given, KeyId, KeyState, RequestContext};
use crate::text::{printable, quote};

/// How many statements and keys are looked at.
const MOST: usize = 24;

/// In words, each without which the call is not allowed.
pub(super) fn hangs_on(trial: &mut Trial<'_>, sets: &[PolicySet], looks: &[Look]) -> Vec<String> {
    let mut found = Vec::new();
    for look in looks {
        let granting = look
            .heard_all()
            .filter(|one| one.at.effect == Effect::Allow && one.truth == Truth::True)
            .take(MOST);
        for one in granting {
            let layer = layer_at(&look.policies, one.at.gate);
            let Some(policy) = layer.and_then(|layer| layer.get(one.at.policy)) else { continue };
            if is_needed(trial, sets, policy, one.at.statement) {
                found.push(statement(policy, one.at.statement, DecidedBy::from(one.at.gate)));
            }
        }
    }
    for key in trial.keys.ids().filter(|key| may_vary(*key, &trial.keys)).take(MOST) {
        found.extend(of_key(trial, sets, looks, key));
    }
    found.dedup();
    found
}

/// Whether the call is not allowed without the statement.
fn is_needed(
    trial: &mut Trial<'_>,
    sets: &[PolicySet],
    policy: &CompiledPolicy,
    number: usize,
) -> bool {
    let mut document = (*policy.document).clone();
    document.statements.remove(number);
    let (name, source, kind) = (policy.name.clone(), policy.source.clone(), policy.kind);
    let keys = &mut trial.keys;
    let left = CompiledPolicy::compile(name, source, Arc::new(document), kind, keys);
    let left = Arc::new(left);
    let without: Vec<PolicySet> = sets
        .iter()
        .map(|set| {
            set.changed(&Layer::default(), &|one| {
                let is_it = is_same(one, policy) && one.kind == kind;
                Some(if is_it { left.clone() } else { one.clone() })
            })
        })
        .collect();
    Trial::decide(&trial.contexts(), &without) != Decision::Allowed
}

fn statement(policy: &CompiledPolicy, number: usize, layer: DecidedBy) -> String {
    let written = policy.document.statements.get(number);
    let start = written.map_or(0, |one| one.span.start);
    let line = policy.source.position(start).line;
    let level = layer.level.map_or_else(String::new, |level| format!(" at level {level}"));
    let place = printable(policy.source.name());
    let sid = written.and_then(|one| one.sid.as_ref());
    let sid = sid.map_or_else(String::new, |sid| format!(" {}", quote(&sid.value)));
    format!("the Allow{sid} of the {}{level}, {place}:{line}", layer.policy_type)
}

/// What would have to be so of a key for the call not to be allowed.
fn of_key(trial: &Trial<'_>, sets: &[PolicySet], looks: &[Look], key: KeyId) -> Option<String> {
    let state = looks.first()?.context.state(key);
    let name = quote(trial.keys.name(key));
    let (is, other) = match state {
        KeyState::Present(values) => {
            let texts: Vec<String> = values.iter().map(|value| quote(&value.text)).collect();
            let flipped = match values.first().map(|value| &*value.text) {
                Some("true") => "false",
                Some("false") => "true",
                _ => "another-one",
            };
            (texts.join(" and "), Some(flipped))
        }
        KeyState::Absent => ("missing".to_owned(), Some("another-one")),
        KeyState::Unknown | KeyState::PresentUnknown => return None,
    };
    let is_present = matches!(state, KeyState::Present(_));
    if is_present && is_denied_with(trial, sets, key, &Given::Absent) {
        return Some(format!("{name}, which is {is}: without it the call is not allowed"));
    }
    let other = other.map(|value| Given::Values(vec![value.into()]))?;
    let turns = is_denied_with(trial, sets, key, &other);
    turns.then(|| format!("{name}, which is {is}: with another value the call is not allowed"))
}

fn is_denied_with(trial: &Trial<'_>, sets: &[PolicySet], key: KeyId, given: &Given) -> bool {
    let lower = trial.keys.lower_name(key);
    let with = |one: &Authorization| {
        RequestContext::new(with_given(&one.request, lower, given.clone()), &trial.keys)
    };
    let contexts: Vec<RequestContext> = trial.question.authorizations.iter().map(with).collect();
    Trial::decide(&contexts, sets) != Decision::Allowed
}
