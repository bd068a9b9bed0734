//! The schema of bundles has the fields that the readers know, and no others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::context::STATE_FIELDS;
use super::eval::BUNDLE_FIELDS;
use super::policies::LAYERS;
use super::principal::PRINCIPAL_FIELDS;
use super::question::{ALSO_REQUIRES_FIELDS, ENDPOINT_FIELDS, REQUEST_FIELDS};
use super::request::{FACT_FIELDS, ORGANIZATION_FIELDS};
use super::resource::{BLOCK_FIELDS, CONSTRAINT_FIELDS, GRANT_FIELDS, RESOURCE_FIELDS};
use crate::aws::{GLOBAL_KEYS, KeyType};

fn schema() -> Value {
    serde_json::from_str(include_str!("../../docs/schemas/bundle.schema.json")).unwrap()
}

fn at(pointer: &str) -> Value {
    schema().pointer(pointer).unwrap_or_else(|| panic!("there is no {pointer}")).clone()
}

fn fields(pointer: &str) -> BTreeSet<String> {
    at(&format!("{pointer}/properties")).as_object().unwrap().keys().cloned().collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().copied().map(str::to_owned).collect()
}

#[test]
fn every_object_has_its_fields() {
    let mut whole = set(BUNDLE_FIELDS);
    whole.insert("$schema".to_owned());
    assert_eq!(fields(""), whole);
    for (pointer, known) in [
        ("/properties/request", REQUEST_FIELDS),
        ("/$defs/policies", LAYERS),
        ("/$defs/endpoint", ENDPOINT_FIELDS),
        ("/$defs/principalObject", PRINCIPAL_FIELDS),
        ("/$defs/resourceObject", RESOURCE_FIELDS),
        ("/$defs/publicAccessBlock", BLOCK_FIELDS),
        ("/$defs/grant", GRANT_FIELDS),
        ("/$defs/grant/properties/Constraints", CONSTRAINT_FIELDS),
        ("/$defs/alsoRequires", ALSO_REQUIRES_FIELDS),
        ("/$defs/organization", ORGANIZATION_FIELDS),
        ("/$defs/actionFacts", FACT_FIELDS),
        ("/$defs/contextValue/anyOf/2", STATE_FIELDS),
    ] {
        assert_eq!(fields(pointer), set(known), "{pointer}");
        assert_eq!(at(&format!("{pointer}/additionalProperties")), false, "{pointer}");
    }
}

#[test]
fn every_type_of_a_key_can_be_read() {
    let types = at("/$defs/actionFacts/properties/keyTypes/additionalProperties/enum");
    let types: Vec<&str> =
        types.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    let known: BTreeSet<_> =
        types.iter().map(|text| format!("{:?}", KeyType::parse(text).unwrap())).collect();
    assert_eq!((types.len(), known.len()), (14, 14));
}

#[test]
fn contexts_offer_every_global_key() {
    let offered = at("/$defs/context/properties");
    let keys = GLOBAL_KEYS.iter().filter(|key| !key.name.ends_with('/'));
    let mut count = 0;
    for key in keys {
        let offered =
            offered.get(key.name).unwrap_or_else(|| panic!("{} is not offered", key.name));
        let description = offered["description"].as_str().unwrap();
        let right = format!("Carried by a request: {}; not given: {}.", key.present, key.filled_in);
        assert_eq!(description, right, "{}", key.name);
        count += 1;
    }
    assert_eq!(offered.as_object().unwrap().len(), count);
}
