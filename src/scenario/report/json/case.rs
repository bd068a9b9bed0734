//! Files and cases as the JSON report writes them.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use super::failure::FailureAnswer;
use crate::bundle::{ErrorAnswer, Trouble};
use crate::evaluate::Decision;
use crate::scenario::{CaseReport, ClaimKind, FileReport, Outcome, Place, Wanted};

/// What came of a file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "File"))]
pub(super) struct FileAnswer {
    /// Its path.
    path: Box<str>,
    /// What came of its cases, in the order of the file; none if it could not be read.
    cases: Vec<CaseAnswer>,
    /// Why it could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ErrorAnswer>,
    /// What is suspect in its policies, and its fixtures that no case uses.
    warnings: Vec<ErrorAnswer>,
}

/// What came of a case.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Case"))]
struct CaseAnswer {
    /// Unique within the run: `file#name[action=..]`.
    id: Box<str>,
    /// The case's name and what tells its cells apart.
    name: Box<str>,
    /// Where it begins.
    place: PlaceAnswer,
    /// What is claimed, if it is no case but a claim about all requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Box<str>", extend("enum" = ["never", "always", "noNewAccess"])))]
    claim: Option<&'static str>,
    /// What was expected; left out if the case itself is mistaken, and for claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "ExpectedAnswer"))]
    expected: Option<ExpectedAnswer>,
    /// What came of it.
    outcome: OutcomeAnswer,
    /// What was decided; left out if there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Box<str>", extend("enum" = ["allowed", "explicitDeny", "implicitDeny", "undecided"])))]
    decision: Option<&'static str>,
    /// How the answer differs from what was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "FailureAnswer"))]
    failure: Option<FailureAnswer>,
    /// The leave that a claim has not to hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "WaiverAnswer"))]
    waiver: Option<WaiverAnswer>,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ErrorAnswer>,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Outcome"))]
enum OutcomeAnswer {
    /// As expected.
    Passed,
    /// Otherwise.
    Failed,
    /// Without an answer.
    Errored,
    /// A claim that does not hold, with leave for now.
    Waived,
}

/// Leave to break a claim for a while.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Waiver"))]
struct WaiverAnswer {
    /// Its last day, `2026-12-31`.
    until: Box<str>,
    /// Why.
    reason: Box<str>,
    /// Where it is written.
    place: PlaceAnswer,
}

/// What a case expects.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(untagged)]
#[cfg_attr(test, schemars(rename = "Expected"))]
enum ExpectedAnswer {
    /// A decision.
    Decision(
        #[cfg_attr(test, schemars(extend("enum" = ["allowed", "denied", "explicitDeny", "implicitDeny", "undecided"])))]
         Box<str>,
    ),
    /// A mistake.
    Error {
        /// Its code.
        error: Box<str>,
    },
}

/// A place in a file, counted from 1.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Place"))]
pub(super) struct PlaceAnswer {
    /// The file.
    path: Box<str>,
    /// Line, from 1.
    line: usize,
    /// Column, from 1, in characters.
    column: usize,
}

impl FileAnswer {
    pub(super) fn new(report: &FileReport) -> Self {
        let (cases, errors) = match &report.cases {
            Ok(cases) => (cases.iter().map(CaseAnswer::new).collect(), Vec::new()),
            Err(troubles) => (Vec::new(), errors_of(troubles)),
        };
        let warnings = report.warnings.iter().chain(&report.unused).map(ErrorAnswer::new);
        Self { path: (&*report.name).into(), cases, errors, warnings: warnings.collect() }
    }
}

impl CaseAnswer {
    fn new(case: &CaseReport) -> Self {
        let (outcome, failure, errors) = match &case.outcome {
            Outcome::Passed => (OutcomeAnswer::Passed, None, Vec::new()),
            Outcome::Failed(mismatch) => {
                (OutcomeAnswer::Failed, Some(FailureAnswer::new(mismatch)), Vec::new())
            }
            Outcome::Errored(troubles) => (OutcomeAnswer::Errored, None, errors_of(troubles)),
            Outcome::Waived(_, mismatch) => {
                (OutcomeAnswer::Waived, Some(FailureAnswer::new(mismatch)), Vec::new())
            }
        };
        Self {
            id: (&*case.id).into(),
            name: case.name().into(),
            place: (&case.place).into(),
            claim: case.claim.map(ClaimKind::name),
            expected: case.expected.as_ref().map(ExpectedAnswer::from),
            outcome,
            decision: case.decision.map(Decision::name),
            failure,
            waiver: waiver_of(&case.outcome),
            errors,
        }
    }
}

fn waiver_of(outcome: &Outcome) -> Option<WaiverAnswer> {
    let Outcome::Waived(waiver, _) = outcome else { return None };
    Some(WaiverAnswer {
        until: (&*waiver.until).into(),
        reason: (&*waiver.reason).into(),
        place: (&waiver.place).into(),
    })
}

/// Mistakes with their places.
pub(super) fn errors_of(troubles: &[Trouble]) -> Vec<ErrorAnswer> {
    troubles.iter().map(ErrorAnswer::new).collect()
}

impl From<&Wanted> for ExpectedAnswer {
    fn from(wanted: &Wanted) -> Self {
        match wanted {
            Wanted::Decision(_) | Wanted::Denied => Self::Decision(wanted.to_string().into()),
            Wanted::Error(code) => Self::Error { error: code.clone() },
        }
    }
}

impl From<&Place> for PlaceAnswer {
    fn from(place: &Place) -> Self {
        let at = place.position();
        Self { path: place.source.name().into(), line: at.line, column: at.column }
    }
}
