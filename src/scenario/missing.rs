//! What an answer is expected to hang on.

use std::collections::BTreeSet;

use crate::bundle::{Placed, Trouble, Verdict};
use crate::text::quote;

/// Exactly the condition keys, policies and other facts that an answer must hang on.
#[derive(Clone, Debug)]
pub struct Missing<'n> {
    /// Where it is written.
    pub place: Placed<'n>,
    names: Vec<&'n str>,
}

impl<'n> Missing<'n> {
    /// Reads a name, or a list of them.
    pub(super) fn read(place: Placed<'n>) -> Result<Self, Trouble> {
        let mut names: Vec<&str> = Vec::new();
        for written in place.one_or_more() {
            let name = written.text()?;
            if names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                let message = format!("{} is listed twice", quote(name));
                return Err(written.trouble("listed-twice", message));
            }
            names.push(name);
        }
        Ok(Self { place, names })
    }

    /// The names in the order written.
    pub fn names(&self) -> impl Iterator<Item = &'n str> {
        self.names.iter().copied()
    }

    /// Whether an answer hangs on these and on nothing else.
    pub fn holds(&self, verdict: &Verdict) -> bool {
        let lower = |name: &str| name.to_ascii_lowercase();
        let wanted: BTreeSet<String> = self.names().map(lower).collect();
        let found = what_is_missing(verdict);
        wanted == found.iter().map(|name| lower(name)).collect()
    }
}

/// What an answer hangs on: condition keys, and policies by their layer; each once.
pub fn what_is_missing(verdict: &Verdict) -> Vec<String> {
    let decided = verdict.authorizations.iter().map(|one| &one.explanation);
    let mut names = Vec::new();
    for explanation in decided.filter(|one| one.decision == verdict.decision) {
        let keys = explanation.missing_context.iter().map(|missing| missing.key.clone());
        let policies = explanation.missing_policies.iter().map(|one| one.field().to_owned());
        for name in keys.chain(policies) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}
