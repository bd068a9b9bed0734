//! In: a role's trust policy. Out: what is wrong with who may assume the role.

mod audience;
mod everyone;
mod oidc_condition;
mod provider;
mod redundant_session;
mod roles_anywhere;
mod service_source;
mod subject;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &audience::ALL,
    &audience::ANY,
    &subject::INVALID,
    &roles_anywhere::RULE,
    &audience::SAML,
    &oidc_condition::ANY,
    &oidc_condition::GITHUB,
    &oidc_condition::SUBJECT,
    &oidc_condition::TENANT,
    &subject::OTHERS,
    &everyone::RULE,
    &redundant_session::RULE,
    &service_source::RULE,
    &subject::SPECIFIC,
];
