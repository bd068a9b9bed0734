//! Steps on `Action` and `NotAction`.

use super::values::{Listed, dropped};
use crate::evaluate::Element;
use crate::policy::{ActionEntry, ActionPattern};
use crate::scenario::mutants::change::{Change, Spot, text_value};
use crate::scenario::mutants::grounds::{Grounds, Step, becomes, shown};
use crate::scenario::mutants::mutant::Mutant;
use crate::scenario::mutants::operator::{Operator, Reach};

/// Each action wider, each pattern narrower, each of several gone.
pub(super) fn steps(on: &Grounds<'_>, mutants: &mut Vec<Mutant>) {
    let Some((spot, negated)) = on.element("Action", "NotAction") else { return };
    for (entry, item) in on.written.action.entries.iter().zip(spot.items()) {
        mutants.extend(wider(entry).map(|new| step(on, (entry, &item, negated), &new, true)));
        mutants
            .extend(narrower(on, entry).map(|new| step(on, (entry, &item, negated), new, false)));
    }
    let what = "for an action".to_owned();
    dropped(on, &Listed { spot, element: Element::Action, negated, what }, mutants);
}

fn step(
    on: &Grounds<'_>,
    (entry, item, negated): (&ActionEntry, &Spot<'_>, bool),
    new: &str,
    is_wider: bool,
) -> Mutant {
    let (large, small) = if is_wider { (new, &*entry.text) } else { (&*entry.text, new) };
    let reach = if is_wider { Reach::Wider } else { Reach::Narrower };
    on.mutant(Step {
        operator: if is_wider { Operator::WidenAction } else { Operator::NarrowAction },
        reach: reach.negated(negated),
        element: Element::Action,
        span: item.node.span,
        changes: vec![Change::Put(item.path.clone(), text_value(new))],
        description: becomes(&entry.text, new),
        telling: format!(
            "for an action that {} covers and {} does not",
            shown(large),
            shown(small)
        ),
    })
}

fn wider(entry: &ActionEntry) -> Option<String> {
    match &entry.pattern {
        ActionPattern::Every | ActionPattern::Nothing => None,
        ActionPattern::Of { name, .. } if name.bytes().all(|byte| byte == b'*') => {
            Some("*".to_owned())
        }
        ActionPattern::Of { .. } => {
            entry.text.split_once(':').map(|(service, _)| format!("{service}:*"))
        }
    }
}

fn narrower<'a>(on: &'a Grounds<'_>, entry: &ActionEntry) -> Option<&'a str> {
    if !entry.text.contains(['*', '?']) {
        return None;
    }
    let is_covered =
        |text: &&str| ActionPattern::parse(text).is_ok_and(|action| entry.pattern.covers(&action));
    on.asked.actions.iter().map(|action| action.as_str()).find(is_covered)
}
