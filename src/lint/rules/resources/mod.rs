//! In: the ARNs of a policy. Out: those that match nothing, or more than they seem to.

pub(super) mod arn;
mod arn_fields;
pub(super) mod attached;
pub(super) mod formats;
mod invalid_arn_account;
mod invalid_arn_region;
mod invalid_arn_resource;
mod invalid_partition;
mod invalid_service;
mod letter_case;
pub(super) mod regions;
mod resource_effectively_star;
mod unsupported_resource_arn;
mod wildcards;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &arn_fields::ARN_ACCOUNT_NOT_ALLOWED,
    &letter_case::ARN_LETTER_CASE,
    &arn_fields::ARN_REGION_NOT_ALLOWED,
    &invalid_arn_account::RULE,
    &invalid_arn_region::RULE,
    &invalid_arn_resource::RULE,
    &letter_case::INVALID_ARN_SERVICE_CASE,
    &invalid_partition::RULE,
    &invalid_service::RULE,
    &arn_fields::MISSING_ARN_ACCOUNT,
    &arn_fields::MISSING_ARN_REGION,
    &resource_effectively_star::RULE,
    &unsupported_resource_arn::RULE,
    &wildcards::WILDCARD_IN_RESOURCE_TYPE,
    &wildcards::WILDCARD_IN_SERVICE_NAME,
];
