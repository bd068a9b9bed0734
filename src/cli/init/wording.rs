//! Names of cases, in words.

use crate::edges::{Draft, Edge, Scene, Side};
use crate::evaluate::{Element, StatementAt};
use crate::request::Given;

/// What a case about this edge is called, apart from its statement.
pub(super) fn wording(edge: &Edge, scene: &Scene<'_>, draft: &Draft) -> String {
    let (resource, caller) = (&draft.resource, &draft.caller.text);
    match (edge.element, edge.side) {
        (_, Side::Base) => "as written".to_owned(),
        (Element::Action, Side::Beside) => "another action".to_owned(),
        (Element::Action, _) if scene.applies(edge.at, draft) => {
            format!("also {} on {resource}", draft.action)
        }
        (Element::Action, _) => "an action that it spares".to_owned(),
        (Element::Resource, Side::Beside) => format!("just outside, on {resource}"),
        (Element::Resource, _) => format!("on {resource}"),
        (Element::Principal, Side::Beside) => format!("asked by another, {caller}"),
        (Element::Principal, _) => format!("asked by {caller}"),
        (Element::Condition(number), _) => key_wording(edge, number, scene),
    }
}

fn key_wording(edge: &Edge, number: usize, scene: &Scene<'_>) -> String {
    let key = condition_key(edge, number, scene).unwrap_or_default();
    let given = edge.draft.context.iter().find(|(name, _)| name.eq_ignore_ascii_case(&key));
    match given.map(|(_, given)| given) {
        None => match &edge.draft.resource_account {
            Some(account) if key.eq_ignore_ascii_case("aws:ResourceAccount") => {
                format!("on a resource of {account}")
            }
            _ if key.to_ascii_lowercase().starts_with("aws:resourceaccount") => {
                format!("on {}", edge.draft.resource)
            }
            _ => format!("asked by {}", edge.draft.caller.text),
        },
        Some(Given::Absent) => format!("without {key}"),
        Some(Given::Unknown | Given::PresentUnknown) => format!("with some {key}"),
        Some(Given::Values(values)) => match &**values {
            [] => format!("with no value of {key}"),
            [empty] if empty.is_empty() => format!("with an empty {key}"),
            several => format!("with {key}={}", several.join(",")),
        },
    }
}

/// The key of a condition, as the policy writes it.
fn condition_key(edge: &Edge, number: usize, scene: &Scene<'_>) -> Option<String> {
    let policy = scene.policy(edge.at)?;
    let statement = policy.document.statements.get(edge.at.statement)?;
    statement.conditions.get(number).map(|condition| condition.key.to_string())
}

/// What a statement is called: its Sid, or its number.
pub(super) fn label(edge: &Edge, scene: &Scene<'_>) -> String {
    label_at(edge.at, scene)
}

/// The same of the statement itself.
pub(super) fn label_at(at: StatementAt, scene: &Scene<'_>) -> String {
    let number = at.statement;
    let statement = scene.policy(at).and_then(|policy| {
        policy.document.statements.get(number).and_then(|statement| statement.sid.clone())
    });
    match statement.filter(|sid| !sid.value.is_empty()) {
        Some(sid) => sid.value.to_string(),
        None => format!("statement {}", number + 1),
    }
}
