//! Saved results of AWS's policy simulator.

use crate::bundle::{Fields, Placed, Trouble};
use crate::text::quote;

/// What the simulator said of one action on one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) action: String,
    pub(super) resource: String,
    /// `None` if nobody asked the simulator.
    pub(super) decision: Option<String>,
}

const RESULT_FIELDS: &[&str] = &[
    "EvalActionName",
    "EvalResourceName",
    "EvalDecision",
    "MatchedStatements",
    "MissingContextValues",
    "OrganizationsDecisionDetail",
    "PermissionsBoundaryDecisionDetail",
    "EvalDecisionDetails",
    "ResourceSpecificResults",
];

const SPECIFIC_FIELDS: &[&str] = &[
    "EvalResourceName",
    "EvalResourceDecision",
    "MatchedStatements",
    "MissingContextValues",
    "EvalDecisionDetails",
    "PermissionsBoundaryDecisionDetail",
];

const DECISIONS: &[&str] = &["allowed", "explicitDeny", "implicitDeny"];

/// The answers in their order: each resource's own where they are told apart.
// AWS: M-2, M-3
pub(super) fn answers(
    results: Placed<'_>,
    notes: &mut Vec<String>,
) -> Result<Vec<Answer>, Trouble> {
    let fields =
        results.fields(&["EvaluationResults", "IsTruncated", "Marker", "ResponseMetadata"])?;
    if fields.flag("IsTruncated")? {
        notes.push("the results are a page of several: the others are not here".to_owned());
    }
    let list = fields.some("EvaluationResults").unwrap_or(results);
    let (mut answers, mut details) = (Vec::new(), false);
    for result in list.list()? {
        let fields = result.fields(RESULT_FIELDS)?;
        let action = needed(&fields, "EvalActionName")?;
        details |= has_statements(&fields);
        tell_missing(&fields, notes)?;
        let specific =
            fields.some("ResourceSpecificResults").map_or_else(Vec::new, Placed::one_or_more);
        if specific.is_empty() {
            let resource = fields.text("EvalResourceName")?.unwrap_or("*").to_owned();
            let decision = Some(decision(&fields, "EvalDecision")?);
            answers.push(Answer { action: action.clone(), resource, decision });
        }
        for one in specific {
            let fields = one.fields(SPECIFIC_FIELDS)?;
            details |= has_statements(&fields);
            let resource = needed(&fields, "EvalResourceName")?;
            let decision = Some(decision(&fields, "EvalResourceDecision")?);
            answers.push(Answer { action: action.clone(), resource, decision });
        }
    }
    if details {
        notes.push(
            "which statements matched does not carry over: add `because` where it matters"
                .to_owned(),
        );
    }
    if answers.is_empty() {
        return Err(list.trouble("missing-results", "there is no result here"));
    }
    Ok(answers)
}

fn has_statements(fields: &Fields<'_>) -> bool {
    fields.some("MatchedStatements").is_some_and(|list| !list.one_or_more().is_empty())
}

// AWS: M-9
fn tell_missing(fields: &Fields<'_>, notes: &mut Vec<String>) -> Result<(), Trouble> {
    for key in fields.some("MissingContextValues").map_or_else(Vec::new, Placed::one_or_more) {
        let note = format!("the simulator missed {} and took it as absent", quote(key.text()?));
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    Ok(())
}

fn needed(fields: &Fields<'_>, name: &str) -> Result<String, Trouble> {
    let missing =
        || fields.object.trouble("invalid-results", format!("the result has no `{name}`"));
    fields.text(name)?.map(str::to_owned).ok_or_else(missing)
}

fn decision(fields: &Fields<'_>, name: &str) -> Result<String, Trouble> {
    let text = needed(fields, name)?;
    if DECISIONS.contains(&&*text) {
        return Ok(text);
    }
    let at = fields.some(name).unwrap_or(fields.object);
    let message = format!("{} is no decision of the simulator", quote(&text));
    let hint = format!("expected one of {}", DECISIONS.join(", "));
    Err(at.trouble("invalid-results", message).with_hint(hint))
}
