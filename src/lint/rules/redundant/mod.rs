//! In: a policy. Out: what another part of it says already.

mod always_sent;
mod always_true;
mod condition;
mod condition_value;
mod condition_value_num;
mod covered;
mod joinable;
mod principal;
mod redundant_action;
mod redundant_resource;
mod same_as_null;
mod statement;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &same_as_null::NULL_FALSE,
    &same_as_null::NULL_TRUE,
    &always_sent::RULE,
    &joinable::RULE,
    &redundant_action::RULE,
    &condition::RULE,
    &condition_value::RULE,
    &condition_value_num::RULE,
    &always_true::KEY,
    &principal::RULE,
    &redundant_resource::RULE,
    &statement::RULE,
    &always_true::STATEMENT,
];
