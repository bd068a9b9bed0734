//! In: a policy. Out: what it grants that it had better not.

mod breadth;
mod few_actions;
mod full_access;
mod named_how;
mod negated;
mod pass_role;
mod sensitive;
mod service_linked_role;
mod wide_action;
mod wide_resource;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &negated::NOT_ACTION,
    &negated::NOT_ACTION_AND_NOT_RESOURCE,
    &negated::NOT_RESOURCE,
    &service_linked_role::NOT_ACTION_AND_NOT_RESOURCE,
    &service_linked_role::NOT_RESOURCE,
    &service_linked_role::STAR_IN_ACTION_AND_NOT_RESOURCE,
    &service_linked_role::STAR_IN_ACTION_AND_RESOURCE,
    &service_linked_role::STAR_IN_RESOURCE,
    &service_linked_role::STAR_IN_RESOURCE_AND_NOT_ACTION,
    &sensitive::CREDENTIALS,
    &sensitive::DATA,
    &full_access::RULE,
    &pass_role::NOT_ACTION_AND_NOT_RESOURCE,
    &pass_role::NOT_RESOURCE,
    &pass_role::STAR_IN_ACTION_AND_NOT_RESOURCE,
    &pass_role::STAR_IN_ACTION_AND_RESOURCE,
    &pass_role::STAR_IN_RESOURCE,
    &pass_role::STAR_IN_RESOURCE_AND_NOT_ACTION,
    &sensitive::PERMISSIONS,
    &wide_action::SERVICE,
    &wide_action::EVERY,
    &few_actions::RULE,
    &wide_resource::RULE,
];
