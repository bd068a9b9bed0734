//! In: a policy. Out: known ways in which whoever has it gains permissions that it does not grant.

mod assume_any_role;
mod existing_resource;
mod iam;
mod passed_role;
mod way;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] =
    &[&assume_any_role::RULE, &existing_resource::RULE, &iam::RULE, &passed_role::RULE];
