//! In: a policy. Out: what can be read and had better be written otherwise.

mod deprecated_global_condition_key;
mod empty_sid_value;
mod invalid_condition_data_type;
mod invalid_condition_key_format;
mod invalid_condition_multiple_boolean;
mod invalid_date_value;
mod missing_version;
mod null_with_qualifier;
mod rcp_unsupported_service;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &deprecated_global_condition_key::RULE,
    &empty_sid_value::RULE,
    &invalid_condition_data_type::RULE,
    &invalid_condition_key_format::RULE,
    &invalid_condition_multiple_boolean::RULE,
    &invalid_date_value::RULE,
    &missing_version::RULE,
    &null_with_qualifier::RULE,
    &rcp_unsupported_service::RULE,
];
