//! What a statement answers to a draft, element by element.

use super::draft::Draft;
use super::scene::Scene;
use crate::aws::PolicyKind;
use crate::compile::{CompiledPolicy, CompiledStatement};
use crate::evaluate::{Depth, Element, Recorder, StatementAt, Truth, ask_alone};
use crate::policy::{PrincipalValue, Statement};
use crate::request::RequestContext;

/// A statement of a scene, compiled and as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'s> {
    pub(super) scene: &'s Scene<'s>,
    pub(super) at: StatementAt,
    pub(super) policy: &'s CompiledPolicy,
    pub(super) compiled: &'s CompiledStatement,
    pub(super) written: &'s Statement,
}

/// The answers of a statement's elements, in the order asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answers(Vec<(Element, Truth)>);

impl Recorder for Answers {
    const DEPTH: Depth = Depth::Everything;

    fn element(&mut self, element: Element, truth: Truth) {
        self.0.push((element, truth));
    }
}

impl Answers {
    /// What an element answered; true if the statement does not have it.
    pub(super) fn of(&self, element: Element) -> Truth {
        let found = self.0.iter().find(|(answered, _)| *answered == element);
        found.map_or(Truth::True, |(_, truth)| *truth)
    }

    /// The elements that do not surely fit.
    pub(super) fn unfit(&self) -> impl Iterator<Item = Element> {
        self.0.iter().filter(|(_, truth)| *truth != Truth::True).map(|(element, _)| *element)
    }

    pub(super) fn all_fit(&self) -> bool {
        self.unfit().next().is_none()
    }

    /// Whether all elements but this one fit.
    pub(super) fn all_but(&self, spared: Element) -> bool {
        self.unfit().all(|element| element == spared)
    }
}

impl Subject<'_> {
    /// What the statement answers; `None` if the draft is no request.
    pub(super) fn answers(&self, draft: &Draft) -> Option<Answers> {
        Some(self.answers_in(&self.scene.context(draft)?))
    }

    pub(super) fn answers_in(&self, context: &RequestContext) -> Answers {
        let mut answers = Answers::default();
        let policies = &self.scene.policies;
        ask_alone(self.compiled, self.at.gate, policies, context, &mut answers);
        answers
    }

    pub(super) fn kind(&self) -> PolicyKind {
        self.policy.kind
    }

    /// Whether the element is one of the `Not` kind, so that its values keep requests out.
    pub(super) fn is_negated(&self, element: Element) -> bool {
        match element {
            Element::Principal => self.written.principal.as_ref().is_some_and(|one| one.negated),
            Element::Action => self.written.action.negated,
            Element::Resource => self.written.resource.as_ref().is_some_and(|one| one.negated),
            Element::Condition(number) => {
                self.compiled.conditions.get(number).is_some_and(|one| one.negated)
            }
        }
    }

    /// How many values an element lists.
    pub(super) fn value_count(&self, element: Element) -> usize {
        match element {
            Element::Principal => {
                self.written.principal.as_ref().map_or(0, |one| one.entries.len())
            }
            Element::Action => self.written.action.entries.len(),
            Element::Resource => self.written.resource.as_ref().map_or(0, |one| one.entries.len()),
            Element::Condition(number) => {
                self.written.conditions.get(number).map_or(0, |one| one.values.len())
            }
        }
    }

    /// Whether a value stands for several actions, resources or callers.
    pub(super) fn is_open(&self, element: Element, value: usize) -> bool {
        let has_wildcard = |text: &str| text.contains(['*', '?']);
        let open = match element {
            Element::Principal => {
                let entry = self.written.principal.iter().find_map(|one| one.entries.get(value));
                entry.map(|entry| {
                    matches!(entry.value, PrincipalValue::Everyone | PrincipalValue::Account { .. })
                })
            }
            Element::Action => {
                self.written.action.entries.get(value).map(|entry| has_wildcard(&entry.text))
            }
            Element::Resource => {
                let entry = self.written.resource.iter().find_map(|one| one.entries.get(value));
                entry.map(|entry| has_wildcard(&entry.text))
            }
            Element::Condition(_) => None,
        };
        open.unwrap_or(false)
    }

    /// The elements that the statement has.
    pub(super) fn elements(&self) -> Vec<Element> {
        let principal = self.written.principal.as_ref().map(|_| Element::Principal);
        let resource = self.written.resource.as_ref().map(|_| Element::Resource);
        let conditions = (0..self.written.conditions.len()).map(Element::Condition);
        principal.into_iter().chain([Element::Action]).chain(resource).chain(conditions).collect()
    }
}
