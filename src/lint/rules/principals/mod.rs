//! In: a resource-based policy. Out: what is wrong with whom it names.

mod bucket;
mod bucket_escalation;
mod bucket_lock_out;
mod bucket_transport;
mod irrelevant_key;
mod not_principal;
mod public_access;
mod service_format;
mod service_key;
mod service_source;
mod unique_id;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &bucket_lock_out::RULE,
    &not_principal::DENY,
    &not_principal::EVERYONE,
    &unique_id::ROLE,
    &service_format::RULE,
    &unique_id::USER,
    &irrelevant_key::RULE,
    &bucket_transport::RULE,
    &not_principal::WITHOUT_PARENT,
    &public_access::PUBLIC,
    &public_access::CONDITIONAL,
    &service_source::RECOMMENDED,
    &bucket_escalation::RULE,
    &service_source::RESTRICT,
    &service_key::RULE,
];

/// The role's name in `assumed-role/name/session`.
fn role_name(resource: &str) -> Option<&str> {
    resource.split('/').nth(1)
}
