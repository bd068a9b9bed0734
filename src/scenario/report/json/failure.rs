//! Why a case failed, as the JSON report writes it.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use super::case::{PlaceAnswer, errors_of};
use super::found::FoundAnswer;
use crate::bundle::{DecidedAnswer, ErrorAnswer, PositionAnswer, StatementAnswer, Verdict};
use crate::explain::{Miss, NearMiss, StatementPlace};
use crate::scenario::Mismatch;
use crate::scenario::report::mismatch::{kind, message, near_denies};
use crate::scenario::report::of_file::is_in_file;

/// How an answer differs from what was expected.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Failure"))]
pub(super) struct FailureAnswer {
    /// Of which kind.
    #[cfg_attr(test, schemars(extend("enum" = ["wrong-decision", "wrong-reason", "wrong-missing", "wrong-error", "broken-never", "broken-always", "new-access", "not-proven"])))]
    kind: &'static str,
    /// In one line.
    message: Box<str>,
    /// Where the expectation is written.
    expected_at: PlaceAnswer,
    /// What came out in place of it; left out if a mistake was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "AnswerAnswer"))]
    answer: Option<AnswerAnswer>,
    /// The mistakes that were found where another one was expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ErrorAnswer>,
    /// What refutes a claim, a request for each statement.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    found: Vec<FoundAnswer>,
}

/// What came out, as `iamsim eval` tells it, and what came close.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Answer"))]
struct AnswerAnswer {
    #[serde(flatten)]
    decided: DecidedAnswer,
    /// Statements that came closest to allowing, the closest first; then Denies that may apply.
    near_misses: Vec<NearMissAnswer>,
    /// Where a Deny was expected and none applies: those that came closest, the closest first.
    near_denies: Vec<NearMissAnswer>,
}

/// A statement that did not apply, or may not.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "NearMiss"))]
struct NearMissAnswer {
    #[serde(flatten)]
    statement: StatementAnswer,
    /// The elements that did not fit, or may not.
    misses: Vec<MissAnswer>,
}

/// An element that did not fit, or may not.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Miss"))]
struct MissAnswer {
    /// Its name as written: `NotResource`, `StringEquals`.
    element: Box<str>,
    /// Whether it hangs on something unknown; else it surely does not fit.
    open: bool,
    /// What was compared.
    message: Box<str>,
    /// Where it begins.
    start: PositionAnswer,
    /// Where it ends, exclusive.
    end: PositionAnswer,
}

impl FailureAnswer {
    pub(super) fn new(mismatch: &Mismatch) -> Self {
        let (answer, errors) = match mismatch {
            Mismatch::Claim(broken) => {
                let first = broken.found.iter().find_map(|one| one.verdict.as_ref());
                (first.map(|verdict| AnswerAnswer::new(verdict, &[])), Vec::new())
            }
            Mismatch::Decision { verdict, .. }
            | Mismatch::Because { verdict, .. }
            | Mismatch::Missing { verdict, .. } => {
                (Some(AnswerAnswer::new(verdict, &near_denies(mismatch))), Vec::new())
            }
            Mismatch::Error { found, .. } => (None, errors_of(found)),
        };
        let (kind, message) = (kind(mismatch), message(mismatch).into());
        let found = match mismatch {
            Mismatch::Claim(broken) => broken.found.iter().map(FoundAnswer::new).collect(),
            _ => Vec::new(),
        };
        Self { kind, message, expected_at: mismatch.expected_at().into(), answer, errors, found }
    }
}

impl AnswerAnswer {
    fn new(verdict: &Verdict, near_denies: &[&NearMiss]) -> Self {
        let near = verdict.deciding().map(|one| &one.explanation.near_misses);
        Self {
            decided: DecidedAnswer::new(verdict, &[]).with_paths(verdict, path_of),
            near_misses: near.into_iter().flatten().map(NearMissAnswer::new).collect(),
            near_denies: near_denies.iter().map(|near| NearMissAnswer::new(near)).collect(),
        }
    }
}

pub(super) fn path_of(statement: &StatementPlace) -> Option<&str> {
    is_in_file(&statement.source).then(|| statement.source.name())
}

impl NearMissAnswer {
    fn new(near: &NearMiss) -> Self {
        let misses = near.misses.iter().map(|miss| MissAnswer::new(miss, &near.statement));
        let statement = StatementAnswer::in_file(&near.statement, path_of(&near.statement));
        Self { statement, misses: misses.collect() }
    }
}

impl MissAnswer {
    fn new(miss: &Miss, statement: &StatementPlace) -> Self {
        Self {
            element: (&*miss.name).into(),
            open: miss.open,
            message: (&*miss.message).into(),
            start: statement.source.position(miss.span.start).into(),
            end: statement.source.position(miss.span.end).into(),
        }
    }
}
