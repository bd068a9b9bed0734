//! The schema of what `iamsim env show` tells.

use super::show::Overview;
use crate::text::schema_tests::{assert_schema, generator};

#[test]
fn the_schema_is_what_the_types_say() {
    let mut schema = generator().into_root_schema_for::<Overview>();
    schema.insert("$id".to_owned(), "urn:iamsim:schema:overview:1".into());
    assert_schema("overview", schema.as_value());
}
