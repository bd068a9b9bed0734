//! Allow statements that came close, widened by what they missed.

use super::condition_edits::made_true;
use super::draft::{Draft, ElementEdit, Spot};
use super::grant::{named_principals, resource_text};
use super::look::Heard;
use crate::compile::CompiledStatement;
use crate::evaluate::Silent;
use crate::evaluate::{Element, Truth, entry_covers, names_caller};
use crate::policy::{ActionEntry, ActionPattern, Effect, PrincipalElement};
use crate::request::Request;
use crate::text::{Arrange, Node, TextEdit, Value, quote};

/// How many statements of a policy are widened.
const MOST_STATEMENTS: usize = 6;

/// In how many conditions a statement may miss to count as close.
const MOST_CONDITIONS: usize = 2;

/// In how many ways one statement is widened.
const MOST_WAYS: usize = 12;

/// The Allow statements of a policy, each widened so that it covers the request.
pub(super) fn widened(spot: &Spot<'_>) -> Vec<Draft> {
    let heard = spot.look.heard_at(spot.gate, spot.number);
    let is_close = |one: &Heard<'_>| one.at.effect == Effect::Allow && one.truth != Truth::True;
    let mut close: Vec<(usize, Heard<'_>)> = heard
        .filter(is_close)
        .filter_map(|one| Some((distance(&spot.look.misses(one))?, one)))
        .collect();
    close.arrange_by_key(|(misses, one)| (*misses, !is_about_service(*one, spot.request())));
    close.truncate(MOST_STATEMENTS);
    close.into_iter().flat_map(|(_, one)| ways(spot, one)).collect()
}

/// In how many elements a statement misses; `None` if it is about something else: whom it is about,
/// which actions and which resources all miss.
fn distance(misses: &[(Element, Truth)]) -> Option<usize> {
    let is_condition = |(element, _): &&(Element, Truth)| matches!(element, Element::Condition(_));
    let conditions = misses.iter().filter(is_condition).count();
    let others = misses.len() - conditions;
    (others < 3 && conditions <= MOST_CONDITIONS).then_some(misses.len())
}

fn is_about_service(heard: Heard<'_>, request: &Request) -> bool {
    let service = request.action.service();
    heard.written.action.entries.iter().any(|entry| match &entry.pattern {
        ActionPattern::Every => true,
        ActionPattern::Of { service: own, .. } => **own == *service,
        ActionPattern::Nothing => false,
    })
}

/// Every combination of changes to the elements that missed.
fn ways(spot: &Spot<'_>, heard: Heard<'_>) -> Vec<Draft> {
    let mut ways: Vec<ElementEdit> = vec![ElementEdit::new(0, String::new(), Vec::new())];
    for (element, truth) in spot.look.misses(heard) {
        let options = options(spot, heard, element, truth);
        let longer =
            |way: &ElementEdit| options.iter().map(|option| both(way, option)).collect::<Vec<_>>();
        ways = ways.iter().flat_map(longer).collect();
        ways.arrange_by_key(|way| way.order);
        ways.truncate(MOST_WAYS);
    }
    ways.into_iter().map(|way| spot.draft(heard, way)).collect()
}

fn both(one: &ElementEdit, other: &ElementEdit) -> ElementEdit {
    let what = match (&*one.what, &*other.what) {
        ("", what) => what.to_owned(),
        (before, what) => format!("{before}, and {what}"),
    };
    let edits = one.edits.iter().chain(&other.edits).cloned().collect();
    ElementEdit::new(one.order.saturating_add(other.order), what, edits)
}

fn options(spot: &Spot<'_>, heard: Heard<'_>, element: Element, truth: Truth) -> Vec<ElementEdit> {
    match element {
        Element::Principal => principal(spot, heard),
        Element::Action => action(spot, heard).into_iter().collect(),
        Element::Resource => resource(spot, heard).into_iter().collect(),
        Element::Condition(number) => made_true(spot, heard, number, truth),
    }
}

fn action(spot: &Spot<'_>, heard: Heard<'_>) -> Option<ElementEdit> {
    let element = &heard.written.action;
    let action = &spot.request().action;
    let node = spot.text.at(element.span)?;
    if element.negated {
        let test = |entry: &ActionEntry| covers(&entry.pattern, spot.request());
        let listed = numbers(element.entries.iter().map(test));
        return without_entries(spot, node, &listed, "NotAction");
    }
    let edits = spot.text.with_item(node, Node::of_text(action.as_str()))?;
    Some(ElementEdit::new(1, format!("add `{action}` to `Action`"), edits))
}

fn covers(pattern: &ActionPattern, request: &Request) -> bool {
    let asked = ActionPattern::parse(request.action.as_str());
    asked.is_ok_and(|asked| pattern.covers(&asked))
}

fn resource(spot: &Spot<'_>, heard: Heard<'_>) -> Option<ElementEdit> {
    let element = heard.written.resource.as_ref()?;
    let node = spot.text.at(element.span)?;
    if element.negated {
        let listed = listed_resources(spot, heard.compiled);
        return without_entries(spot, node, &listed, "NotResource");
    }
    let text = resource_text(spot.request(), spot.policy.kind, spot.policy.document.version)?;
    let what = format!("add {} to `Resource`", quote(&text));
    let edits = spot.text.with_item(node, Node::of_text(text))?;
    Some(ElementEdit::new(1, what, edits))
}

/// The numbers of the entries that may cover the request's resource.
pub(super) fn listed_resources(spot: &Spot<'_>, statement: &CompiledStatement) -> Vec<usize> {
    let entries = statement.resource.iter().flat_map(|test| &test.entries);
    numbers(entries.map(|entry| entry_covers(entry, &spot.look.context) != Truth::False))
}

/// The numbers of the entries that name the caller.
pub(super) fn listed_principals(spot: &Spot<'_>, element: &PrincipalElement) -> Vec<usize> {
    let names = |value| names_caller(value, spot.request(), &mut Silent).most() != Truth::False;
    numbers(element.entries.iter().map(|entry| names(&entry.value)))
}

pub(super) fn numbers(answers: impl Iterator<Item = bool>) -> Vec<usize> {
    answers.enumerate().filter(|(_, answer)| *answer).map(|(number, _)| number).collect()
}

/// Takes entries out of a list.
pub(super) fn without_entries(
    spot: &Spot<'_>,
    node: &Node,
    listed: &[usize],
    name: &str,
) -> Option<ElementEdit> {
    let Value::List(items) = &node.value else { return None };
    let texts = listed.iter().filter_map(|number| items.get(*number)?.as_text());
    let texts: Vec<String> = texts.map(quote).collect();
    let edits = spot.text.without_items(node, listed)?;
    let what = format!("take {} out of `{name}`", texts.join(" and "));
    (!listed.is_empty()).then(|| ElementEdit::new(2, what, edits))
}

fn principal(spot: &Spot<'_>, heard: Heard<'_>) -> Vec<ElementEdit> {
    let Some(element) = &heard.written.principal else { return Vec::new() };
    let Some(node) = spot.text.at(element.span) else { return Vec::new() };
    if element.negated {
        return Vec::new();
    }
    let add = |(kind, name): (&'static str, String)| {
        let edits = with_principal(spot, node, kind, &name)?;
        let what = format!("add {} to `Principal`", quote(&name));
        Some(ElementEdit::new(1, what, edits))
    };
    named_principals(spot.request()).into_iter().filter_map(add).collect()
}

fn with_principal(spot: &Spot<'_>, node: &Node, kind: &str, name: &str) -> Option<Vec<TextEdit>> {
    if !matches!(node.value, Value::Object(_)) || kind == "*" {
        return None;
    }
    if let Some(listed) = node.get(kind) {
        return spot.text.with_item(listed, Node::of_text(name));
    }
    let mut amendment = spot.text.amendment(node);
    amendment.add_member(kind, Node::of_text(name));
    amendment.edits()
}
