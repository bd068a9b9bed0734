//! A second, naive evaluator: in goes a bundle as plain JSON, out comes the decision.
//!
//! It is written straight from AWS's rules, cited by their ids, shares nothing with the library and is never made
//! quick: unknown keys are tried out one state after the other.

pub(crate) mod condition;
pub(crate) mod decision;
pub(crate) mod document;
pub(crate) mod keys;
pub(crate) mod principal;
pub(crate) mod request;
pub(crate) mod service;
pub(crate) mod state;
pub(crate) mod text;
pub(crate) mod unknown;
pub(crate) mod validate;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use decision::Layers;
use document::{Document, Layer, document};
use keys::Keys;
use request::{Authorization, authorizations};
use unknown::Open;

/// A decision with everything known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    Allowed,
    ImplicitDeny,
    ExplicitDeny,
}

const MOST_COMBINATIONS: usize = 20_000;

/// Decides a bundle: `allowed`, `explicitDeny`, `implicitDeny` or `undecided`; an error for what it refuses.
pub(crate) fn decide(bundle: &Value) -> Result<&'static str, String> {
    validate::bundle(bundle)?;
    let asks = authorizations(bundle)?;
    let answers: Result<Vec<&'static str>, String> = asks.iter().map(decide_one).collect();
    // AWS: R-10
    let answers = answers?;
    let mut strictest = ["explicitDeny", "implicitDeny", "undecided"].into_iter();
    Ok(strictest.find(|word| answers.contains(word)).unwrap_or("allowed"))
}

/// How many unknown keys the policies of a bundle ask for.
pub(crate) fn unknown_keys(bundle: &Value) -> Result<usize, String> {
    let count = |ask: &Authorization| Ok(open_of(ask)?.1.states.len());
    let counts: Result<Vec<usize>, String> = authorizations(bundle)?.iter().map(count).collect();
    Ok(counts?.into_iter().max().unwrap_or_default())
}

fn open_of(ask: &Authorization) -> Result<(Layers, Open), String> {
    let layers = decision::layers(ask)?;
    let open = unknown::open(ask, &layers, &service::keys_asked(ask))?;
    Ok((layers, open))
}

fn decide_one(ask: &Authorization) -> Result<&'static str, String> {
    let mut answers = BTreeSet::new();
    for one in with_session_names(ask)? {
        answers.extend(answers_of(&one)?);
    }
    Ok(combined(&answers))
}

/// A role ARN asks for a session whose name nobody said: any that a policy mentions, or another.
fn with_session_names(ask: &Authorization) -> Result<Vec<Authorization>, String> {
    if ask.caller.kind != request::Kind::Session || ask.caller.session.is_some() || ask.exact {
        return Ok(vec![ask.clone()]);
    }
    let layers = decision::layers(ask)?;
    let statements = layers.all().into_iter().flat_map(|one| &one.statements);
    let mut names = BTreeSet::from(["~".to_owned()]);
    for statement in statements {
        for ids in
            ["Principal", "NotPrincipal"].iter().filter_map(|element| statement[element].get("AWS"))
        {
            for text in document::list(ids).iter().flat_map(condition::texts) {
                let role_id = text.starts_with("AROA").then(|| text.split(':').nth(1)).flatten();
                let session =
                    text.contains(":assumed-role/").then(|| text.rsplit('/').next()).flatten();
                names.extend(role_id.or(session).map(str::to_owned));
            }
        }
    }
    let with_name = |session: String| {
        let mut own = ask.clone();
        own.caller.session = Some(session);
        own
    };
    Ok(names.into_iter().map(with_name).collect())
}

fn answers_of(ask: &Authorization) -> Result<BTreeSet<Answer>, String> {
    let (layers, open) = open_of(ask)?;
    let supposed = supposed_resource_policies(ask)?;
    let combinations: usize = open.states.iter().map(|(_, states)| states.len()).product();
    if combinations * supposed.len().max(1) > MOST_COMBINATIONS {
        return Err(format!("too many: {combinations} combinations"));
    }
    let worlds: Vec<Layers> = if supposed.is_empty() {
        vec![layers]
    } else {
        supposed.into_iter().map(|policy| layers.with_resource(policy)).collect()
    };
    let mut answers = BTreeSet::new();
    for world in &worlds {
        each_combination(&open.states, &mut open.known.clone(), &mut |keys| {
            answers.insert(decision::decide(ask, world, keys));
        });
    }
    Ok(answers)
}

fn each_combination(
    states: &[(String, Vec<Option<Vec<String>>>)],
    keys: &mut Keys,
    decide: &mut dyn FnMut(&Keys),
) {
    let Some(((key, tried), rest)) = states.split_first() else { return decide(keys) };
    for values in tried {
        keys.values.remove(key);
        if let Some(values) = values {
            keys.values.insert(key.clone(), values.clone());
        }
        each_combination(rest, keys, decide);
    }
    keys.values.remove(key);
}

fn combined(answers: &BTreeSet<Answer>) -> &'static str {
    let only = |answer: Answer| answers.iter().all(|one| *one == answer);
    if only(Answer::Allowed) {
        "allowed"
    } else if only(Answer::ExplicitDeny) {
        "explicitDeny"
    } else if answers.contains(&Answer::Allowed) {
        "undecided"
    } else {
        "implicitDeny"
    }
}

/// A trust or key policy that nobody supplied: none, one that lets everybody in, one that delegates, one that denies.
fn supposed_resource_policies(ask: &Authorization) -> Result<Vec<Option<Document>>, String> {
    let expected = ask.is_trust() || ask.is_kms_key();
    if !expected || ask.exact || ask.policies.get("resource").is_some() {
        return Ok(Vec::new());
    }
    let account = ask.caller.account.clone().unwrap_or_default();
    let forms = [("Allow", json!("*")), ("Allow", json!({"AWS": account})), ("Deny", json!("*"))];
    let policies = forms.into_iter().map(|(effect, principal)| {
        let statement =
            json!({"Effect": effect, "Principal": principal, "Action": "*", "Resource": "*"});
        document(&json!({ "Statement": statement }), Layer::Resource).map(Some)
    });
    std::iter::once(Ok(None)).chain(policies).collect()
}
