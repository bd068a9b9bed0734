//! Random policies without variables: every answer against requests that are decided one by one,
//! and there is always an answer.
//!
//! `IAMSIM_CASES` says how many, `IAMSIM_SEED` which.

use std::cell::Cell;

use iamsim::request::Request;
use serde_json::Value;

use crate::alphabet::{ASKED_ACTIONS, ASKED_RESOURCES, KEYS, Key, MIXED};
use crate::check::{Counts, fuzz};
use crate::policies::{Words, pair};
use crate::requests::{Dice, give, request, ways};
use crate::support::{Pair, cases};

/// Every way in which a request can carry one key, on a few actions and resources.
fn about_one_key(key: &Key) -> Vec<Request> {
    let ways = ways(key);
    let carry = |values: &Vec<&str>| {
        let mut request = request("aa:Get", "arn:aws:aa:::a");
        if !values.is_empty() {
            give(&mut request, key.name, values);
        }
        request
    };
    ways.iter().map(carry).collect()
}

fn one_key(key: &'static [Key]) -> Counts {
    let words = Words { narrow: 0, ..Words::about(key) };
    let requests = about_one_key(&key[0]);
    fuzz(cases(15), &pair(words), Pair::identity, |_, _| requests.clone(), true)
}

#[test]
fn conditions_on_one_key() {
    for number in 0..KEYS.len() {
        let counts = one_key(&KEYS[number..=number]);
        println!("{}: {counts:?}", KEYS[number].name);
        assert_eq!(counts.unknown.get(), 0, "{}: {counts:?}", KEYS[number].name);
        assert!(counts.proven.get() * 5 > counts.all(), "{}: {counts:?}", KEYS[number].name);
        assert!(counts.found.get() * 5 > counts.all(), "{}: {counts:?}", KEYS[number].name);
    }
}

#[test]
fn a_key_read_in_several_ways() {
    for number in 0..MIXED.len() {
        let counts = one_key(&MIXED[number..=number]);
        println!("{}: {counts:?}", MIXED[number].name);
        assert!(counts.unknown.get() * 10 <= counts.all(), "{}: {counts:?}", MIXED[number].name);
    }
}

#[test]
fn actions_and_resources() {
    let words = Words { narrow: 10, conditions: 0, ..Words::about(KEYS) };
    let all: Vec<Request> = ASKED_ACTIONS
        .iter()
        .flat_map(|action| ASKED_RESOURCES.iter().map(|resource| request(action, resource)))
        .collect();
    let counts = fuzz(cases(15), &pair(words), Pair::identity, |_, _| all.clone(), true);
    println!("{counts:?}");
    assert_eq!(counts.unknown.get(), 0, "{counts:?}");
}

/// Random requests that carry the keys of two policies.
pub(crate) fn random(keys: &[Key], count: usize, dice: &mut Dice) -> Vec<Request> {
    let one = |dice: &mut Dice| {
        let mut request = request(dice.one_of(ASKED_ACTIONS), dice.one_of(ASKED_RESOURCES));
        for key in keys {
            let several = if key.several && dice.below(4) == 0 { 2 + dice.below(2) } else { 1 };
            if dice.below(4) > 0 {
                let values: Vec<&str> = (0..several).map(|_| dice.one_of(key.carried)).collect();
                give(&mut request, key.name, &values);
            }
        }
        request
    };
    (0..count).map(|_| one(dice)).collect()
}

/// The keys that two policies mention.
pub(crate) fn keys_in(existing: &Value, new: &Value, keys: &'static [Key]) -> Vec<Key> {
    let text = format!("{existing}{new}");
    keys.iter().filter(|key| text.contains(key.name)).copied().collect()
}

#[test]
fn everything_together() {
    let seed = Cell::new(1);
    let requests = |existing: &Value, new: &Value| {
        seed.set(seed.get() + 1);
        random(&keys_in(existing, new, KEYS), 1000, &mut Dice::new(seed.get()))
    };
    let words = Words::about(KEYS);
    let counts = fuzz(cases(15), &pair(words), Pair::identity, requests, true);
    println!("{counts:?}");
    assert_eq!(counts.unknown.get(), 0, "{counts:?}");
    assert!(counts.proven.get() * 10 > counts.all(), "{counts:?}");
}

#[test]
fn few_keys_and_many_conditions() {
    let seed = Cell::new(1);
    let requests = |existing: &Value, new: &Value| {
        seed.set(seed.get() + 1);
        random(&keys_in(existing, new, &KEYS[..3]), 1000, &mut Dice::new(seed.get()))
    };
    let words = Words { narrow: 2, ..Words::about(&KEYS[..3]) };
    let counts = fuzz(cases(15), &pair(words), Pair::identity, requests, true);
    println!("{counts:?}");
    assert_eq!(counts.unknown.get(), 0, "{counts:?}");
}
