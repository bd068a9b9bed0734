//! Why values are not known.

use std::collections::BTreeMap;

use super::Origin;

/// Why a value is not known.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// What it is, and when it will be known: `the bucket's name, known after apply`.
    pub why: Box<str>,
    /// Where it stands first.
    pub origin: Origin,
}

/// Unknown values by their keys, `unknown:..`, as `aws::key_of_unknown` forms them.
pub type Unknowns = BTreeMap<Box<str>, Unknown>;
