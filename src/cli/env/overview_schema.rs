//! The JSON Schema of what `iamsim env show` tells.

use schemars::generate::SchemaSettings;

use super::show::Overview;

const ID: &str = "urn:iamsim:schema:overview:1";

/// The schema, made of the types that write the overview.
pub(in crate::cli) fn overview_schema() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Overview>();
    schema.insert("$id".to_owned(), ID.into());
    format!("{:#}\n", schema.as_value())
}
