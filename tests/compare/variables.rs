//! Random policies with variables: no wrong answer, and seldom none.

use std::cell::Cell;

use serde_json::Value;

use crate::alphabet::{
    KEYS, Key, OWN_VARIABLES, RESOURCES, VARIABLE_ARNS, VARIABLE_RESOURCES, WITH_VARIABLES,
};
use crate::check::fuzz;
use crate::fuzz::{keys_in, random};
use crate::policies::{Words, pair};
use crate::requests::Dice;
use crate::support::{Pair, cases};

/// At most one answer in so many may be missing.
fn compared(keys: &'static [Key], resources: &'static [&'static str], one_in: u32) {
    let words = Words { narrow: 4, resources, conditions: 2, ..Words::about(keys) };
    let seed = Cell::new(1);
    let requests = |existing: &Value, new: &Value| {
        seed.set(seed.get() + 1);
        random(&keys_in(existing, new, keys), 2000, &mut Dice::new(seed.get()))
    };
    let counts = fuzz(cases(12), &pair(words), Pair::identity, requests, false);
    assert!(counts.unknown.get() * one_in <= counts.all(), "{counts:?}");
    assert!(counts.proven.get() * 10 > counts.all(), "{counts:?}");
}

#[test]
fn variables_in_resources() {
    compared(&KEYS[..4], VARIABLE_RESOURCES, 100);
}

#[test]
fn variables_in_conditions() {
    compared(WITH_VARIABLES, RESOURCES, 100);
}

#[test]
fn variables_everywhere() {
    compared(WITH_VARIABLES, VARIABLE_RESOURCES, 100);
}

#[test]
fn variables_in_arns() {
    compared(VARIABLE_ARNS, RESOURCES, 100);
}

#[test]
fn variables_that_name_the_key_itself() {
    compared(OWN_VARIABLES, RESOURCES, 20);
}
