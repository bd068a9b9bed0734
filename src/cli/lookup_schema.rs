//! The JSON Schema of what `actions`, `describe` and `policies` answer.

use schemars::generate::SchemaSettings;
use serde_json::json;

use super::actions::{Listing, Shrunk};
use super::describe::Description;
use super::policies::PoliciesAnswer;

const ID: &str = "urn:iamsim:schema:lookup:1";

/// The schema, made of the types that write the answers.
pub(super) fn lookup_schema() -> String {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let answers = [
        generator.subschema_for::<Listing<'_>>(),
        generator.subschema_for::<Shrunk<'_>>(),
        generator.subschema_for::<Description<'_>>(),
        generator.subschema_for::<PoliciesAnswer>(),
    ];
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "What iamsim knows of AWS",
        "description": "What `actions`, `describe` and `policies` answer with `--format json`.",
        "oneOf": answers,
        "$defs": generator.take_definitions(true),
    });
    format!("{schema:#}\n")
}
