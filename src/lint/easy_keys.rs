//! Condition keys that narrow nothing: any caller can satisfy a test of them.

use std::collections::BTreeSet;

use crate::policy::{Condition, ConditionTest, PolicyDocument};
use crate::value_set::Pattern;

/// A key, in lower case, and the value that a caller chooses.
pub(super) type Chosen = (Box<str>, Box<str>);

/// Keys that say how or to where a call is made, or that the caller writes itself. What derives from
/// the caller (`aws:PrincipalType`) or is always so in a direct call (`aws:ViaAWSService`) needs no
/// choice. In lower case and in order.
const EASY_KEYS: &[&str] = &[
    "aws:referer",
    "aws:requestedregion",
    "aws:useragent",
    "s3:authtype",
    "s3:signatureage",
    "s3:signatureversion",
    "s3:tlsversion",
];

/// How many ways of choosing are tried.
const MOST_CHOICES: usize = 32;

/// Each way of choosing values of such keys that the policy mentions; the first chooses nothing.
pub(super) fn choices_in(document: &PolicyDocument) -> Vec<Vec<Chosen>> {
    let mut choices = vec![Vec::new()];
    for key in EASY_KEYS {
        let values = values_of(document, key);
        let more: Vec<Vec<Chosen>> = values
            .iter()
            .flat_map(|value| {
                let with = move |choice: &Vec<Chosen>| {
                    choice.iter().cloned().chain([((*key).into(), value.clone())]).collect()
                };
                choices.iter().map(with)
            })
            .take(MOST_CHOICES.saturating_sub(choices.len()))
            .collect();
        choices.extend(more);
    }
    choices
}

/// Values that the policy mentions for a key, and one that it does not.
fn values_of(document: &PolicyDocument, key: &str) -> BTreeSet<Box<str>> {
    let is_on = |one: &&Condition| one.key.eq_ignore_ascii_case(key);
    let conditions: Vec<&Condition> =
        document.statements.iter().flat_map(|one| &one.conditions).filter(is_on).collect();
    let sample = |text: &str| Pattern::glob(text).sample("x").into_boxed_str();
    let tested = conditions.iter().filter(|one| !is_null(one)).flat_map(|one| &one.values);
    let mut values: BTreeSet<Box<str>> = tested.map(|value| sample(&value.text)).collect();
    if !conditions.is_empty() {
        values.insert(if key == "aws:requestedregion" { "us-east-1" } else { "0" }.into());
    }
    values
}

fn is_null(condition: &Condition) -> bool {
    condition.operator.is_some_and(|operator| operator.test == ConditionTest::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_in_order() {
        assert!(EASY_KEYS.is_sorted());
    }
}
