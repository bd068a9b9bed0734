//! Whom a statement names.

use super::statement::StatementView;
use crate::policy::{Condition, PrincipalEntry, PrincipalValue};
use crate::text::{Span, quote};

impl<'s> StatementView<'s> {
    /// The entries of `Principal`; none if it is `NotPrincipal`.
    pub(crate) fn principals(&self) -> &'s [PrincipalEntry] {
        match &self.written.principal {
            Some(element) if !element.negated => &element.entries,
            _ => &[],
        }
    }

    /// The entries of `NotPrincipal`.
    pub(crate) fn spared_principals(&self) -> &'s [PrincipalEntry] {
        match &self.written.principal {
            Some(element) if element.negated => &element.entries,
            _ => &[],
        }
    }

    /// The place that says everyone.
    pub(crate) fn everyone(&self) -> Option<Span> {
        let is_everyone = |entry: &&PrincipalEntry| entry.value == PrincipalValue::Everyone;
        self.principals().iter().find(is_everyone).map(|entry| entry.span)
    }

    /// The services that it names, in lower case, each with its entry.
    pub(crate) fn services(&self) -> impl Iterator<Item = (&'s PrincipalEntry, &'s str)> + use<'s> {
        self.principals().iter().filter_map(|entry| match &entry.value {
            PrincipalValue::Service(name) => Some((entry, &**name)),
            _ => None,
        })
    }

    /// The keys of its conditions that `counts` lets through, in lower case, each once.
    pub(crate) fn keys_that(&self, counts: impl Fn(&str) -> bool) -> Vec<&'s Condition> {
        let mut found: Vec<&Condition> = Vec::new();
        for one in &self.written.conditions {
            let is_new = !found.iter().any(|other| other.key.eq_ignore_ascii_case(&one.key));
            if is_new && counts(&one.key.to_ascii_lowercase()) {
                found.push(one);
            }
        }
        found
    }
}

/// Keys for a sentence: `` `a`, `b` and 2 more ``.
pub(crate) fn keys_in_words(conditions: &[&Condition]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<_> = conditions.iter().take(SHOWN).map(|one| quote(&one.key)).collect();
    let more = conditions.len().saturating_sub(SHOWN);
    match (shown.split_last(), more) {
        (_, 1..) => format!("{} and {more} more", shown.join(", ")),
        (Some((last, [])), 0) => last.clone(),
        (Some((last, rest)), 0) => format!("{} and {last}", rest.join(", ")),
        (None, 0) => String::new(),
    }
}
