//! The impact of a change as JSON: the contract with machines.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::outcome::{Change, Finding, Impact, Reach, Reply, Turn};
use crate::bundle::StatementAnswer;
use crate::environment::Origin;
use crate::text::{Node, Value, packed};

const VERSION: u8 = 1;

/// What a change does.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Impact"))]
struct ImpactAnswer {
    /// The version of this format.
    v: u8,
    /// Always `search`: requests were tried, and others may change too.
    #[cfg_attr(test, schemars(extend("enum" = ["search"])))]
    method: &'static str,
    /// How much was looked at and found.
    summary: SummaryAnswer,
    /// What is there in one environment only, or says something else in the other.
    changes: Vec<ChangeAnswer>,
    /// The requests that are decided differently, what reaches furthest first.
    findings: Vec<FindingAnswer>,
    /// What could not be looked at, and why.
    not_looked_at: Vec<String>,
}

/// How much was looked at and found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "ImpactSummary"))]
struct SummaryAnswer {
    /// Requests decided on both sides.
    requests: usize,
    /// Requests that there were besides, and that were not decided.
    left_out: usize,
    /// Surely allowed after, and not surely before.
    gained: usize,
    /// Denied before, open after.
    may_be_gained: usize,
    /// Surely denied after, and not surely before.
    lost: usize,
    /// Allowed before, open after.
    may_be_lost: usize,
    /// Gains of anybody, without credentials.
    public_gains: usize,
    /// Gains of another account.
    cross_account_gains: usize,
}

/// An entity that changed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "ImpactChange"))]
struct ChangeAnswer {
    /// `role app of 111122223333`
    subject: String,
    /// How it changed.
    #[cfg_attr(test, schemars(extend("enum" = ["created", "changed", "deleted"])))]
    kind: &'static str,
    /// In what it differs.
    facts: Vec<&'static str>,
    /// Where it stood; `null` where it is new.
    before: Option<OriginAnswer>,
    /// Where it stands; `null` where it is gone.
    after: Option<OriginAnswer>,
}

/// Where something is described.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Origin"))]
struct OriginAnswer {
    /// The file.
    path: String,
    /// Line, from 1.
    line: usize,
    /// Column, from 1, in characters.
    column: usize,
    /// What a plan or a template calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Box<str>"))]
    address: Option<Box<str>>,
}

/// A request that is decided differently.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "ImpactFinding"))]
struct FindingAnswer {
    /// Who asks.
    principal: Box<str>,
    /// What for.
    action: Box<str>,
    /// On what.
    resource: Box<str>,
    /// Who owns it, where the request has to say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Box<str>"))]
    resource_account: Option<Box<str>>,
    /// The keys on which the answers hang, as a bundle has them.
    context: serde_json::Map<String, serde_json::Value>,
    /// The case of a scenario that asks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Box<str>"))]
    case: Option<Box<str>>,
    /// The service of the action.
    service: Box<str>,
    /// What the action does, by the catalogue; `null` if it does not have it.
    access_level: Option<&'static str>,
    /// What becomes of it.
    #[cfg_attr(test, schemars(extend("enum" = ["gained", "mayBeGained", "lost", "mayBeLost"])))]
    turn: &'static str,
    /// How far the access reaches.
    #[cfg_attr(test, schemars(extend("enum" = ["public", "crossAccount", "service", "ownAccount"])))]
    reach: &'static str,
    /// The answer before.
    before: ReplyAnswer,
    /// The answer after.
    after: ReplyAnswer,
}

/// An answer with its reason.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Reply"))]
struct ReplyAnswer {
    /// What came out.
    #[cfg_attr(test, schemars(extend("enum" = ["allowed", "explicitDeny", "implicitDeny", "undecided"])))]
    decision: &'static str,
    /// Why, in one line.
    reason: String,
    /// The statements that made it.
    matched_statements: Vec<StatementAnswer>,
    /// What it hangs on.
    missing_context: Vec<MissingAnswer>,
}

/// Something that nobody said and that an answer hangs on.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Missing"))]
struct MissingAnswer {
    /// A condition key, or what else is missing.
    key: String,
    /// Why it matters.
    reason: String,
}

/// The answer as JSON.
pub fn impact_json(impact: &Impact) -> String {
    let gains = |reach: Reach| {
        let is_gain = |one: &&Finding| one.turn.is_gain() && one.reach == reach;
        impact.findings.iter().filter(is_gain).count()
    };
    let answer = ImpactAnswer {
        v: VERSION,
        method: "search",
        summary: SummaryAnswer {
            requests: impact.asked,
            left_out: impact.left_out,
            gained: impact.count(Turn::Gained),
            may_be_gained: impact.count(Turn::MayBeGained),
            lost: impact.count(Turn::Lost),
            may_be_lost: impact.count(Turn::MayBeLost),
            public_gains: gains(Reach::Public),
            cross_account_gains: gains(Reach::CrossAccount),
        },
        changes: impact.changes.iter().map(change).collect(),
        findings: impact.findings.iter().map(finding).collect(),
        not_looked_at: impact.unasked.clone(),
    };
    format!("{:#}\n", json!(answer))
}

fn change(change: &Change) -> ChangeAnswer {
    ChangeAnswer {
        subject: change.subject.clone(),
        kind: change.kind.word(),
        facts: change.facts.clone(),
        before: change.before.as_ref().map(origin),
        after: change.after.as_ref().map(origin),
    }
}

fn origin(origin: &Origin) -> OriginAnswer {
    let start = origin.source.position(origin.span.start);
    OriginAnswer {
        path: origin.source.name().to_owned(),
        line: start.line,
        column: start.column,
        address: origin.address.clone(),
    }
}

fn finding(finding: &Finding) -> FindingAnswer {
    let draft = &finding.draft;
    let context = draft.context_node();
    let context = match &context.value {
        Value::Object(members) => members
            .iter()
            .map(|member| (member.key.text.to_string(), as_json(&member.value)))
            .collect(),
        _ => serde_json::Map::new(),
    };
    FindingAnswer {
        principal: draft.caller.text.clone(),
        action: draft.action.clone(),
        resource: draft.resource.clone(),
        resource_account: draft.resource_account.clone(),
        context,
        case: finding.case.as_deref().map(Box::from),
        service: finding.service.clone(),
        access_level: finding.access_level,
        turn: finding.turn.name(),
        reach: finding.reach.name(),
        before: reply(&finding.before),
        after: reply(&finding.after),
    }
}

fn as_json(node: &Node) -> serde_json::Value {
    serde_json::from_str(&node.to_json_line()).unwrap_or_default()
}

fn reply(reply: &Reply) -> ReplyAnswer {
    let statement = |place| StatementAnswer::in_file(place, Some(place.source.name()));
    let missing = reply
        .missing
        .iter()
        .map(|one| MissingAnswer { key: one.key.clone(), reason: one.reason.clone() });
    ReplyAnswer {
        decision: reply.decision.name(),
        reason: reply.reason.clone(),
        matched_statements: reply.matched.iter().map(statement).collect(),
        missing_context: missing.collect(),
    }
}

/// The JSON Schema of the answer.
pub fn impact_schema() -> String {
    packed!("docs/schemas/impact.schema.json").text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::schema_tests::{assert_schema, generator};

    #[test]
    fn the_schema_is_what_the_types_say() {
        let mut generator = generator();
        let answer = generator.subschema_for::<ImpactAnswer>();
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:iamsim:schema:impact:1",
            "title": "What a change does to access",
            "description": "What `iamsim impact --format json` writes.",
            "$ref": answer.get("$ref"),
            "$defs": generator.take_definitions(true),
        });
        assert_schema("impact", &schema);
    }
}
