//! The JSON Schema of the JSON reports, made of the types that write them.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::json;

use super::test_report::TestReport;
use crate::scenario::coverage::CoverageReport;
use crate::scenario::mutants::MutantsReport;

const ID: &str = "urn:iamsim:schema:report:1";

/// The reports, told apart by their `kind`.
fn kinds(generator: &mut SchemaGenerator) -> Vec<Schema> {
    vec![
        generator.subschema_for::<TestReport>(),
        generator.subschema_for::<MutantsReport>(),
        generator.subschema_for::<CoverageReport>(),
    ]
}

/// The JSON Schema of every JSON report.
pub fn report_schema() -> String {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let kinds = kinds(&mut generator);
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "A report of iamsim",
        "description": "What `--report json` writes; `kind` tells of what.",
        "oneOf": kinds,
        "$defs": generator.take_definitions(true),
    });
    format!("{schema:#}\n")
}
