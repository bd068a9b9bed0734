//! The schemas of what `check`, the look-ups and the queries answer.

use serde_json::json;

use super::actions::{Listing, Shrunk};
use super::describe::Description;
use super::policies::PoliciesAnswer;
use crate::query::what_can::WhatCanAnswer;
use crate::query::who_can::WhoCanAnswer;
use crate::suggest::{AdvisedAnswer, NoAnswer};
use crate::text::schema_tests::{assert_schema, generator};

#[test]
fn the_schema_of_answers_is_what_the_types_say() {
    let mut generator = generator();
    let answers =
        [generator.subschema_for::<AdvisedAnswer>(), generator.subschema_for::<NoAnswer>()];
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:iamsim:schema:answer:1",
        "title": "An answer",
        "description": "What `iamsim check --format json` answers.",
        "oneOf": answers,
        "$defs": generator.take_definitions(true),
    });
    assert_schema("answer", &schema);
}

#[test]
fn the_schema_of_look_ups_is_what_the_types_say() {
    let mut generator = generator();
    let answers = [
        generator.subschema_for::<Listing<'_>>(),
        generator.subschema_for::<Shrunk<'_>>(),
        generator.subschema_for::<Description<'_>>(),
        generator.subschema_for::<PoliciesAnswer>(),
    ];
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:iamsim:schema:lookup:1",
        "title": "What iamsim knows of AWS",
        "description": "What `actions`, `describe` and `policies` answer with `--format json`.",
        "oneOf": answers,
        "$defs": generator.take_definitions(true),
    });
    assert_schema("lookup", &schema);
}

#[test]
fn the_schema_of_queries_is_what_the_types_say() {
    let mut generator = generator();
    let answers =
        [generator.subschema_for::<WhoCanAnswer>(), generator.subschema_for::<WhatCanAnswer>()];
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:iamsim:schema:query:1",
        "title": "Who can do what",
        "description": "What `who-can` and `what-can` answer with `--format json`.",
        "oneOf": answers,
        "$defs": generator.take_definitions(true),
    });
    assert_schema("query", &schema);
}
