//! The JSON Schema of what `who-can` and `what-can` answer.

use schemars::generate::SchemaSettings;
use serde_json::json;

use crate::query::what_can::WhatCanAnswer;
use crate::query::who_can::WhoCanAnswer;

const ID: &str = "urn:iamsim:schema:query:1";

/// The schema, made of the types that write the answers.
pub(super) fn query_schema() -> String {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let answers =
        [generator.subschema_for::<WhoCanAnswer>(), generator.subschema_for::<WhatCanAnswer>()];
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "Who can do what",
        "description": "What `who-can` and `what-can` answer with `--format json`.",
        "oneOf": answers,
        "$defs": generator.take_definitions(true),
    });
    format!("{schema:#}\n")
}
