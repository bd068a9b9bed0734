//! What people may not expect of a condition key.

use super::compared::ticked;
use super::reason::{Asked, Reason};
use crate::aws::{UNKNOWN_PREFIX, key};
use crate::compile::CompiledCondition;
use crate::policy::Statement;
use crate::request::{ContextKeys, Given, KeyId, Note, Standing};
use crate::text::quote;

/// What to say about a key that a statement tests on which the decision rests.
pub(super) fn note_on_key(
    reason: &Reason<'_>,
    asked: Asked<'_>,
    tested: &CompiledCondition,
) -> Option<Note> {
    let keys = reason.keys;
    if keys.lower_name(tested.key).starts_with(UNKNOWN_PREFIX) {
        return None;
    }
    let global = keys.global(tested.key);
    if global.is_none() && keys.lower_name(tested.key).starts_with("aws:") {
        let name = ticked(keys.name(tested.key));
        let message = format!("{name} is no global key that we know: compared as text");
        return Some(Note::new("K-7", message));
    }
    if let Some(note) = never_sent(reason, tested.key).or_else(|| not_known(reason, tested.key)) {
        return Some(note);
    }
    let is_arn = global == Some(key::PRINCIPAL_ARN);
    (is_arn && tests_session_arn(asked.written, tested, keys)).then(|| {
        let message = "`aws:PrincipalArn` of a role session is the role's ARN, never the \
                       session's: a value with `assumed-role` does not match it";
        Note::new("P-13", message)
    })
}

// AWS: C-36
fn never_sent(reason: &Reason<'_>, key: KeyId) -> Option<Note> {
    let (request, name) = (reason.request(), reason.keys.lower_name(key));
    if request.exact_context || !request.leaves_out(name) {
        return None;
    }
    let effect = match request.given(name) {
        None => "it counts as absent",
        Some(Given::Absent) => return None,
        Some(_) => "what the request gives for it counts all the same",
    };
    let name = ticked(reason.keys.name(key));
    let facts = &request.facts;
    let message = match facts.reference.known.as_ref().filter(|_| facts.context_keys.is_none()) {
        None => format!("the service never sends {name}: {effect}"),
        Some(known) => format!(
            "{name} does not come with {} on {}, by the catalogue of {}: {effect}",
            request.action,
            quote(request.resource.text()),
            known.date
        ),
    };
    Some(Note::new("C-36", message))
}

// AWS: C-36, K-7
fn not_known(reason: &Reason<'_>, key: KeyId) -> Option<Note> {
    let (facts, name) = (&reason.request().facts, reason.keys.lower_name(key));
    let is_told = facts.context_keys.is_some() || facts.given_type(name).is_some();
    let known = facts.reference.known.as_ref()?;
    if is_told || facts.reference.standing(name) != Standing::NotKnown {
        return None;
    }
    let written = reason.keys.name(key);
    let meant = known.nearest(written);
    let meant = meant.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let message = format!("{} is no key in the catalogue of {}{meant}", quote(written), known.date);
    Some(Note::new("K-7", message))
}

/// Where the type of a service's key comes from, if that may be wrong.
// AWS: C-31
pub(super) fn source_of_type(reason: &Reason<'_>, key: KeyId) -> &'static str {
    let (facts, name) = (&reason.request().facts, reason.keys.lower_name(key));
    let is_of_catalogue = reason.keys.global(key).is_none()
        && facts.given_type(name).is_none()
        && facts.key_type(name).is_some();
    if is_of_catalogue {
        ", by the catalogue (`keyTypes` in `actionFacts` overrides it)"
    } else {
        ""
    }
}

// AWS: P-13
fn tests_session_arn(written: &Statement, tested: &CompiledCondition, keys: &ContextKeys) -> bool {
    let name = keys.lower_name(tested.key);
    let mut conditions = written.conditions.iter().filter(|one| one.key.eq_ignore_ascii_case(name));
    conditions.any(|one| one.values.iter().any(|value| value.text.contains(":assumed-role/")))
}
