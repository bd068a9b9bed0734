//! What is known of the values that requests carry of a key.

use crate::aws::{GlobalKeyIndex, PolicyKind, global_key, key};
use crate::policy::{Condition, ConditionFamily};
use crate::request::{Given, RequestContext};

/// How many values of a key a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arity {
    One,
    Several,
    /// One in all requests at hand, of a key that no table knows.
    OneAsFarAsKnown,
}

/// Service keys with one value, of those that policies test most.
// AWS: C-32
const WITH_ONE_VALUE: &[&str] =
    &["iam:passedtoservice", "kms:viaservice", "sts:externalid", "sts:rolesessionname"];

/// Claims of OIDC tokens with one value, behind the name of the provider.
const CLAIMS_WITH_ONE_VALUE: &[&str] = &[":aud", ":sub"];

/// How many values of a condition's key the requests carry.
pub(super) fn arity(condition: &Condition, requests: &[&RequestContext]) -> Arity {
    let key = condition.key.to_ascii_lowercase();
    if has_one_value(&key) {
        return Arity::One;
    }
    let is_known_for_several = global_key(&key).is_some()
        || requests.iter().any(|context| carries_several(&key, context))
        || condition.operator.is_some_and(|operator| operator.set.is_some());
    if is_known_for_several { Arity::Several } else { Arity::OneAsFarAsKnown }
}

fn carries_several(lower_name: &str, context: &RequestContext) -> bool {
    let request = &context.request;
    let is_declared = request.declared_type(lower_name).is_some_and(|key| key.multivalued);
    let given = request.given(lower_name);
    is_declared || matches!(given, Some(Given::Values(values)) if values.len() > 1)
}

/// Whether a request carries at most one value of the key.
pub(super) fn has_one_value(lower_name: &str) -> bool {
    match global_key(lower_name) {
        Some(key) => !key.entry().key_type.multivalued,
        None => {
            let is_claim = CLAIMS_WITH_ONE_VALUE.iter().any(|claim| lower_name.ends_with(claim));
            is_claim || WITH_ONE_VALUE.contains(&lower_name)
        }
    }
}

/// Whether every request that asks a policy of this kind carries the key. AWS fills these keys in;
/// a request without them is only found in cases that take them away.
// AWS: K-1
pub(super) fn is_always_sent(lower_name: &str, kind: PolicyKind) -> bool {
    let Some(key) = global_key(lower_name) else { return false };
    match kind {
        PolicyKind::Identity
        | PolicyKind::PermissionsBoundary
        | PolicyKind::Session
        | PolicyKind::ServiceControl => key.is_always_sent_for_identities(),
        PolicyKind::Resource
        | PolicyKind::Trust
        | PolicyKind::ResourceControl
        | PolicyKind::VpcEndpoint => key.is_always_sent(),
    }
}

/// Whether a request may carry the key with an empty text as value: as a tag's value, a header, or
/// what a caller writes into a parameter. AWS sends no empty address, account, ARN, date, or number.
pub(super) fn may_be_empty(lower_name: &str, family: ConditionFamily) -> bool {
    const WRITTEN_BY_CALLERS: [GlobalKeyIndex; 5] =
        [key::PRINCIPAL_TAG, key::RESOURCE_TAG, key::REQUEST_TAG, key::USER_AGENT, key::REFERER];
    matches!(family, ConditionFamily::Text | ConditionFamily::Binary)
        && global_key(lower_name).is_none_or(|key| WRITTEN_BY_CALLERS.contains(&key))
}

/// Whether AWS makes up the key's values, and never with capital letters.
pub(super) fn is_always_lower_case(lower_name: &str) -> bool {
    const LOWER_CASE: [GlobalKeyIndex; 12] = [
        key::PRINCIPAL_ORG_ID,
        key::RESOURCE_ORG_ID,
        key::SOURCE_ORG_ID,
        key::VPCE_ORG_ID,
        key::SOURCE_VPC,
        key::SOURCE_VPCE,
        key::REQUESTED_REGION,
        key::PRINCIPAL_SERVICE_NAME,
        key::PRINCIPAL_SERVICE_NAMES_LIST,
        key::CALLED_VIA,
        key::CALLED_VIA_FIRST,
        key::CALLED_VIA_LAST,
    ];
    match global_key(lower_name) {
        Some(key) => LOWER_CASE.contains(&key),
        None => ["iam:passedtoservice", "kms:viaservice"].contains(&lower_name),
    }
}
