//! Laws that hold whatever the policies are.

use iamsim::compare::Answer;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

use crate::alphabet::KEYS;
use crate::check::short;
use crate::policies::{Words, pair, policy, push, statement};
use crate::support::{Pair, cases, rng};

fn words() -> Words {
    Words { conditions: 2, ..Words::about(KEYS) }
}

fn answer(existing: &Value, new: &Value) -> Answer {
    Pair::identity(&existing.to_string(), &new.to_string()).answer()
}

fn is_proven(existing: &Value, new: &Value) -> bool {
    matches!(answer(existing, new), Answer::Proven)
}

/// Checks a law, a sentence about two policies that are not right together.
fn hold<S: Strategy>(share: u32, values: &S, broken: impl Fn(&S::Value) -> Option<[Value; 2]>) {
    let config = Config { cases: cases(share), failure_persistence: None, ..Config::default() };
    let checked =
        TestRunner::new_with_rng(config, rng()).run(values, |value| match broken(&value) {
            None => Ok(()),
            Some([existing, new]) => Err(TestCaseError::fail(format!(
                "{}\nexisting {existing}\nnew {new}",
                short(&answer(&existing, &new))
            ))),
        });
    let why = checked.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(why.is_empty(), "{why}");
}

fn unless_proven(existing: &Value, new: &Value) -> Option<[Value; 2]> {
    (!is_proven(existing, new)).then(|| [existing.clone(), new.clone()])
}

#[test]
fn a_policy_adds_nothing_to_itself() {
    hold(4, &policy(words()), |policy| unless_proven(policy, policy));
}

/// The policy with the order of its statements and of all its lists turned round.
fn turned(value: &Value) -> Value {
    match value {
        Value::Array(members) => members.iter().rev().map(turned).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.clone(), turned(member))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn order_does_not_matter() {
    hold(4, &policy(words()), |policy| {
        let turned = turned(policy);
        unless_proven(policy, &turned).or_else(|| unless_proven(&turned, policy))
    });
}

#[test]
fn repetition_does_not_matter() {
    hold(4, &policy(words()), |policy| {
        let mut twice = policy.clone();
        for statement in policy["Statement"].as_array().unwrap() {
            push(&mut twice, statement.clone());
        }
        unless_proven(policy, &twice).or_else(|| unless_proven(&twice, policy))
    });
}

fn with_effect(statement: &Value, effect: &str) -> Value {
    let mut statement = statement.clone();
    statement["Effect"] = json!(effect);
    statement
}

#[test]
fn one_more_allow_takes_nothing_away() {
    hold(4, &(policy(words()), statement(words())), |(policy, statement)| {
        let mut more = policy.clone();
        push(&mut more, with_effect(statement, "Allow"));
        unless_proven(&more, policy)
    });
}

#[test]
fn one_more_deny_adds_nothing() {
    hold(4, &(policy(words()), statement(words())), |(policy, statement)| {
        let mut less = policy.clone();
        push(&mut less, with_effect(statement, "Deny"));
        unless_proven(policy, &less)
    });
}

#[test]
fn what_a_deny_forbids_no_allow_of_the_same_adds() {
    hold(4, &(policy(words()), statement(words())), |(policy, statement)| {
        let mut both = policy.clone();
        push(&mut both, with_effect(statement, "Deny"));
        let existing = both.clone();
        push(&mut both, with_effect(statement, "Allow"));
        unless_proven(&existing, &both)
    });
}

#[test]
fn what_is_added_stays_added_beside_another_allow() {
    hold(4, &(pair(words()), statement(words())), |((existing, new), statement)| {
        if !matches!(answer(existing, new), Answer::Found { .. }) {
            return None;
        }
        let mut more = new.clone();
        push(&mut more, with_effect(statement, "Allow"));
        is_proven(existing, &more).then(|| [existing.clone(), more])
    });
}

#[test]
fn nothing_added_twice_is_nothing_added() {
    let three = (pair(words()), statement(words()), any::<bool>());
    hold(4, &three, |((first, second), statement, deny)| {
        let mut third = second.clone();
        push(&mut third, with_effect(statement, if *deny { "Deny" } else { "Allow" }));
        let steps = is_proven(first, second) && is_proven(second, &third);
        if steps { unless_proven(first, &third) } else { None }
    });
}

#[test]
fn a_policy_that_allows_nothing_adds_nothing() {
    let nothing = json!({"Statement": [{"Effect": "Deny", "Action": "aa:Get", "Resource": "*"}]});
    let everything = json!({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
    hold(4, &policy(words()), |policy| {
        unless_proven(policy, &nothing).or_else(|| unless_proven(&everything, policy))
    });
}
