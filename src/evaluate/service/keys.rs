//! The condition keys that the rules of services look at.

use super::{kms, sts};
use crate::policy::ConditionFamily;
use crate::request::{ContextKeys, Request};

/// A key, and what a rule asks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AskedKey {
    pub(crate) name: Box<str>,
    pub(crate) asks: Asks,
}

/// What a rule asks of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    /// Whether the request carries it.
    Presence,
    /// Whether it is true.
    Truth,
    /// Whether this is among its values.
    Value(Box<str>),
}

impl Asks {
    /// A value of which it holds, if it is about values.
    pub(crate) fn value(&self) -> Option<Box<str>> {
        match self {
            Self::Presence => None,
            Self::Truth => Some("true".into()),
            Self::Value(text) => Some(text.clone()),
        }
    }

    /// How the key's values are read for it.
    pub(crate) fn family(&self) -> ConditionFamily {
        match self {
            Self::Presence => ConditionFamily::Null,
            Self::Truth => ConditionFamily::Bool,
            Self::Value(_) => ConditionFamily::Text,
        }
    }
}

/// What the rules of the action's service ask of keys; of credentials only if they are told apart.
// INVARIANT: calls that differ in other keys alone are under the same rules.
pub(crate) fn asked_of_keys(
    request: &Request,
    keys: &ContextKeys,
    tells_credentials: bool,
) -> Vec<AskedKey> {
    match request.action.service() {
        "iam" | "sts" if tells_credentials => sts::asked_of_credentials(request),
        "kms" => kms::asked_of_context(request, keys),
        _ => Vec::new(),
    }
}

/// Takes up the keys that rules look at in requests like this one, beside those that policies test.
/// Users have long-term credentials unless something speaks of others.
pub fn add_asked_keys(request: &Request, keys: &mut ContextKeys) {
    let tells_credentials =
        request.given("aws:tokenissuetime").is_some() || keys.find("aws:TokenIssueTime").is_some();
    let credentials = sts::asked_of_credentials(request).into_iter();
    let credentials = credentials.filter(|_| tells_credentials);
    for asked in credentials.chain(kms::asked_of_any_context(request, keys)) {
        let key = keys.intern(&asked.name);
        keys.read_as(key, asked.asks.family());
    }
}
