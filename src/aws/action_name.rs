//! Names of actions as a request gives them.

use std::fmt;
use std::hash::{DefaultHasher, Hasher};

/// One action, without wildcards: `s3:GetObject`. Compared without letter case.
// AWS: A-1
#[derive(Clone, Debug)]
pub struct ActionName {
    text: Box<str>,
    lower: Box<str>,
    colon: usize,
    name_hash: u64,
    service_hash: u64,
}

impl ActionName {
    /// Reads `service:Name`; `None` if a part is missing or holds a wildcard, a space or a second
    /// colon.
    pub fn parse(text: &str) -> Option<Self> {
        let (service, name) = text.split_once(':')?;
        let is_part = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        if !is_part(service) || !is_part(name) {
            return None;
        }
        let lower = text.to_ascii_lowercase().into_boxed_str();
        Some(Self {
            text: text.into(),
            colon: service.len(),
            name_hash: hash_of(&lower[service.len() + 1..]),
            service_hash: hash_of(&lower[..service.len()]),
            lower,
        })
    }

    /// As given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The whole name in lower case: `s3:getobject`.
    pub fn lower(&self) -> &str {
        &self.lower
    }

    /// The service prefix in lower case.
    pub fn service(&self) -> &str {
        &self.lower[..self.colon]
    }

    /// The name behind the colon in lower case.
    pub fn name(&self) -> &str {
        &self.lower[self.colon + 1..]
    }

    /// [`hash_of`] of [`Self::name`].
    pub fn name_hash(&self) -> u64 {
        self.name_hash
    }

    /// [`hash_of`] of [`Self::service`].
    pub fn service_hash(&self) -> u64 {
        self.service_hash
    }
}

/// The hash under which an index keeps lower-case services and action names, so that a request
/// computes it once for all policies.
pub fn hash_of(lower: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(lower.as_bytes());
    hasher.finish()
}

impl fmt::Display for ActionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
