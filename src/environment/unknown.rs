//! Why values are not known.

use std::collections::BTreeMap;

use super::{Environment, Origin};
use crate::aws::{UNKNOWN_PREFIX, key_of_unknown};

/// Why a value is not known.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// What it is, and when it will be known: `the bucket's name, known after apply`.
    pub why: Box<str>,
    /// Where it stands first.
    pub origin: Origin,
}

/// Unknown values by name, without `unknown:`.
pub type Unknowns = BTreeMap<Box<str>, Unknown>;

impl Environment {
    /// Why the value behind a condition key is not known. Behind `#` a key says for which element of
    /// a policy the value is asked.
    pub fn why_unknown(&self, key: &str) -> Option<&Unknown> {
        let key = key.split('#').next().unwrap_or(key);
        let as_written = self.unknowns.get(key.strip_prefix(UNKNOWN_PREFIX)?);
        let is_meant = |name: &str| key_of_unknown(name).eq_ignore_ascii_case(key);
        let mut unknowns = self.unknowns.iter();
        as_written.or_else(|| unknowns.find(|(name, _)| is_meant(name)).map(|(_, unknown)| unknown))
    }
}
