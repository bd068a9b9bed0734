//! In: a service control policy or resource control policy. Out: whom it hits that it should not, and
//! whom it misses.

mod anonymous;
mod blanket_deny;
mod perimeter;
mod region;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &blanket_deny::RULE,
    &anonymous::RULE,
    &perimeter::PRINCIPAL,
    &perimeter::SERVICE,
    &perimeter::NULL_CHECK,
    &region::RULE,
];
