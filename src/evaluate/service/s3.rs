//! Amazon S3: the owner's way back into its bucket, and public buckets.

use super::ServiceRules;
use crate::compile::{CompiledPolicy, PolicySet};
use crate::policy::{Condition, Effect, PrincipalValue, SetOperator, Statement};
use crate::request::{PrincipalKind, Request};
use crate::value_set::AddressRange;

pub(super) fn rules(policies: &PolicySet, request: &Request) -> ServiceRules {
    ServiceRules {
        // AWS: D-17
        resource_denies: !(is_owners_root(request) && is_about_policy(request)),
        resource_allows: !is_shut_out(policies, request),
        ..ServiceRules::NONE
    }
}

fn is_owners_root(request: &Request) -> bool {
    request.principal.kind == PrincipalKind::Root && is_owner(request)
}

fn is_owner(request: &Request) -> bool {
    request.principal.account.is_some() && request.principal.account == request.resource_account
}

fn is_about_policy(request: &Request) -> bool {
    matches!(request.action.name(), "getbucketpolicy" | "putbucketpolicy" | "deletebucketpolicy")
}

/// Whether `RestrictPublicBuckets` keeps the caller from what a public policy grants.
// AWS: X-4
fn is_shut_out(policies: &PolicySet, request: &Request) -> bool {
    let is_service = matches!(request.principal.kind, PrincipalKind::Service { .. });
    if !request.public_access_block.restrict_public_buckets || is_service || is_owner(request) {
        return false;
    }
    policies.resource.policy().is_some_and(|policy| is_public_policy(policy))
}

/// Whether `RestrictPublicBuckets` takes the policy of a bucket for public.
// AWS: X-4
pub(crate) fn is_public_policy(policy: &CompiledPolicy) -> bool {
    policy.document.statements.iter().any(is_public)
}

fn is_public(statement: &Statement) -> bool {
    let Some(principal) = &statement.principal else { return false };
    let names_everyone =
        principal.entries.iter().any(|entry| entry.value == PrincipalValue::Everyone);
    statement.effect == Effect::Allow
        && (principal.negated || names_everyone)
        && !statement.conditions.iter().any(pins)
}

/// Keys whose fixed values make a policy non-public.
const PINNING_KEYS: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

/// Whether a condition pins the caller to fixed values.
fn pins(condition: &Condition) -> bool {
    let Some(operator) = condition.operator else { return false };
    let holds_without_key = operator.if_exists || operator.set == Some(SetOperator::ForAllValues);
    if holds_without_key || operator.test.is_negated() || condition.values.is_empty() {
        return false;
    }
    let key = condition.key.to_ascii_lowercase();
    let values = || condition.values.iter().map(|value| &*value.text);
    match operator.test.name() {
        "IpAddress" => key == "aws:sourceip" && values().all(is_narrow),
        "StringEquals" | "StringLike" | "StringEqualsIgnoreCase" | "ArnEquals" | "ArnLike" => {
            PINNING_KEYS.contains(&&*key) && values().all(|value| is_fixed(&key, value))
        }
        _ => false,
    }
}

/// An access point's ARN may have wildcards behind its account.
fn is_fixed(key: &str, value: &str) -> bool {
    let fixed_part = match key {
        "s3:dataaccesspointarn" => value.splitn(6, ':').take(5).collect::<String>(),
        _ => value.to_owned(),
    };
    !fixed_part.contains(['*', '?']) && !fixed_part.contains("${")
}

fn is_narrow(value: &str) -> bool {
    AddressRange::parse(value).is_some_and(|range| match range.network() {
        ipnet::IpNet::V4(network) => network.prefix_len() >= 8,
        ipnet::IpNet::V6(network) => network.prefix_len() >= 32,
    })
}
