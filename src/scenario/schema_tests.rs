//! The schema of scenario files has the fields that the readers know, and no others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::because::FIELDS;
use super::cases::{EXCEPT_FIELDS, KINDS};
use super::claims::{ALWAYS_FIELDS, NEVER_FIELDS, NO_NEW_ACCESS_FIELDS, WAIVER_FIELDS};
use super::document::{CASE_FIELDS, FILE_FIELDS};
use super::expectation::decision_word;
use crate::bundle::LAYERS;

fn at(pointer: &str) -> Value {
    let schema = include_str!("../../docs/schemas/scenario.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    schema.pointer(pointer).unwrap_or_else(|| panic!("there is no {pointer}")).clone()
}

fn fields(pointer: &str) -> BTreeSet<String> {
    at(&format!("{pointer}/properties")).as_object().unwrap().keys().cloned().collect()
}

fn texts(pointer: &str) -> BTreeSet<String> {
    at(pointer).as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().copied().map(str::to_owned).collect()
}

#[test]
fn every_object_has_its_fields() {
    let mut whole = set(FILE_FIELDS);
    whole.insert("$schema".to_owned());
    assert_eq!(fields(""), whole);
    for (pointer, known) in [
        ("/$defs/case", CASE_FIELDS),
        ("/$defs/exception", EXCEPT_FIELDS),
        ("/$defs/reason", FIELDS),
        ("/$defs/policies", LAYERS),
        ("/$defs/never", NEVER_FIELDS),
        ("/$defs/always", ALWAYS_FIELDS),
        ("/$defs/noNewAccess", NO_NEW_ACCESS_FIELDS),
        ("/$defs/waiver", WAIVER_FIELDS),
    ] {
        assert_eq!(fields(pointer), set(known), "{pointer}");
        assert_eq!(at(&format!("{pointer}/additionalProperties")), false, "{pointer}");
    }
}

#[test]
fn every_choice_is_there() {
    let kinds: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
    assert_eq!(texts("/$defs/case/properties/kind/enum"), set(&kinds));
    assert_eq!(texts("/$defs/reason/properties/policyType/enum"), set(LAYERS));
}

#[test]
fn every_expected_decision_is_understood() {
    let offered = at("/$defs/decision/anyOf/0/oneOf");
    let words: Vec<String> = offered
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["const"].as_str().unwrap().to_owned())
        .collect();
    let wanted: BTreeSet<String> =
        words.iter().map(|word| decision_word(word).unwrap().to_string()).collect();
    assert_eq!((words.len(), wanted.len()), (5, 5));
    let mut by_action: BTreeSet<String> = words.into_iter().collect();
    by_action.insert("default".to_owned());
    assert_eq!(fields("/$defs/expect/anyOf/2"), by_action);
}
