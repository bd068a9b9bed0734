//! What `sts:DecodeAuthorizationMessage` tells.

use super::model::{Denied, Incident, IncidentKind, Known};
use crate::aws::ActionName;
use crate::policy::Spanned;
use crate::request::Principal;
use crate::text::{Node, Value, quote};

/// Whether a value is a decoded message.
pub(super) fn is_decoded(node: &Node) -> bool {
    let context = node.get("context");
    let has = |field: &str| context.is_some_and(|context| context.get(field).is_some());
    node.get("allowed").is_some() && has("action")
}

/// The request that it tells of; keys and values as they are.
pub(super) fn of_decoded(node: &Node) -> Incident {
    let mut incident = Incident::new(IncidentKind::Authorization, node.span);
    let context = node.get("context");
    let field = |name: &str| context.and_then(|context| context.get(name));
    incident.principal = field("principal").and_then(|who| told(who.get("arn")?));
    incident.principal = incident.principal.filter(|who| Principal::parse(&who.value).is_ok());
    incident.principal_id =
        field("principal").and_then(|who| who.get("id")?.as_text()).map(Box::from);
    incident.action =
        field("action").and_then(told).filter(|one| ActionName::parse(&one.value).is_some());
    incident.resource = field("resource").and_then(told);
    incident.denied = Some(denied(node));
    for item in field("conditions").map(items).unwrap_or_default() {
        let key = item.get("key").and_then(Node::as_text);
        let values = item.get("values").map(items).unwrap_or_default();
        let values: Vec<Box<str>> =
            values.into_iter().filter_map(|one| text(one.get("value")?)).collect();
        if let Some(key) = key.filter(|key| !key.is_empty()) {
            incident.know(key.into(), Known::Values(values));
        }
    }
    for what in ["principal", "action", "resource"] {
        incident.miss(what, "the message does not tell it");
    }
    mention_statements(node, &mut incident);
    incident
}

fn denied(node: &Node) -> Denied {
    match node.get("explicitDeny").map(|one| &one.value) {
        Some(Value::Bool(explicit)) => Denied { explicit: Some(*explicit), ..Denied::default() },
        _ => Denied::default(),
    }
}

/// The statements that matched, by their ids, and whether AWS says after all that it was allowed.
fn mention_statements(node: &Node, incident: &mut Incident) {
    let matched = node.get("matchedStatements").map(items).unwrap_or_default();
    for statement in matched {
        let id = statement.get("statementId").and_then(Node::as_text).filter(|id| !id.is_empty());
        let effect = statement.get("effect").and_then(Node::as_text).unwrap_or_default();
        let effect = if effect.eq_ignore_ascii_case("allow") { "allows" } else { "denies" };
        if let Some(id) = id {
            incident
                .remarks
                .push(format!("AWS names the statement {}, which {effect} it", quote(id)));
        }
    }
    if matches!(node.get("allowed").map(|one| &one.value), Some(Value::Bool(true))) {
        incident.denied = None;
        incident.remarks.push("the message says that the call was allowed".to_owned());
    }
}

/// `{"items": [..]}`, or a list.
fn items(node: &Node) -> Vec<&Node> {
    match &node.get("items").unwrap_or(node).value {
        Value::List(items) => items.iter().collect(),
        _ => Vec::new(),
    }
}

fn text(node: &Node) -> Option<Box<str>> {
    match &node.value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        Value::Bool(value) => Some(if *value { "true" } else { "false" }.into()),
        Value::Null | Value::List(_) | Value::Object(_) => None,
    }
}

fn told(node: &Node) -> Option<Spanned<Box<str>>> {
    let text = node.as_text().filter(|text| !text.is_empty())?;
    Some(Spanned { value: text.into(), span: node.span })
}
