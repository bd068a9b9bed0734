//! The JSON Schema of what `check` answers.

use schemars::generate::SchemaSettings;
use serde_json::json;

use crate::suggest::{AdvisedAnswer, NoAnswer};

const ID: &str = "urn:iamsim:schema:answer:1";

/// The schema, made of the types that write the answers.
pub(super) fn answer_schema() -> String {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let answers =
        [generator.subschema_for::<AdvisedAnswer>(), generator.subschema_for::<NoAnswer>()];
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "An answer",
        "description": "What `iamsim check --format json` answers.",
        "oneOf": answers,
        "$defs": generator.take_definitions(true),
    });
    format!("{schema:#}\n")
}
