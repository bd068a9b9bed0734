//! A statement under the linter.

use std::collections::HashMap;
use std::ptr::from_ref;
use std::sync::Arc;

use super::condition::ConditionView;
use super::subject::Subject;
use crate::catalog::{ActionOfService, Catalog};
use crate::policy::{ActionElement, ActionPattern, Condition, Effect, PolicyDocument, Statement};
use crate::text::Span;
use crate::value_set::Pattern;

/// A statement and the policy in which it stands.
#[derive(Clone, Copy, Debug)]
pub struct StatementView<'s> {
    /// The policy.
    pub subject: &'s Subject<'s>,
    /// Its number, from 0.
    pub number: usize,
    /// As written.
    pub written: &'s Statement,
}

impl<'s> StatementView<'s> {
    /// Whether it allows.
    pub fn is_allow(&self) -> bool {
        self.written.effect == Effect::Allow
    }

    /// Whether it denies.
    pub fn is_deny(&self) -> bool {
        self.written.effect == Effect::Deny
    }

    /// Whether it is an Allow of a policy that grants: it is no part of a limit.
    pub fn grants(&self) -> bool {
        self.is_allow() && self.subject.grants()
    }

    /// The actions that it is about and the catalogue knows, in the catalogue's order; those that
    /// `NotAction` leaves, too.
    pub fn actions(&self) -> &'s [ActionOfService<'s>] {
        self.subject.actions_of(self.number)
    }

    /// Whether it is about an action: `iam:PassRole`, in any letter case.
    pub fn covers_action(&self, full_name: &str) -> bool {
        let Ok(action) = ActionPattern::parse(full_name) else { return false };
        let element = &self.written.action;
        element.entries.iter().any(|entry| entry.pattern.covers(&action)) != element.negated
    }

    /// Whether an entry of `Action` names the action in full.
    pub fn names_action(&self, full_name: &str) -> bool {
        let element = &self.written.action;
        let is_named = |text: &str| text.eq_ignore_ascii_case(full_name);
        !element.negated && element.entries.iter().any(|entry| is_named(&entry.text))
    }

    /// Whether `Action` or `NotAction` lets every action in, or `Action` has the entry `*`.
    pub fn is_about_every_action(&self) -> bool {
        let ActionElement { negated, entries, .. } = &self.written.action;
        !negated && entries.iter().any(|entry| entry.pattern == ActionPattern::Every)
    }

    /// Whether it is about every resource: `Resource` has an entry of stars alone.
    pub fn is_about_every_resource(&self) -> bool {
        self.written.resource.as_ref().is_some_and(|element| {
            let is_star = |text: &str| Pattern::glob(text).is_everything();
            !element.negated && element.entries.iter().any(|entry| is_star(&entry.text))
        })
    }

    /// The place of an element's key: `Effect`, `NotAction`; the whole statement if it has none.
    pub fn key_span(&self, element: &str) -> Span {
        let statement = super::fix::node_at(self.subject.node(), self.written.span);
        let members = statement.map(|node| &node.value);
        let Some(crate::text::Value::Object(members)) = members else { return self.written.span };
        let found = members.iter().find(|member| &*member.key.text == element);
        found.map_or(self.written.span, |member| member.key.span)
    }

    /// The place to point at when the statement as a whole is meant: its `Sid`, else its `Effect`.
    pub fn span(&self) -> Span {
        self.written.sid.as_ref().map_or_else(|| self.key_span("Effect"), |sid| sid.span)
    }

    /// Its conditions, as far as their operators are AWS's.
    pub fn conditions(&self) -> impl Iterator<Item = ConditionView<'s>> + use<'s> {
        let (statement, written) = (*self, self.written);
        let numbered = written.conditions.iter().enumerate();
        numbered.filter_map(move |(number, one)| ConditionView::of(statement, number, one))
    }

    /// Its conditions on a key, given in lower case.
    pub fn conditions_on(&self, lower_key: &str) -> impl Iterator<Item = ConditionView<'s>> {
        self.conditions().filter(move |condition| condition.lower_key == lower_key)
    }

    /// Whether any condition is on a key, given in lower case.
    pub fn tests(&self, lower_key: &str) -> bool {
        self.written
            .conditions
            .iter()
            .any(|one: &Condition| one.key.eq_ignore_ascii_case(lower_key))
    }
}

/// For each statement the actions that it is about and the catalogue knows, in its order; one list
/// for all statements that name the same.
pub(super) fn actions_of_each<'c>(
    catalog: &'c Catalog,
    document: &PolicyDocument,
) -> Box<[Arc<[ActionOfService<'c>]>]> {
    let mut lists: HashMap<_, Arc<[ActionOfService<'c>]>> = HashMap::new();
    let elements = document.statements.iter().map(|statement| &statement.action);
    let known = elements.map(|element| {
        let list = lists.entry(what_it_names(element));
        list.or_insert_with(|| known_actions(catalog, element).into()).clone()
    });
    known.collect()
}

/// What decides which actions an element lets in: beside `*` no other entry does.
fn what_it_names(element: &ActionElement) -> (bool, Vec<&ActionPattern>) {
    let mut named: Vec<&ActionPattern> = element.entries.iter().map(|one| &one.pattern).collect();
    if named.contains(&&ActionPattern::Every) {
        named = vec![&ActionPattern::Every];
    }
    (element.negated, named)
}

/// The actions that an element lets in and the catalogue knows, in its order.
fn known_actions<'c>(catalog: &'c Catalog, element: &ActionElement) -> Vec<ActionOfService<'c>> {
    let mut found = matched(catalog, element);
    found.sort_unstable_by_key(place_of);
    found.dedup_by_key(|one| place_of(one));
    if !element.negated {
        return found;
    }
    let mut excluded = found.iter().map(place_of).peekable();
    let is_left = |one: &ActionOfService<'_>| excluded.next_if_eq(&place_of(one)).is_none();
    let mut every: Vec<ActionOfService<'c>> = catalog.every_action().collect();
    every.sort_unstable_by_key(place_of);
    every.retain(is_left);
    every
}

fn matched<'c>(catalog: &'c Catalog, element: &ActionElement) -> Vec<ActionOfService<'c>> {
    element.entries.iter().flat_map(|entry| catalog.matching(&entry.pattern)).collect()
}

/// Where an action stands in the catalogue.
// INVARIANT: a catalogue keeps its services one behind the other, and each its actions, in order.
fn place_of(one: &ActionOfService<'_>) -> (usize, usize) {
    (from_ref(one.service).addr(), from_ref(one.action).addr())
}
