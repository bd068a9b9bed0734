//! What the catalogue says of a condition key's name.

use crate::aws::global_key;
use crate::catalog::Catalog;

/// Whether a condition key is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Standing {
    /// It is in the catalogue, or global.
    Known,
    /// It begins with `aws:` and is no global key.
    UnknownGlobal,
    /// Its service is known and has no such key.
    UnknownOfService,
    /// No service has this prefix.
    UnknownService,
    /// It is not for the catalogue to say: a claim of an identity provider, or no key's form.
    Foreign,
}

/// What is known of a key, given in lower case.
pub(in crate::lint) fn standing(catalog: &Catalog, lower_key: &str) -> Standing {
    if global_key(lower_key).is_some() || catalog.condition_key(lower_key).is_some() {
        return Standing::Known;
    }
    let Some((prefix, _)) = lower_key.split_once(':') else { return Standing::Foreign };
    let has_prefix = |name: &str| name.split(':').next() == Some(prefix);
    if prefix == "aws" {
        Standing::UnknownGlobal
    } else if !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        Standing::Foreign
    } else if catalog.service(prefix).is_some()
        || catalog.every_condition_key().any(|key| has_prefix(key.name))
    {
        Standing::UnknownOfService
    } else {
        Standing::UnknownService
    }
}

/// Whether the key is a claim of an identity provider: `accounts.google.com:aud`, `saml:sub`.
pub(super) fn is_claim(lower_key: &str) -> bool {
    let prefix = lower_key.split(':').next().unwrap_or(lower_key);
    prefix == "saml" || prefix.contains(['.', '/'])
}
