//! The schema of what `explain` answers.

use serde_json::json;

use super::ExplainAnswer;
use crate::text::schema_tests::{assert_schema, generator};

#[test]
fn the_schema_is_what_the_types_say() {
    let mut generator = generator();
    let answer = generator.subschema_for::<ExplainAnswer>();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:iamsim:schema:explain:1",
        "title": "Why AWS refused calls",
        "description": "What `explain` answers with `--format json`.",
        "allOf": [answer],
        "$defs": generator.take_definitions(true),
    });
    assert_schema("explain", &schema);
}
