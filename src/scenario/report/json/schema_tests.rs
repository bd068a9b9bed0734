//! The schema of the JSON reports.

use serde_json::json;

use super::test_report::TestReport;
use crate::scenario::coverage::CoverageReport;
use crate::scenario::mutants::MutantsReport;
use crate::text::schema_tests::{assert_schema, generator};

#[test]
fn the_schema_is_what_the_types_say() {
    let mut generator = generator();
    let kinds = [
        generator.subschema_for::<TestReport>(),
        generator.subschema_for::<MutantsReport>(),
        generator.subschema_for::<CoverageReport>(),
    ];
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:iamsim:schema:report:1",
        "title": "A report of iamsim",
        "description": "What `--report json` writes; `kind` tells of what.",
        "oneOf": kinds,
        "$defs": generator.take_definitions(true),
    });
    assert_schema("report", &schema);
}
