//! Changes that take an allowed call away.

use super::advice::is_callers_own;
use super::deny_edits::except_caller;
use super::draft::{Draft, ElementEdit, Spot, gates};
use super::grant::{added, document};
use super::look::{Heard, Look};
use super::widening::{listed_principals, listed_resources, numbers, without_entries};
use crate::aws::PolicyKind;
use crate::evaluate::{Gate, Truth};
use crate::explain::DecidedBy;
use crate::policy::{ActionPattern, Effect};
use crate::text::{Node, Value};

/// Granting statements narrowed, and new statements that deny just what was asked.
pub(super) fn drafts(look: &Look, authorization: usize) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for gate in gates(&look.policies) {
        let spots = Spot::all(look, authorization, gate);
        for spot in &spots {
            let heard = look.heard_at(gate, spot.number);
            let grants =
                heard.filter(|one| one.at.effect == Effect::Allow && one.truth != Truth::False);
            for one in grants {
                drafts.extend(less(spot, one));
            }
        }
        if let Some(spot) = spots.first() {
            drafts.extend(added(spot, Effect::Deny));
        }
    }
    if Spot::all(look, authorization, Gate::Identity).is_empty() {
        let place = (Gate::Identity, PolicyKind::Identity);
        drafts.extend(document(look, authorization, place, Effect::Deny));
    }
    drafts
}

/// A granting statement without what was asked.
fn less(spot: &Spot<'_>, heard: Heard<'_>) -> Vec<Draft> {
    let is_callers_own = is_callers_own(DecidedBy::from(spot.gate));
    let spared = except_caller(spot, heard).filter(|_| !is_callers_own);
    let edits = [action(spot, heard), resource(spot, heard), principal(spot, heard), spared];
    let mut drafts: Vec<Draft> =
        edits.into_iter().flatten().map(|edit| spot.draft(heard, edit)).collect();
    if let Some(edits) = spot.text.without_statement(heard.at.statement) {
        let what = "take the Allow statement away".to_owned();
        drafts.push(spot.draft(heard, ElementEdit::new(4, what, edits)));
    }
    drafts
}

fn action(spot: &Spot<'_>, heard: Heard<'_>) -> Option<ElementEdit> {
    let element = &heard.written.action;
    let node = spot.text.at(element.span)?;
    let asked = ActionPattern::parse(spot.request().action.as_str()).ok()?;
    if element.negated {
        let item = Node::of_text(spot.request().action.as_str());
        let what = format!("add `{}` to `NotAction`", spot.request().action);
        return Some(ElementEdit::new(1, what, spot.text.with_item(node, item)?));
    }
    let listed = numbers(element.entries.iter().map(|entry| entry.pattern.covers(&asked)));
    without_entries(spot, node, &listed, "Action")
}

fn resource(spot: &Spot<'_>, heard: Heard<'_>) -> Option<ElementEdit> {
    let element = heard.written.resource.as_ref().filter(|element| !element.negated)?;
    let node = spot.text.at(element.span)?;
    without_entries(spot, node, &listed_resources(spot, heard.compiled), "Resource")
}

fn principal(spot: &Spot<'_>, heard: Heard<'_>) -> Option<ElementEdit> {
    let element = heard.written.principal.as_ref().filter(|element| !element.negated)?;
    let node = spot.text.at(element.span)?;
    let listed = listed_principals(spot, element);
    let first = element.entries.get(*listed.first()?)?;
    let Value::Object(members) = &node.value else { return None };
    let list = members.iter().find_map(|member| match &member.value.value {
        Value::List(items) => {
            let at = spot.text.at(first.span)?;
            let place = items.iter().position(|item| std::ptr::eq(item, at))?;
            Some((&member.value, place))
        }
        _ => None,
    });
    let (list, place) = list?;
    without_entries(spot, list, &[place], "Principal")
}
