//! For programs.

use serde_json::{Map, Value, json};

use super::page::{Ended, Page, Shown, why};
use crate::bundle::{PositionAnswer, StatementAnswer, harmless};
use crate::cli::compare::outcome::Relation;
use crate::query::new_access::{NewAccess, Told};

/// The answer as JSON.
pub(super) fn json_answer(page: &Page) -> String {
    let result = match page.ended() {
        Ended::Proven => "proven",
        Ended::Found => "found",
        Ended::Unknown => "unknown",
    };
    let open: Vec<Value> =
        page.open().map(|open| json!({ "callers": open.callers, "why": why(open) })).collect();
    let assumptions = page.assumptions.iter();
    let assumptions: Vec<Value> =
        assumptions.map(|one| json!({ "code": one.code, "text": one.text })).collect();
    let answer = json!({
        "v": 1,
        "question": if page.found.len() == 2 { "equivalent" } else { "noNewAccess" },
        "existing": page.existing,
        "new": page.new,
        "result": result,
        "relation": page.relation().map(Relation::name),
        "message": page.headline().1,
        "reasons": page.shown.iter().map(|shown| reason(page, shown)).collect::<Vec<_>>(),
        "open": open,
        "compared": page.found.first().map(compared),
        "assumptions": assumptions,
    });
    harmless(answer.to_string()) + "\n"
}

fn compared(found: &NewAccess) -> Value {
    json!({
        "principals": found.principals,
        "differingPrincipals": found.principals - found.same_principals,
        "resources": found.resources,
        "differingResources": found.changed_resources,
    })
}

fn reason(page: &Page, shown: &Shown) -> Value {
    let statement = shown.statement.as_ref();
    let source = statement.map(|place| &place.source);
    let part = |(span, text): &(crate::text::Span, String)| {
        let position = |at: u32| source.map(|source| PositionAnswer::from(source.position(at)));
        json!({ "start": position(span.start), "end": position(span.end), "text": text })
    };
    let in_file = |place| StatementAnswer::in_file(place, source.map(|source| source.name()));
    json!({
        "code": shown.code(),
        "message": shown.message(page),
        "statement": statement.map(in_file),
        "parts": shown.parts.iter().map(part).collect::<Vec<_>>(),
        "callers": shown.callers,
        "adds": shown.region,
        "within": shown.within,
        "witness": witness(shown),
    })
}

fn witness(shown: &Shown) -> Value {
    let request = &shown.request;
    let context: Map<String, Value> =
        request.context.iter().map(|(key, values)| (key.clone(), json!(values))).collect();
    json!({
        "principal": request.principal,
        "action": request.action,
        "catalogued": request.is_catalogued,
        "resource": request.resource,
        "context": context,
        "existing": told(&shown.existing),
        "new": told(&shown.new),
        "replay": shown.replay,
    })
}

fn told(told: &Told) -> Value {
    let matched: Vec<StatementAnswer> = told
        .matched
        .iter()
        .map(|place| StatementAnswer::in_file(place, Some(place.source.name())))
        .collect();
    json!({ "decision": told.decision.name(), "reason": told.reason, "statements": matched })
}
