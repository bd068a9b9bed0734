//! Of two findings about one cause, the one that says less is left out.

use super::finding::Finding;
use crate::text::Span;

/// Where two findings must stand to be about one cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Near {
    /// At the very same place.
    SamePlace,
    /// Anywhere in the policy.
    SamePolicy,
}

/// The code that says less, the code that says more, and where they must stand.
type Pair = (&'static str, &'static str, Near);

const ESCALATION: &str = "privilege-escalation-through-passed-role";
const VARIABLE: &str = "variable-unsupported-in-version";

/// In the order of the first.
const PAIRS: &[Pair] = &[
    ("joinable-statements", "redundant-statement", Near::SamePlace),
    ("missing-version", VARIABLE, Near::SamePolicy),
    ("old-version", VARIABLE, Near::SamePolicy),
    ("pass-role-with-not-resource", ESCALATION, Near::SamePlace),
    ("pass-role-with-star-in-action-and-not-resource", ESCALATION, Near::SamePlace),
    ("pass-role-with-star-in-action-and-resource", ESCALATION, Near::SamePlace),
    ("pass-role-with-star-in-resource", ESCALATION, Near::SamePlace),
    ("resource-effectively-star", "wildcard-resource", Near::SamePlace),
    ("role-trust-policy-unsupported-wildcard-in-principal", "public-role-trust", Near::SamePlace),
    ("wildcard-resource", "allow-with-not-resource", Near::SamePlace),
];

/// All findings but those that another one makes needless.
pub(super) fn without_weaker(found: Vec<Finding>) -> Vec<Finding> {
    let told: Vec<(&'static str, Span)> = found.iter().map(told).collect();
    let is_weaker = |one: &Finding| {
        let pairs = PAIRS.iter().filter(|pair| pair.0 == one.diagnostic.code);
        pairs.into_iter().any(|pair| told.iter().any(|other| is_said_by(*other, one, *pair)))
    };
    let kept: Vec<bool> = found.iter().map(|one| !is_weaker(one)).collect();
    found.into_iter().zip(kept).filter_map(|(one, is_kept)| is_kept.then_some(one)).collect()
}

fn told(finding: &Finding) -> (&'static str, Span) {
    (finding.diagnostic.code, finding.diagnostic.span)
}

fn is_said_by((code, span): (&'static str, Span), one: &Finding, (_, more, near): Pair) -> bool {
    code == more && (near == Near::SamePolicy || span == one.diagnostic.span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_a_pair_is_the_code_of_a_rule() {
        let is_known = |code: &str| crate::lint::rules::rule(code).is_some();
        let unknown = PAIRS.iter().find(|(less, more, _)| !is_known(less) || !is_known(more));
        assert_eq!(unknown, None);
        assert!(PAIRS.is_sorted_by_key(|pair| pair.0));
    }
}
