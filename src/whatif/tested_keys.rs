//! The condition keys that policies mention, and what a request carries of them.

use crate::aws::KeyType;
use crate::request::{ContextKeys, KeyState, RequestContext};
use crate::text::Arrange;

/// A condition key that policies mention.
#[derive(Clone, Debug)]
pub struct TestedKey {
    /// Its name.
    pub name: String,
    /// Its type, if anybody knows it.
    pub key_type: Option<KeyType>,
    /// What the request carries, whether somebody said so or it was filled in.
    pub carried: Carried,
}

/// What a request carries of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// Nothing.
    Absent,
    /// Nobody knows.
    Unknown,
    /// Something.
    Something,
    /// These values.
    Values(Vec<String>),
}

/// The keys that the policies of a question mention, by name.
pub(super) fn tested(context: &RequestContext, keys: &ContextKeys) -> Vec<TestedKey> {
    let mut all: Vec<TestedKey> = keys
        .ids()
        .map(|key| TestedKey {
            name: keys.name(key).to_owned(),
            key_type: keys.key_type(key).or_else(|| context.declared_type(key)),
            carried: Carried::of(context.state(key)),
        })
        .collect();
    all.arrange_by_cached_key(|key| key.name.to_lowercase());
    all
}

impl Carried {
    fn of(state: &KeyState) -> Self {
        match state {
            KeyState::Absent => Self::Absent,
            KeyState::Unknown => Self::Unknown,
            KeyState::PresentUnknown => Self::Something,
            KeyState::Present(values) => {
                Self::Values(values.iter().map(|value| value.text.to_string()).collect())
            }
        }
    }
}
