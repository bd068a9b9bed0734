//! In: a policy. Out: what can never apply, or never matter.

mod contradiction;
mod excludes_everything;
mod host_bits;
mod literal_wildcard;
mod null_of_sent;
mod overridden;
mod private_address;
mod variable;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &overridden::RULE,
    &contradiction::RULE,
    &host_bits::RULE,
    &excludes_everything::ACTION,
    &excludes_everything::RESOURCE,
    &null_of_sent::RULE,
    &private_address::ALL,
    &private_address::SOME,
    &private_address::NOT_ALL,
    &private_address::NOT_SOME,
    &variable::RULE,
    &literal_wildcard::RULE,
];
