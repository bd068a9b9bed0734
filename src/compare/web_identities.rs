//! Web identities of strangers: callers with a token of a provider that signs tokens for everybody.

use super::side::Side;
use crate::aws::{Issuer, foreign_subjects, foreign_value, host_of, issuer_of};
use crate::policy::PrincipalValue;
use crate::request::{Principal, PrincipalKind};

/// A claim that no policy is about.
const STRANGER: &str = "iamsim-stranger";

/// A subject of a workflow of somebody else.
const STRANGERS_WORKFLOW: &str = "repo:iamsim-stranger/iamsim:ref:refs/heads/main";

/// The providers among those named whose tokens everybody can have.
pub(super) fn open_providers(named: &[PrincipalValue]) -> impl Iterator<Item = Principal> {
    let texts = named.iter().filter_map(|value| match value {
        PrincipalValue::Federated(text) => Some(&**text),
        _ => None,
    });
    let open = texts.filter(|text| host_of(text).and_then(issuer_of).is_some());
    open.filter_map(|text| Principal::parse(text).ok())
}

/// What a key can be in a stranger's token, and whether it can be absent; `None` for a key that is no
/// claim that tells whose a token is, or one that strangers have as they like.
pub(super) fn claimed(policy: &Side, caller: &Principal, key: &str) -> Option<(Vec<String>, bool)> {
    let (claim, may_be_absent) = claim_of(caller, key)?;
    let mut values: Vec<String> =
        written(policy, key).flat_map(|text| foreign(claim, text)).collect();
    let is_workflow =
        claim == "sub" && issuer_with(key).is_some_and(|(issuer, _)| issuer.is_github());
    values.push(if is_workflow { STRANGERS_WORKFLOW } else { STRANGER }.to_owned());
    Some((values, may_be_absent))
}

/// The claim that a key is, if it tells whose a token is, and whether requests of the caller need not
/// have it.
pub(super) fn claim_of<'k>(caller: &Principal, key: &'k str) -> Option<(&'k str, bool)> {
    let (issuer, claim) = issuer_with(key)?;
    let is_own = match &caller.kind {
        PrincipalKind::Federated { provider } => {
            host_of(provider).is_some_and(|host| host.eq_ignore_ascii_case(issuer.host))
        }
        _ => false,
    };
    let tells = issuer.telling.contains(&claim);
    tells.then_some((claim, !is_own || Issuer::may_leave_out(claim)))
}

/// The provider of whose tokens a key is a claim, and the claim.
fn issuer_with(key: &str) -> Option<(&'static Issuer, &str)> {
    let (host, claim) = key.rsplit_once(':')?;
    Some((issuer_of(host)?, claim))
}

/// Whether a value, a pattern or not, says whose the token is.
pub(super) fn fixes_owner(claim: &str, value: &str, is_pattern: bool) -> bool {
    let is_literal = !is_pattern && value.contains(['*', '?']);
    is_literal || foreign(claim, value).is_empty()
}

/// Values of a claim that strangers have and that may fit a pattern.
fn foreign(claim: &str, pattern: &str) -> Vec<String> {
    if claim == "sub" {
        foreign_subjects(pattern)
    } else {
        foreign_value(pattern).into_iter().collect()
    }
}

/// The values that conditions compare a key with, as written.
fn written<'p>(policy: &'p Side, lower_key: &'p str) -> impl Iterator<Item = &'p str> {
    let statements = policy.policies.all().flat_map(|policy| &policy.document.statements);
    let conditions = statements.flat_map(|statement| &statement.conditions);
    let about = conditions.filter(move |one| one.key.eq_ignore_ascii_case(lower_key));
    about.flat_map(|one| &one.values).map(|value| &*value.text)
}
