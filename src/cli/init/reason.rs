//! What decided, and what is said of it.

use std::sync::Arc;

use super::asked::Asked;
use super::layers::is_ours;
use crate::bundle::Verdict;
use crate::edges::{Edge, Scene};
use crate::evaluate::{Decision, Element, StatementAt};
use crate::explain::StatementPlace;
use crate::scenario::what_is_missing;
use crate::text::Node;

/// Whether two verdicts say the same, with nothing left open.
pub(super) fn is_same(left: &Verdict, right: &Verdict) -> bool {
    let matched = |verdict: &Verdict| -> Vec<(Arc<str>, usize)> {
        let decided = verdict.authorizations.iter().flat_map(|one| &one.explanation.matched);
        decided.map(|statement| (statement.policy.clone(), statement.index)).collect()
    };
    left.decision == right.decision
        && matched(left) == matched(right)
        && what_is_missing(left) == what_is_missing(right)
}

/// What decided: as `because` has it, and for people.
pub(super) fn reason(verdict: &Verdict, edge: &Edge, asked: &Asked<'_>) -> (Option<Node>, String) {
    let Some(decided) = verdict.deciding() else { return (None, String::new()) };
    let explanation = &decided.explanation;
    let own = asked.scene.policy(edge.at).map(|policy| policy.name.0.clone());
    let is_own = |statement: &&StatementPlace| {
        Some(&statement.policy) == own.as_ref() && statement.index == edge.at.statement
    };
    let named = || explanation.matched.iter().filter(|one| !is_ours(&one.policy));
    let statement = named().find(is_own).or_else(|| named().next());
    let is_decided = matches!(verdict.decision, Decision::Allowed | Decision::ExplicitDeny);
    if let Some(statement) = statement.filter(|_| is_decided) {
        let layer = ("policyType", Node::of_text(statement.layer.policy_type.field()));
        let sid = statement.sid.as_deref().filter(|sid| !sid.is_empty());
        let which = match sid {
            Some(sid) => ("sid", Node::of_text(sid)),
            None => ("index", Node::of_count(statement.index)),
        };
        let by = sid.map_or_else(|| format!("statement {}", statement.index + 1), str::to_owned);
        return (Some(Node::of_members([layer, which])), by);
    }
    match explanation.decided_by {
        Some(layer) if verdict.decision == Decision::ImplicitDeny => {
            let has_several = asked.has_several_layers();
            let because =
                Node::of_members([("policyType", Node::of_text(layer.policy_type.field()))]);
            let by = if has_several { format!("the {}", layer.policy_type) } else { String::new() };
            (has_several.then_some(because), by)
        }
        Some(_) | None => (None, String::new()),
    }
}

/// The value of an element, as the policy writes it.
pub(super) fn value_text(
    at: StatementAt,
    (element, value): (Element, usize),
    scene: &Scene<'_>,
) -> String {
    let statement =
        scene.policy(at).and_then(|policy| policy.document.statements.get(at.statement));
    let text = statement.and_then(|statement| match element {
        Element::Principal => {
            statement.principal.as_ref()?.entries.get(value).map(|entry| entry.text.clone())
        }
        Element::Action => statement.action.entries.get(value).map(|entry| entry.text.clone()),
        Element::Resource => {
            statement.resource.as_ref()?.entries.get(value).map(|entry| entry.text.clone())
        }
        Element::Condition(number) => {
            let condition = statement.conditions.get(number)?;
            let value = condition.values.get(value).map(|value| &*value.text);
            Some(format!("{} {}", condition.key, value.unwrap_or_default()).into())
        }
    });
    text.map_or_else(String::new, String::from)
}
