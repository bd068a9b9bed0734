//! In: what came of scenario files. Out: JSON, versioned, and the schema of all JSON reports.

mod case;
mod failure;
mod schema;
mod test_report;

pub use schema::report_schema;
pub use test_report::Json;
