//! Deny statements narrowed so that they spare the request.

use super::advice::is_callers_own;
use super::condition_edits::made_false;
use super::draft::{Draft, ElementEdit, Spot, Step};
use super::grant::{principal_arn, resource_text};
use super::look::Heard;
use super::widening::{listed_principals, listed_resources, numbers, without_entries};
use crate::evaluate::Truth;
use crate::explain::DecidedBy;
use crate::policy::{ActionPattern, Effect};
use crate::request::PrincipalKind;
use crate::text::{Node, Span, TextEdit, Value, quote};

/// How many Denies of a policy are narrowed; where more apply, no few edits help.
const MOST_DENIES: usize = 24;

/// The Deny statements of a policy that apply or may apply, each narrowed.
pub(super) fn narrowed(spot: &Spot<'_>) -> Vec<Draft> {
    let heard = spot.look.heard_at(spot.gate, spot.number);
    let denies = heard.filter(|one| one.at.effect == Effect::Deny && one.truth != Truth::False);
    denies.take(MOST_DENIES).flat_map(|one| ways(spot, one)).collect()
}

fn ways(spot: &Spot<'_>, heard: Heard<'_>) -> Vec<Draft> {
    let mut edits: Vec<ElementEdit> = Vec::new();
    edits.extend(action(spot, heard));
    edits.extend(resource(spot, heard));
    edits.extend(principal(spot, heard));
    for number in 0..heard.written.conditions.len() {
        edits.extend(made_false(spot, heard, number));
    }
    edits.extend(except_caller(spot, heard));
    let mut drafts: Vec<Draft> = edits.into_iter().map(|edit| spot.draft(heard, edit)).collect();
    drafts.extend(removed(spot, heard));
    drafts
}

fn action(spot: &Spot<'_>, heard: Heard<'_>) -> Option<ElementEdit> {
    let element = &heard.written.action;
    let action = &spot.request().action;
    let node = spot.text.at(element.span)?;
    if element.negated {
        let edits = spot.text.with_item(node, Node::of_text(action.as_str()))?;
        return Some(ElementEdit::new(1, format!("add `{action}` to `NotAction`"), edits));
    }
    let asked = ActionPattern::parse(action.as_str()).ok()?;
    let listed = numbers(element.entries.iter().map(|entry| entry.pattern.covers(&asked)));
    if let [only] = &*element.entries
        && only.pattern == ActionPattern::Every
    {
        let edits = turned(spot, element.span, "NotAction", action.as_str())?;
        let what = format!("deny all actions but `{action}`: `NotAction`");
        return Some(ElementEdit::new(3, what, edits));
    }
    without_entries(spot, node, &listed, "Action")
}

/// The element under its other name, with this entry alone.
fn turned(spot: &Spot<'_>, value: Span, name: &str, entry: &str) -> Option<Vec<TextEdit>> {
    let key = spot.text.key_of(value)?;
    let node = spot.text.at(value)?;
    Some(vec![
        TextEdit { span: key, replacement: spot.text.written_text(name) },
        TextEdit { span: node.span, replacement: spot.text.written_text(entry) },
    ])
}

fn resource(spot: &Spot<'_>, heard: Heard<'_>) -> Option<ElementEdit> {
    let element = heard.written.resource.as_ref()?;
    let node = spot.text.at(element.span)?;
    let text = resource_text(spot.request(), spot.policy.kind, spot.policy.document.version)?;
    let named = quote(&text);
    if element.negated {
        let edits = spot.text.with_item(node, Node::of_text(text))?;
        return Some(ElementEdit::new(1, format!("add {named} to `NotResource`"), edits));
    }
    if let [only] = &*element.entries
        && *only.text == *"*"
        && text != "*"
    {
        let edits = turned(spot, element.span, "NotResource", &text)?;
        let what = format!("deny it on all resources but {named}: `NotResource`");
        return Some(ElementEdit::new(3, what, edits));
    }
    without_entries(spot, node, &listed_resources(spot, heard.compiled), "Resource")
}

/// Takes the caller out of those whom the statement names.
fn principal(spot: &Spot<'_>, heard: Heard<'_>) -> Option<ElementEdit> {
    let element = heard.written.principal.as_ref().filter(|element| !element.negated)?;
    let node = spot.text.at(element.span)?;
    let listed = listed_principals(spot, element);
    let [number] = &*listed else { return None };
    let entry = element.entries.get(*number)?;
    let Value::Object(members) = &node.value else { return None };
    let what = format!("take {} out of `Principal`", quote(&entry.text));
    let start = entry.span;
    for (member, one) in members.iter().enumerate() {
        if spot.text.at(start).is_some_and(|found| std::ptr::eq(found, &raw const one.value))
            && members.len() > 1
        {
            let mut amendment = spot.text.amendment(node);
            amendment.remove(member);
            return Some(ElementEdit::new(2, what, amendment.edits()?));
        }
        let Value::List(items) = &one.value.value else { continue };
        let found = spot.text.at(start);
        let item = items.iter().position(|item| found.is_some_and(|at| std::ptr::eq(at, item)));
        if let Some(item) = item {
            let edits = spot.text.without_items(&one.value, &[item])?;
            return Some(ElementEdit::new(2, what, edits));
        }
    }
    None
}

/// A condition that spares the caller. Where a policy is the caller's own that is as good as none.
pub(super) fn except_caller(spot: &Spot<'_>, heard: Heard<'_>) -> Option<ElementEdit> {
    let principal = &spot.request().principal;
    let (operator, key, value) = match &principal.kind {
        PrincipalKind::Service { name } => {
            ("StringNotEqualsIfExists", "aws:PrincipalServiceName", name.to_string())
        }
        _ => ("ArnNotEquals", "aws:PrincipalArn", principal_arn(principal)?),
    };
    let text = &spot.text;
    let statement = text.at(heard.written.span)?;
    let entry = Node::of_text(value.as_str());
    let condition = Node::of_members([(key, entry.clone())]);
    let edits = match statement.get("Condition") {
        None => {
            let mut amendment = text.amendment(statement);
            amendment.add_member("Condition", Node::of_members([(operator, condition)]));
            amendment.edits()
        }
        Some(block) => match block.get(operator) {
            Some(keys) if keys.get(key).is_some() => return None,
            Some(keys) => {
                let mut amendment = text.amendment(keys);
                amendment.add_member(key, entry);
                amendment.edits()
            }
            None => {
                let mut amendment = text.amendment(block);
                amendment.add_member(operator, condition);
                amendment.edits()
            }
        },
    };
    let what = format!("except {} from it: `{operator}` `{key}`", quote(&value));
    let is_whole = is_callers_own(DecidedBy::from(spot.gate));
    Some(ElementEdit::new(if is_whole { 5 } else { 2 }, what, edits?))
}

/// The statement goes, and with the last one the policy.
fn removed(spot: &Spot<'_>, heard: Heard<'_>) -> Option<Draft> {
    let number = heard.at.statement;
    if let Some(edits) = spot.text.without_statement(number) {
        let what = "take the Deny statement away".to_owned();
        return Some(spot.draft(heard, ElementEdit::new(9, what, edits)));
    }
    let is_only = spot.policy.document.statements.len() == 1;
    let whole =
        ElementEdit::new(9, "take the policy away, which says nothing else".to_owned(), Vec::new());
    let step = Step::Remove(spot.policy.clone());
    is_only.then(|| Draft { step, ..spot.draft(heard, whole) })
}
