//! Values that nobody knows yet. In a text such a value stands as the variable
//! `${unknown:aws_s3_bucket.logs.arn}`: to the engine it is a condition key that every request
//! carries with some value, and one name is one value wherever it stands.

use std::collections::BTreeMap;

use super::{Environment, Origin};

/// How the names of such variables start.
pub const UNKNOWN_PREFIX: &str = "unknown:";

/// Why a value is not known.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// What it is, and when it will be known: `the bucket's name, known after apply`.
    pub why: Box<str>,
    /// Where it stands first.
    pub origin: Origin,
}

/// Unknown values by name, without [`UNKNOWN_PREFIX`].
pub type Unknowns = BTreeMap<Box<str>, Unknown>;

/// The condition key that stands for an unknown value, and for `${..}`: `unknown:aws_iam_role.app.id`.
/// What a key's name cannot hold becomes `_`.
pub fn key_of_unknown(name: &str) -> String {
    let harmless = |character: char| match character {
        '}' | '{' | ',' | '\'' | '$' => '_',
        _ if character.is_whitespace() || character.is_control() => '_',
        _ => character,
    };
    UNKNOWN_PREFIX.chars().chain(name.chars().map(harmless)).collect()
}

impl Environment {
    /// The unknown value that a condition key stands for.
    pub fn unknown_of_key(&self, key: &str) -> Option<&Unknown> {
        let name = key.strip_prefix(UNKNOWN_PREFIX)?;
        self.unknowns.get(name).or_else(|| {
            let mut others = self.unknowns.iter();
            others.find(|(other, _)| key_of_unknown(other) == key).map(|(_, unknown)| unknown)
        })
    }
}

/// The keys of the unknown values that a text holds.
pub fn unknown_in(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|rest| {
        let key = rest.split_once('}')?.0;
        key.starts_with(UNKNOWN_PREFIX).then_some(key)
    })
}
