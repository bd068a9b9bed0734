//! In: the condition keys of a policy. Out: those that do not exist, do not go with the actions, or
//! are not tested as their type asks.

mod dynamodb_attributes;
pub(super) mod names;
mod never_sent;
mod operator_type;
mod paired;
mod s3_prefix;
mod sent;
mod set_operator;
mod tags;
mod unknown;
pub(super) mod untrustworthy;
mod vpc_endpoint_keys;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &tags::ALLOW_NOT_ACTION,
    &tags::ALLOW,
    &never_sent::CONDITION_KEY_NEVER_SENT,
    &tags::DENY_NOT_ACTION,
    &tags::DENY,
    &dynamodb_attributes::RULE,
    &set_operator::FORALLVALUES_WITH_SINGLE_VALUED_KEY,
    &unknown::INVALID_GLOBAL_CONDITION_KEY,
    &unknown::INVALID_SERVICE_CONDITION_KEY,
    &operator_type::MISMATCHED_TYPE_BUT_USABLE,
    &paired::RULE,
    &set_operator::MISSING_QUALIFIER,
    &s3_prefix::RULE,
    &set_operator::SET_OPERATOR_ON_SINGLE_VALUED_KEY,
    &operator_type::STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS,
    &operator_type::TYPE_MISMATCH,
    &never_sent::UNSUPPORTED_ACTION_FOR_CONDITION_KEY,
    &untrustworthy::RULE,
    &vpc_endpoint_keys::RULE,
];
