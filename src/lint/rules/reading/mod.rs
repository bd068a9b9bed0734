//! In: a policy. Out: what reading it tells.

mod actions;
mod arns;
mod characters;
mod elements;
mod empty;
mod empty_values;
mod keys;
mod misplaced;
mod missing;
mod missing_effect;
mod open_principals;
mod operators;
mod principal_types;
mod principals;
mod resource_control;
mod sids;
mod sizes;
mod syntax;
mod values;
mod variable_places;
mod variables;
mod version_and_effect;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &syntax::ALIAS_BOMB,
    &open_principals::ALLOW_WITH_NOT_PRINCIPAL,
    &elements::DATA_TYPE_MISMATCH,
    &values::DATE_AMBIGUITY,
    &syntax::DUPLICATE_KEY,
    &keys::DUPLICATE_KEYS_WITH_DIFFERENT_CASE,
    &empty::EMPTY_ARRAY_ACTION,
    &empty_values::EMPTY_ARRAY_CONDITION,
    &empty_values::EMPTY_ARRAY_CONDITION_FORALLVALUES,
    &empty_values::EMPTY_ARRAY_CONDITION_FORANYVALUE,
    &empty_values::EMPTY_ARRAY_CONDITION_IFEXISTS,
    &empty::EMPTY_ARRAY_PRINCIPAL,
    &empty::EMPTY_ARRAY_RESOURCE,
    &empty::EMPTY_OBJECT_CONDITION,
    &empty::EMPTY_OBJECT_PRINCIPAL,
    &variables::EMPTY_VARIABLE,
    &principal_types::FEDERATED_PRINCIPAL_NOT_SUPPORTED,
    &arns::INVALID_ARN_PREFIX,
    &characters::RULE,
    &operators::INVALID_CONDITION_OPERATOR,
    &version_and_effect::INVALID_EFFECT,
    &principal_types::INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY,
    &elements::INVALID_POLICY_ELEMENT,
    &principals::INVALID_PRINCIPAL,
    &principals::INVALID_PRINCIPAL_FORMAT,
    &principals::INVALID_PRINCIPAL_KEY,
    &principal_types::INVALID_SERVICE_PRINCIPAL_FORMAT,
    &variables::INVALID_VARIABLE_DEFAULT,
    &variable_places::INVALID_VARIABLE_FOR_OPERATOR,
    &version_and_effect::INVALID_VERSION,
    &syntax::INVALID_YAML,
    &syntax::JSON_SYNTAX_ERROR,
    &actions::MALFORMED_ACTION,
    &actions::MALFORMED_SERVICE_IN_ACTION,
    &principal_types::MISMATCHED_ACTION_FOR_PRINCIPAL,
    &missing::MISSING_ACTION,
    &arns::MISSING_ARN_FIELD,
    &variables::MISSING_BRACE_IN_VARIABLE,
    &missing_effect::RULE,
    &missing::MISSING_PRINCIPAL,
    &variables::MISSING_QUOTE_IN_VARIABLE,
    &missing::MISSING_RESOURCE,
    &actions::MISSING_SERVICE_IN_ACTION,
    &missing::MISSING_STATEMENT,
    &keys::MISSING_TAG_KEY_IN_CONDITION,
    &syntax::NESTING_TOO_DEEP,
    &operators::NULL_WITH_IF_EXISTS,
    &operators::OPERATOR_LETTER_CASE,
    &sizes::POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA,
    &sizes::POLICY_SIZE_EXCEEDS_RCP_QUOTA,
    &sizes::POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA,
    &sizes::POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA,
    &sizes::POLICY_SIZE_EXCEEDS_SCP_QUOTA,
    &sizes::POLICY_SIZE_EXCEEDS_SESSION_POLICY_QUOTA,
    &sizes::POLICY_SIZE_EXCEEDS_VPC_ENDPOINT_POLICY_QUOTA,
    &resource_control::RCP_SYNTAX_ERROR_ACTION,
    &resource_control::RCP_SYNTAX_ERROR_ALLOW,
    &misplaced::RCP_SYNTAX_ERROR_NOTACTION,
    &resource_control::RCP_SYNTAX_ERROR_PRINCIPAL,
    &misplaced::ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL,
    &misplaced::ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE,
    &open_principals::ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
    &misplaced::SCP_SYNTAX_ERROR_PRINCIPAL,
    &values::TYPE_MISMATCH_ARN,
    &values::TYPE_MISMATCH_BOOLEAN,
    &values::TYPE_MISMATCH_DATE,
    &values::TYPE_MISMATCH_IP_RANGE,
    &values::TYPE_MISMATCH_NUMBER,
    &values::TYPE_MISMATCH_STRING,
    &sids::UNIQUE_SIDS_RECOMMENDED,
    &sids::UNIQUE_SIDS_REQUIRED,
    &elements::UNSUPPORTED_ELEMENT_COMBINATION,
    &elements::UNSUPPORTED_ID,
    &misplaced::UNSUPPORTED_PRINCIPAL,
    &sids::UNSUPPORTED_SID,
    &variables::UNSUPPORTED_SPACE_IN_VARIABLE,
    &principals::UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
    &variable_places::VARIABLE_UNSUPPORTED_IN_ELEMENT,
    &variable_places::VARIABLE_UNSUPPORTED_IN_VERSION,
    &actions::WILDCARD_IN_SERVICE_PREFIX,
];
