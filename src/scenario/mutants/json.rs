//! Mutants as JSON, versioned.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use super::diff::Diff;
use super::outcome::{Judged, MutantRun, Outcome};
use super::people::why;
use super::report::MutantReport;
use crate::bundle::{ErrorAnswer, harmless};
use crate::scenario::judge::Outcome as CaseOutcome;
use crate::scenario::{CaseReport, FileReport};
use crate::text::DiffLine;

/// What came of the mutants of policies.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(in crate::scenario) struct MutantsReport {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// What is reported.
    #[cfg_attr(test, schemars(extend("const" = "mutants")))]
    kind: &'static str,
    /// The policies whose mutants were judged.
    policies: Vec<Box<str>>,
    /// The mutants, worst first.
    mutants: Vec<MutantAnswer>,
    /// Why nothing was judged: cases that do not pass without any mutant, and files that cannot be
    /// read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    obstacles: Vec<ObstacleAnswer>,
    /// How many ended how.
    summary: MutantSummaryAnswer,
}

/// A policy changed by one small step.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Mutant"))]
struct MutantAnswer {
    /// Unique within the run: `policies/home.json#drop-value:3:14`.
    id: Box<str>,
    /// The step: `drop-value`.
    operator: &'static str,
    /// What it can do to what is granted.
    #[cfg_attr(test, schemars(extend("enum" = ["more", "either", "less"])))]
    grants: &'static str,
    /// The policy.
    path: Box<str>,
    /// Line of what changes, from 1.
    line: usize,
    /// Its column, from 1, in characters.
    column: usize,
    /// What the step does, in one line.
    description: Box<str>,
    /// What came of it.
    #[cfg_attr(test, schemars(extend("enum" = ["caught", "unasked", "masked", "loose", "equivalent"])))]
    outcome: &'static str,
    /// Why, in one line.
    reason: Box<str>,
    /// The case that noticed, or would have.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<Box<str>>,
    /// The change of the policy's text; left out if its layout has no simple place for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<DiffAnswer>,
}

/// A change of a text.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Diff"))]
struct DiffAnswer {
    /// The number of the first line.
    first_line: usize,
    /// The lines, each behind `-`, `+` or a space.
    lines: Vec<Box<str>>,
}

/// A case that does not pass without any mutant, or a file that cannot be read.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Obstacle"))]
struct ObstacleAnswer {
    /// The scenario file.
    path: Box<str>,
    /// The case; left out if it is the file as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<Box<str>>,
    /// Why there is no answer; none if there is one that was not expected.
    errors: Vec<ErrorAnswer>,
}

/// How many mutants ended how.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "MutantSummary"))]
struct MutantSummaryAnswer {
    /// Cases that judged.
    cases: usize,
    /// Mutants that a case noticed.
    caught: usize,
    /// Mutants that no case noticed.
    survived: usize,
    /// Mutants that say the same of every request, and are not counted.
    equivalent: usize,
    /// How many of a hundred were noticed, rounded down.
    percent: usize,
    /// How long it took.
    seconds: f64,
}

/// `{"v":1,"kind":"mutants","policies":[..],"mutants":[..],"summary":{..}}`
#[derive(Clone, Copy, Debug, Default)]
pub struct MutantsJson;

impl MutantReport for MutantsJson {
    fn run(&mut self, run: &MutantRun, seconds: f64) -> String {
        json(&MutantsReport::new(run, Vec::new(), seconds))
    }

    fn without_judges(&mut self, troubled: &[FileReport], seconds: f64) -> String {
        let obstacles = troubled.iter().flat_map(obstacles).collect();
        let nothing = MutantRun { judged: Vec::new(), policies: Vec::new(), cases: 0 };
        json(&MutantsReport::new(&nothing, obstacles, seconds))
    }
}

fn json(report: &MutantsReport) -> String {
    // INVARIANT: no map has keys other than texts, and no serializer here fails.
    harmless(serde_json::to_string(report).unwrap_or_default()) + "\n"
}

impl MutantsReport {
    fn new(run: &MutantRun, obstacles: Vec<ObstacleAnswer>, seconds: f64) -> Self {
        let summary = run.summary();
        Self {
            v: 1,
            kind: "mutants",
            policies: run.policies.iter().map(|policy| (**policy).into()).collect(),
            mutants: run.judged.iter().map(MutantAnswer::new).collect(),
            obstacles,
            summary: MutantSummaryAnswer {
                cases: run.cases,
                caught: summary.caught,
                survived: summary.survived,
                equivalent: summary.equivalent,
                percent: summary.percent(),
                seconds,
            },
        }
    }
}

impl MutantAnswer {
    fn new(one: &Judged) -> Self {
        let at = one.place.position();
        Self {
            id: (&*one.id).into(),
            operator: one.mutant.operator.name(),
            grants: one.mutant.direction.name(),
            path: (&*one.policy).into(),
            line: at.line,
            column: at.column,
            description: (&*one.mutant.description).into(),
            outcome: one.outcome.name(),
            reason: why(one).into(),
            case: match &one.outcome {
                Outcome::Caught { case }
                | Outcome::Masked { case, .. }
                | Outcome::Loose { case, .. } => Some((&**case).into()),
                Outcome::Unasked | Outcome::Equivalent => None,
            },
            diff: one.diff().as_ref().map(DiffAnswer::new),
        }
    }
}

impl DiffAnswer {
    fn new(diff: &Diff) -> Self {
        let line = |line: &DiffLine| format!("{}{}", line.sign, line.text).into();
        Self { first_line: diff.first_line, lines: diff.lines.iter().map(line).collect() }
    }
}

fn obstacles(report: &FileReport) -> Vec<ObstacleAnswer> {
    let path: Box<str> = (&*report.name).into();
    let of_case = |case: &CaseReport| {
        let errors = match &case.outcome {
            CaseOutcome::Errored(troubles) => troubles.iter().map(ErrorAnswer::new).collect(),
            CaseOutcome::Passed | CaseOutcome::Failed(_) | CaseOutcome::Waived(..) => Vec::new(),
        };
        ObstacleAnswer { path: path.clone(), case: Some(case.name().into()), errors }
    };
    match &report.cases {
        Ok(cases) => cases.iter().map(of_case).collect(),
        Err(troubles) => {
            let errors = troubles.iter().map(ErrorAnswer::new).collect();
            vec![ObstacleAnswer { path, case: None, errors }]
        }
    }
}
