//! In: what came of scenario files. Out: JSON, versioned, and the schema of all JSON reports.

mod case;
mod failure;
mod found;
#[cfg(test)]
mod schema_tests;
mod test_report;

use crate::text::packed;
pub use test_report::Json;

/// The JSON Schema of every JSON report.
pub fn report_schema() -> String {
    packed!("docs/schemas/report.schema.json").text()
}
