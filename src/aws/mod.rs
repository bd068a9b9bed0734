//! In: nothing. Out: AWS's own vocabulary as types, and the tables that AWS publishes.

mod action_name;
mod arn;
mod global_keys;
mod identifiers;
mod key_type;
mod oidc_issuers;
mod policy_type;
mod resource_control;
mod rule;
mod unknown_value;

pub use action_name::{ActionName, hash_of};
pub use arn::Arn;
pub use global_keys::{GLOBAL_KEYS, GlobalKey, GlobalKeyIndex, global_key, key};
pub use identifiers::{WEB_IDENTITY_DOMAINS, is_account_id, is_canonical_id};
pub use key_type::{KeyType, ValueType};
pub(crate) use oidc_issuers::filled;
pub use oidc_issuers::{Issuer, foreign_subjects, foreign_value, has_wildcard, host_of, issuer_of};
pub use policy_type::{PolicyKind, PolicyType};
pub(crate) use resource_control::resource_control_services;
pub use resource_control::supports_resource_control;
pub use rule::Rule;
pub use unknown_value::{UNKNOWN_PREFIX, holds_unknown, key_of_unknown, map_unknown, unknown_in};
