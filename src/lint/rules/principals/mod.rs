//! In: a resource-based policy. Out: what is wrong with whom it names.

mod public_access;
mod service_source;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &public_access::PUBLIC,
    &public_access::CONDITIONAL,
    &service_source::RECOMMENDED,
    &service_source::RESTRICT,
];
