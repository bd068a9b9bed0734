//! The JSON Schema of what `explain` answers.

use schemars::generate::SchemaSettings;
use serde_json::json;

use super::ExplainAnswer;

const ID: &str = "urn:iamsim:schema:explain:1";

/// The schema, made of the types that write the answer.
pub(in crate::cli) fn explain_schema() -> String {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let answer = generator.subschema_for::<ExplainAnswer>();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "Why AWS refused calls",
        "description": "What `explain` answers with `--format json`.",
        "allOf": [answer],
        "$defs": generator.take_definitions(true),
    });
    format!("{schema:#}\n")
}
