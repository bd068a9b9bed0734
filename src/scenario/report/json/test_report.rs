//! The report on scenario files.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use super::case::FileAnswer;
use crate::bundle::harmless;
use crate::scenario::report::{Ending, Report, Summary};
use crate::scenario::{ASSUMPTIONS, Assumption, FileReport};

/// What came of scenario files.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct TestReport {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// What is reported.
    #[cfg_attr(test, schemars(extend("const" = "test")))]
    kind: &'static str,
    /// The files that were run, in order.
    files: Vec<FileAnswer>,
    /// What the proofs of claims rest on; left out where there was none to prove.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assumptions: Vec<AssumptionAnswer>,
    /// How many cases ended how.
    summary: SummaryAnswer,
}

/// Something that is taken to hold for all requests.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Assumption"))]
struct AssumptionAnswer {
    /// A stable kebab-case name.
    code: &'static str,
    /// In words.
    message: &'static str,
}

/// How many cases ended how.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Summary"))]
struct SummaryAnswer {
    /// Files that were read.
    files: usize,
    /// Files that could not be read.
    unreadable: usize,
    /// Files that were not run because an earlier one failed.
    left_out: usize,
    /// Cases that came out as expected.
    passed: usize,
    /// Cases that came out otherwise.
    failed: usize,
    /// Cases without an answer.
    errored: usize,
    /// Claims that are waived; left out if there are none.
    #[serde(skip_serializing_if = "is_zero")]
    waived: usize,
    /// How long it took.
    seconds: f64,
}

fn assumptions() -> Vec<AssumptionAnswer> {
    let answer = |one: Assumption| AssumptionAnswer { code: one.code, message: one.text };
    ASSUMPTIONS.into_iter().map(answer).collect()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl TestReport {
    fn without_files(ending: &Ending) -> Self {
        let Ending { summary, seconds, files_left_out } = *ending;
        let Summary { files, unreadable, passed, failed, errored, skipped, claims } = summary;
        let summary = SummaryAnswer {
            files,
            unreadable,
            left_out: files_left_out,
            passed,
            failed,
            errored,
            waived: skipped,
            seconds,
        };
        let assumptions = if claims > 0 { assumptions() } else { Vec::new() };
        Self { v: 1, kind: "test", files: Vec::new(), assumptions, summary }
    }

    /// What stands before the files, and after them.
    fn around_files(ending: &Ending) -> (String, String) {
        let whole = json(&Self::without_files(ending));
        let (before, after) = whole.split_once("[]").unwrap_or_default();
        (format!("{before}["), format!("]{after}"))
    }
}

/// `{"v":1,"kind":"test","files":[..],"summary":{..}}`, written file by file, each on a line.
#[derive(Clone, Debug, Default)]
pub struct Json {
    has_begun: bool,
}

impl Report for Json {
    fn file(&mut self, report: &FileReport) -> String {
        let has_begun = std::mem::replace(&mut self.has_begun, true);
        let before =
            if has_begun { ",".to_owned() } else { TestReport::around_files(&Ending::default()).0 };
        format!("{before}\n{}", json(&FileAnswer::new(report)))
    }

    fn end(&mut self, ending: &Ending) -> String {
        let (before, after) = TestReport::around_files(ending);
        let before = if self.has_begun { "\n" } else { &before };
        format!("{before}{after}\n")
    }
}

/// As JSON on one line.
fn json(value: &impl Serialize) -> String {
    // INVARIANT: no map has keys other than texts, and no serializer here fails.
    harmless(serde_json::to_string(value).unwrap_or_default())
}
