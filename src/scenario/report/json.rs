//! JSON.

use super::{Ending, Report};
use crate::scenario::FileReport;

/// `{"v":1,"kind":"test","files":[..],"summary":{..}}`, written file by file.
#[derive(Clone, Debug, Default)]
pub struct Json {
    has_begun: bool,
}

impl Report for Json {
    fn file(&mut self, report: &FileReport) -> String {
        let begins = std::mem::replace(&mut self.has_begun, true);
        let separator = if begins { "," } else { "{\"v\":1,\"kind\":\"test\",\"files\":[" };
        format!("{separator}\n{}", serde_json::json!({ "path": report.name }))
    }

    fn end(&mut self, ending: &Ending) -> String {
        let beginning = if self.has_begun { "" } else { "{\"v\":1,\"kind\":\"test\",\"files\":[" };
        let summary = serde_json::json!({ "passed": ending.summary.passed });
        format!("{beginning}\n],\"summary\":{summary}}}\n")
    }
}

/// The JSON Schema of every JSON report.
pub fn report_schema() -> String {
    serde_json::json!({ "$schema": "https://json-schema.org/draft/2020-12/schema" }).to_string()
}
