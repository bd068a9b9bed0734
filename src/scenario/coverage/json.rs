//! Coverage as JSON.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::gaps::{Gap, Requests};
use super::model::{
    ElementCoverage, Half, Measured, PolicyCoverage, StatementCoverage, StatementState,
    ValueCoverage,
};
use super::tally::Tally;
use crate::bundle::{PositionAnswer, harmless};
use crate::edges::Draft;
use crate::text::{Node, Source, Span};

/// What cases have shown of policies.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(in crate::scenario) struct CoverageReport {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// What is reported.
    #[cfg_attr(test, schemars(extend("const" = "coverage")))]
    kind: &'static str,
    /// The policies by the names of their files.
    policies: Vec<CoveredPolicy>,
    /// How much of all of them is covered.
    summary: CoverageSummary,
}

/// How much is covered.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct CoverageSummary {
    /// Statements that were the reason of a decision.
    statements: CoverageTally,
    /// Values of all elements that were shown to matter.
    values: CoverageTally,
    /// Values of conditions that were shown to matter.
    conditions: CoverageTally,
}

/// How many of something are covered.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct CoverageTally {
    /// Those that are covered.
    covered: usize,
    /// All of them.
    total: usize,
}

/// What cases have shown of a policy.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct CoveredPolicy {
    /// Its file.
    path: Box<str>,
    /// Its statements in the order written.
    statements: Vec<CoveredStatement>,
    /// What no case has shown yet, by place.
    gaps: Vec<CoverageGap>,
    /// How much of it is covered.
    summary: CoverageSummary,
}

/// What cases have shown of a statement.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct CoveredStatement {
    /// Its number within the policy, from 0.
    index: usize,
    /// Its `Sid`.
    sid: Option<Box<str>>,
    /// `Allow` or `Deny`.
    #[cfg_attr(test, schemars(extend("enum" = ["Allow", "Deny"])))]
    effect: &'static str,
    /// Whether it was ever the reason of a decision, applied without being the reason, or neither.
    state: CoveredState,
    /// How often it was the reason.
    reasons: u64,
    /// How often it applied.
    matches: u64,
    /// Its elements that have values.
    elements: Vec<CoveredElement>,
    #[serde(flatten)]
    place: CoveredPlace,
}

/// What the cases met of a statement.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
enum CoveredState {
    /// It was the reason of a decision.
    Reason,
    /// It applied, but something else decided otherwise.
    Matched,
    /// It never applied.
    NeverMet,
}

/// What cases have shown of an element.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct CoveredElement {
    /// Its name as written: `Action`, `NotResource`, or a condition's operator.
    element: Box<str>,
    /// The key of a condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Box<str>>,
    /// How often it fitted while all other elements did.
    fitted: u64,
    /// How often it alone did not fit.
    failed: u64,
    /// Its values in the order written.
    values: Vec<CoveredValue>,
}

/// What cases have shown of a value.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct CoveredValue {
    /// As written.
    value: Box<str>,
    /// How often it alone decided what its element answered.
    hits: u64,
    /// What no case has shown yet: that it decides alone, or that its element answers otherwise.
    missing: Vec<MissingHalf>,
    #[serde(flatten)]
    place: CoveredPlace,
}

/// One of the two things that show that a value matters.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
enum MissingHalf {
    /// It alone decides what its element answers.
    Alone,
    /// Its element gives the other answer.
    Otherwise,
}

/// Something that no case has shown yet.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct CoverageGap {
    /// The number of the statement within the policy, from 0.
    statement: usize,
    /// What is missing.
    message: Box<str>,
    /// The case that would show it.
    needed: Box<str>,
    /// A request that would show it, as a case has it. Requests are looked for
    /// up to 200 times, less often where statements have many values.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Map<String, Value>>,
    #[serde(flatten)]
    place: CoveredPlace,
}

/// From where to where something stands.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct CoveredPlace {
    /// Where it begins.
    start: PositionAnswer,
    /// Where it ends, exclusive.
    end: PositionAnswer,
}

/// The report as JSON on one line, harmless to a terminal.
pub fn json(measured: &Measured) -> String {
    // INVARIANT: no map has keys other than texts, and no serializer here fails.
    let text = serde_json::to_string(&CoverageReport::new(measured)).unwrap_or_default();
    format!("{}\n", harmless(text))
}

impl CoverageReport {
    fn new(measured: &Measured) -> Self {
        let summary = CoverageSummary {
            statements: measured.statements().into(),
            values: measured.values().into(),
            conditions: measured.conditions().into(),
        };
        let mut requests = Requests::new(measured);
        let policies = measured.policies.iter();
        let policies = policies.map(|policy| CoveredPolicy::new(policy, &mut requests)).collect();
        Self { v: 1, kind: "coverage", policies, summary }
    }
}

impl CoveredPolicy {
    fn new(policy: &PolicyCoverage, requests: &mut Requests) -> Self {
        let source = &policy.source;
        let statements = policy.statements.iter();
        Self {
            path: source.name().into(),
            statements: statements.map(|one| CoveredStatement::new(one, source)).collect(),
            gaps: policy
                .gaps()
                .iter()
                .map(|gap| CoverageGap::new(gap, requests.of(policy, gap).as_ref()))
                .collect(),
            summary: CoverageSummary {
                statements: policy.statements().into(),
                values: policy.values().into(),
                conditions: policy.conditions().into(),
            },
        }
    }
}

impl CoveredStatement {
    fn new(statement: &StatementCoverage, source: &Source) -> Self {
        let elements = statement.elements.iter();
        Self {
            index: statement.index,
            sid: statement.sid.clone(),
            effect: statement.effect.name(),
            state: match statement.state() {
                StatementState::Reason => CoveredState::Reason,
                StatementState::Matched => CoveredState::Matched,
                StatementState::NeverMet => CoveredState::NeverMet,
            },
            reasons: statement.reasons,
            matches: statement.matches,
            elements: elements.map(|element| CoveredElement::new(element, source)).collect(),
            place: CoveredPlace::new(statement.span, source),
        }
    }
}

impl CoveredElement {
    fn new(element: &ElementCoverage, source: &Source) -> Self {
        let values = element.values.iter();
        Self {
            element: element.name.clone(),
            key: element.key.clone(),
            fitted: element.fitted,
            failed: element.failed,
            values: values.map(|value| CoveredValue::new(element, value, source)).collect(),
        }
    }
}

impl CoveredValue {
    fn new(element: &ElementCoverage, value: &ValueCoverage, source: &Source) -> Self {
        let half = |half: Half| match half {
            Half::Alone => MissingHalf::Alone,
            Half::Otherwise => MissingHalf::Otherwise,
        };
        Self {
            value: value.text.clone(),
            hits: value.hits,
            missing: element.missing(value).into_iter().map(half).collect(),
            place: CoveredPlace::new(value.span, source),
        }
    }
}

impl CoverageGap {
    fn new(gap: &Gap, request: Option<&Draft>) -> Self {
        Self {
            statement: gap.statement,
            message: (&*gap.message).into(),
            needed: (&*gap.needed).into(),
            request: request.and_then(|draft| as_object(&draft.to_node())),
            place: CoveredPlace::new(gap.place.span, &gap.place.source),
        }
    }
}

fn as_object(case: &Node) -> Option<Map<String, Value>> {
    serde_json::from_str(&case.to_json_line()).ok()
}

impl CoveredPlace {
    fn new(span: Span, source: &Source) -> Self {
        Self { start: source.position(span.start).into(), end: source.position(span.end).into() }
    }
}

impl From<Tally> for CoverageTally {
    fn from(tally: Tally) -> Self {
        Self { covered: tally.covered, total: tally.total }
    }
}
