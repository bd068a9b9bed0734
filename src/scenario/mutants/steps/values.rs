//! One value of several.

use crate::evaluate::Element;
use crate::scenario::mutants::change::{Change, Spot};
use crate::scenario::mutants::grounds::{Grounds, Step, shown};
use crate::scenario::mutants::mutant::Mutant;
use crate::scenario::mutants::operator::{Operator, Reach};
use crate::scenario::mutants::scalar::json;
use crate::text::Value;

/// An element that lists values.
pub(super) struct Listed<'a> {
    pub(super) spot: Spot<'a>,
    pub(super) element: Element,
    pub(super) negated: bool,
    /// What a request must have to be told apart: `for an action`.
    pub(super) what: String,
}

/// Drops each value of a list of several.
pub(super) fn dropped(on: &Grounds<'_>, listed: &Listed<'_>, mutants: &mut Vec<Mutant>) {
    let items = listed.spot.items();
    if !listed.spot.is_list() || items.len() < 2 {
        return;
    }
    for item in items {
        let value = value_text(&item.node.value);
        mutants.push(on.mutant(Step {
            operator: Operator::DropValue,
            reach: Reach::Narrower.negated(listed.negated),
            element: listed.element,
            span: item.node.span,
            changes: vec![Change::Remove(item.path)],
            description: format!("{} is dropped", shown(&value)),
            telling: format!("{} that only {} fits", listed.what, shown(&value)),
        }));
    }
}

/// A value as text.
pub(super) fn value_text(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Number(text) => text.to_string(),
        other => json(other),
    }
}
