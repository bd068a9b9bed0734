//! For code scanning: SARIF 2.1.0.

use serde_json::Value;

use super::github::{about, request};
use super::page::{Page, why};
use crate::cli::compare::report::{log, not_shown, result_of};

/// The whole log.
pub(super) fn sarif_log(page: &Page) -> String {
    let found = page.shown.iter().map(|shown| {
        let text = format!("{}: {}", shown.message(page), request(shown));
        result_of(shown.code(), &text, shown.statement.as_ref(), &shown.parts)
    });
    let open = page.open().map(|open| not_shown(&format!("{}{}", about(open), why(open))));
    log(&found.chain(open).collect::<Vec<Value>>())
}
