//! Random bundles on the naive evaluator itself: they meet, and it keeps the laws.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;

use crate::generate::{bundle, statement};
use crate::laws::{self, Decide, Verdict};
use crate::naive::{decide, unknown_keys};

#[test]
fn random_bundles_come_to_every_decision() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..2000 {
        let bundle = bundle().new_tree(&mut runner).unwrap().current();
        let answer = decide(&bundle).map_or_else(|error| error, str::to_owned);
        *seen.entry(answer).or_default() += 1;
        assert!(unknown_keys(&bundle).unwrap() < 20);
    }
    for decision in ["allowed", "explicitDeny", "implicitDeny", "undecided"] {
        assert!(seen[decision] > 60, "{seen:?}");
    }
    let usual = ["allowed", "explicitDeny", "implicitDeny", "undecided"]
        .iter()
        .map(|word| seen[*word])
        .sum::<usize>();
    assert!(usual > 1950, "{seen:?}");
}

fn naive(bundle: &Value) -> Option<String> {
    decide(bundle).ok().map(str::to_owned)
}

fn hold(law: fn(Decide, &Value, &Value) -> Verdict) {
    let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
    let checked = TestRunner::new(config).run(&(bundle(), statement()), |(bundle, statement)| {
        law(naive, &bundle, &statement)
            .map_err(|wrong| TestCaseError::fail(format!("{wrong}\nfrom {bundle:#}")))
    });
    assert!(
        checked.is_ok(),
        "{}",
        checked.err().map(|error| error.to_string()).unwrap_or_default()
    );
}

#[test]
fn an_explicit_deny_wins() {
    hold(laws::deny_wins);
}

#[test]
fn order_and_repetition_do_not_matter() {
    hold(laws::order_is_nothing);
}

#[test]
fn adding_a_deny_never_allows() {
    hold(laws::deny_never_allows);
}

#[test]
fn a_wider_allow_never_denies() {
    hold(laws::wider_never_denies);
}

#[test]
fn learning_a_key_never_turns_a_decision_round() {
    hold(laws::learning_keeps);
}
