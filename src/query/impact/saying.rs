//! What policies say, as something to compare.

use std::collections::HashMap;
use std::sync::Arc;

use crate::environment::{Held, StoredPolicy};

/// What a policy says, wherever it stands.
pub(super) type Saying = Arc<str>;

/// What policies say, each document written out once.
#[derive(Debug, Default)]
pub(super) struct Sayings {
    /// By the address of the document, which lives as long as its environment.
    known: HashMap<usize, Saying>,
}

impl Sayings {
    pub(super) fn of(&mut self, held: Held<'_>) -> Saying {
        match held {
            Held::Stored(policy) => self.of_stored(policy),
            Held::OfAws(name, _) => format!("of AWS: {name}").into(),
            Held::Missing(name, _) => format!("missing: {name}").into(),
            Held::Unknown(name, _) => format!("unknown: {name}").into(),
            Held::Rest { kind, name, .. } => format!("rest: {kind}/{name}").into(),
        }
    }

    pub(super) fn of_stored(&mut self, policy: &StoredPolicy) -> Saying {
        let address = Arc::as_ptr(&policy.node).addr();
        let written = || policy.node.to_json_line().into();
        self.known.entry(address).or_insert_with(written).clone()
    }
}

/// Whether a policy names any of these texts, in any letter case.
pub(super) fn mentions(saying: &str, texts: &[&str]) -> bool {
    let lower = saying.to_lowercase();
    texts.iter().any(|text| lower.contains(&text.to_lowercase()))
}
