//! The schemas of answers, in `docs/schemas`, are what the types say that write the answers.
//!
//! `UPDATE_DOCS=1 cargo test --lib schema` writes them anew.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// What makes the schema of an answer.
pub(crate) fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}

/// Compares the schema of a name, or writes it.
#[track_caller]
pub(crate) fn assert_schema(name: &str, schema: &Value) {
    let path = format!("docs/schemas/{name}.schema.json");
    let right = format!("{schema:#}\n");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, right).unwrap();
    } else {
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == right, "{path} is not what the types say; UPDATE_DOCS=1 rewrites it");
    }
}
