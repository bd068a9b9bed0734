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
/// claim of the caller's provider, or one that strangers have as they like.
pub(super) fn claimed(policy: &Side, caller: &Principal, key: &str) -> Option<(Vec<String>, bool)> {
    let PrincipalKind::Federated { provider } = &caller.kind else { return None };
    let issuer = issuer_of(host_of(provider)?)?;
    let claim = key.strip_prefix(issuer.host)?.strip_prefix(':')?;
    if !issuer.telling.contains(&claim) {
        return None;
    }
    let patterns = written(policy, key);
    let mut values: Vec<String> = if claim == "sub" {
        patterns.flat_map(foreign_subjects).collect()
    } else {
        patterns.filter_map(foreign_value).collect()
    };
    let is_workflow = claim == "sub" && issuer.is_github();
    values.push(if is_workflow { STRANGERS_WORKFLOW } else { STRANGER }.to_owned());
    Some((values, Issuer::may_leave_out(claim)))
}

/// The values that conditions compare a key with, as written.
fn written<'p>(policy: &'p Side, lower_key: &'p str) -> impl Iterator<Item = &'p str> {
    let statements = policy.policies.all().flat_map(|policy| &policy.document.statements);
    let conditions = statements.flat_map(|statement| &statement.conditions);
    let about = conditions.filter(move |one| one.key.eq_ignore_ascii_case(lower_key));
    about.flat_map(|one| &one.values).map(|value| &*value.text)
}
