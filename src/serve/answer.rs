//! The answer to the question of a desk.

use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::desk::{Desk, Question, plain};
use super::findings::places;
use super::server::House;
use crate::aws::{KeyType, ValueType};
use crate::evaluate::Decision;
use crate::explain::StatementPlace;
use crate::lint::kind_name;
use crate::text::{RenderStyle, Source, read};
use crate::whatif::{
    Carried, Gate, GatePolicy, Outcome, Reply, Session, Shown, TestedKey, Told, syntax_of_text,
};

/// The answer, what each layer says, the keys, the watch list and the changes.
pub(super) fn to(house: &House, desk: &Desk) -> Result<Value, String> {
    let mut session = house.session();
    let refused = desk.lay_out(&mut session)?;
    let is_whole = refused.is_empty();
    let watch: Vec<Value> = if is_whole {
        desk.watch.iter().map(|question| watched(&mut session, question)).collect()
    } else {
        Vec::new()
    };
    let asked = (is_whole && desk.is_question()).then(|| ask(&mut session, desk));
    let refused = refused.into_iter();
    let refused =
        refused.map(|(part, number, why)| json!({ "part": part, "number": number, "why": why }));
    Ok(json!({
        "v": 1,
        "refused": refused.collect::<Vec<_>>(),
        "asked": asked,
        "watch": watch,
        "diff": session.diff(RenderStyle::Plain),
    }))
}

impl Desk {
    /// Whether it says who asks for what.
    fn is_question(&self) -> bool {
        !self.principal.trim().is_empty() && !self.action.trim().is_empty()
    }
}

fn watched(session: &mut Session<'_>, question: &Question) -> Value {
    let reply = session.step(&format!("watch {}", question.words()));
    if reply.outcome == Outcome::Refused {
        return json!({ "decision": null, "reason": plain(&reply.text) });
    }
    let is_it = |asked: &crate::whatif::Asked| {
        (&asked.principal, &asked.resource) == (&question.principal, &question.resource)
            && asked.action.eq_ignore_ascii_case(&question.action)
    };
    let found = session.watched().find(|(asked, ..)| is_it(asked));
    match found {
        Some((_, decision, reason)) => {
            json!({ "decision": decision.map(Decision::name), "reason": reason })
        }
        None => json!({ "decision": null, "reason": "" }),
    }
}

fn ask(session: &mut Session<'_>, desk: &Desk) -> Value {
    let line = format!("can {}", crate::whatif::as_word(desk.action.trim()));
    let Reply { text, answer, .. } = session.step(&line);
    match answer {
        Some(told) => answered(session, &told, &text),
        None => json!({ "refusal": plain(&text) }),
    }
}

fn answered(session: &Session<'_>, told: &Told, text: &str) -> Value {
    let asked = &told.question;
    let policies: Vec<&GatePolicy> = told.gates.iter().flat_map(|gate| &gate.policies).collect();
    let mut shown = session.shown(&policies).into_iter();
    let gates: Vec<Value> = told.gates.iter().map(|one| gate(one, &mut shown)).collect();
    json!({
        "question": {
            "principal": asked.principal, "action": asked.action, "resource": asked.resource,
        },
        "decision": told.decision.name(),
        "reason": told.reason,
        "answer": RawValue::from_string(told.json.clone()).ok(),
        "gates": gates,
        "keys": told.keys.iter().map(key).collect::<Vec<_>>(),
        "text": plain(text),
    })
}

fn gate(gate: &Gate, shown: &mut dyn Iterator<Item = Shown>) -> Value {
    let policies: Vec<Value> = gate
        .policies
        .iter()
        .zip(shown)
        .map(|(policy, shown)| gate_policy(policy, &shown, &gate.statements))
        .collect();
    json!({
        "layer": gate.policy_type.field(),
        "title": gate.policy_type.to_string(),
        "level": gate.level,
        "state": gate.state.name(),
        "decides": gate.decides,
        "policies": policies,
    })
}

fn gate_policy(policy: &GatePolicy, shown: &Shown, matched: &[StatementPlace]) -> Value {
    let own = matched.iter().filter(|one| {
        one.policy == policy.name && std::sync::Arc::ptr_eq(&one.source, &policy.source)
    });
    let statements = own.map(|one| {
        let place = statement_places(&shown.text, one.index);
        json!({
            "sid": one.sid,
            "number": one.index + 1,
            "effect": one.effect.name(),
            "start": place.map(|(start, _)| start),
            "end": place.map(|(_, end)| end),
        })
    });
    json!({
        "name": shown.name.as_deref().unwrap_or(&policy.name),
        "isGiven": shown.is_given,
        "isEditable": shown.name.is_some(),
        "kind": shown.kind.map(kind_name),
        "text": shown.text,
        "statements": statements.collect::<Vec<_>>(),
    })
}

/// Where a statement stands in the text of its policy.
fn statement_places(text: &str, index: usize) -> Option<(usize, usize)> {
    let node = read(&Source::new("policy", text), syntax_of_text(text)).ok()?;
    let statement = node.get("Statement")?.one_or_more().get(index)?;
    Some(places(text, statement.span))
}

fn key(key: &TestedKey) -> Value {
    let values = match &key.carried {
        Carried::Values(values) => Some(values),
        Carried::Absent | Carried::Unknown | Carried::Something => None,
    };
    let state = match key.carried {
        Carried::Absent => "absent",
        Carried::Unknown => "unknown",
        Carried::Something => "something",
        Carried::Values(_) => "given",
    };
    json!({
        "name": key.name,
        "type": key.key_type.map(|one| type_name(one.value)),
        "isList": key.key_type.is_some_and(|KeyType { multivalued, .. }| multivalued),
        "carried": state,
        "values": values,
    })
}

fn type_name(value: ValueType) -> &'static str {
    match value {
        ValueType::String => "text",
        ValueType::Numeric => "number",
        ValueType::Arn => "arn",
        ValueType::Bool => "boolean",
        ValueType::Date | ValueType::EpochTime => "date",
        ValueType::IpAddress => "address",
        ValueType::Binary => "bytes",
    }
}
