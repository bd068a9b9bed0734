//! In: a policy. Out: conditions that do not say what they seem to say.

mod every_address;
mod for_all_values;
mod form;
mod ids;
mod if_exists;
mod known_values;
mod mfa;
mod network;
mod old_version;
mod region;
mod secure_transport;
mod sensitive;

pub(in crate::lint) use sensitive::is_sensitive;

use crate::lint::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &every_address::RULE,
    &mfa::HOLE,
    &known_values::BOOLEAN,
    &for_all_values::ALLOW,
    &for_all_values::DENY,
    &if_exists::RULE,
    &ids::ACCOUNT,
    &ids::KMS,
    &ids::ORGANIZATION,
    &region::RULE,
    &ids::VPC,
    &ids::ENDPOINT,
    &mfa::INVERTED,
    &secure_transport::RULE,
    &network::NETWORK,
    &old_version::RULE,
    &network::ORGANIZATION,
    &known_values::UNKNOWN,
    &sensitive::VARIABLE,
    &sensitive::WILDCARD,
];
