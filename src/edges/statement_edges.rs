//! All edges of a statement, one axis at a time.

use super::ask::Subject;
use super::draft::Draft;
use super::known::suits;
use super::near::{listed, unlisted};
use super::scene::Scene;
use super::values::absent;
use crate::aws::GlobalKeyIndex;
use crate::evaluate::{Element, StatementAt, Truth};
use crate::policy::{ConditionFamily, PrincipalValue};

/// On which side of a value a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The statement applies; nothing else is asked of the request.
    Base,
    /// At the listed value of that number.
    At(usize),
    /// Beside the values that the element lists; a negated condition applies there.
    Beside,
    /// Without the condition's key.
    Absent,
}

/// A request at an edge of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The statement.
    pub at: StatementAt,
    /// The element that the request is about.
    pub element: Element,
    /// On which side of it.
    pub side: Side,
    /// The request.
    pub draft: Draft,
}

/// An edge for which no request was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreachable {
    /// The statement.
    pub at: StatementAt,
    /// The element, and its value by number; `None` if the statement as a whole cannot apply.
    pub place: Option<(Element, usize)>,
    /// Why, as half a sentence without a full stop.
    pub why: String,
}

/// The edges of a statement.
#[derive(Clone, Debug, Default)]
pub struct Edges {
    /// Requests: the one that the statement applies to first.
    pub found: Vec<Edge>,
    /// What could not be reached.
    pub unreachable: Vec<Unreachable>,
}

/// How many requests one list of values may lead to.
const MOST_VALUES: usize = 100;

impl Scene {
    /// The edges of one statement.
    pub fn edges(&self, at: StatementAt) -> Edges {
        let Some(subject) = self.subject(at) else { return Edges::default() };
        let base = match subject.base() {
            Ok(base) => base,
            Err(why) => {
                let unreachable = vec![Unreachable { at, place: None, why }];
                return Edges { found: Vec::new(), unreachable };
            }
        };
        let mut walk = Walk { subject, base: base.clone(), edges: Edges::default() };
        walk.add(Element::Action, Side::Base, &base);
        for element in subject.elements() {
            walk.element(element);
        }
        walk.edges
    }
}

struct Walk<'s> {
    subject: Subject<'s>,
    base: Draft,
    edges: Edges,
}

impl Walk<'_> {
    fn add(&mut self, element: Element, side: Side, draft: &Draft) {
        let Some(draft) = self.subject.scene.settle(draft) else { return };
        if !self.edges.found.iter().any(|edge| edge.draft == draft) {
            self.edges.found.push(Edge { at: self.subject.at, element, side, draft });
        }
    }

    fn element(&mut self, element: Element) {
        self.at_values(element);
        for draft in self.beside(element) {
            self.add(element, Side::Beside, &draft);
        }
        if let Element::Condition(number) = element
            && !self.is_always_sent(number)
            && let Some(without) = absent(&self.subject, number, &self.base)
        {
            self.add(element, Side::Absent, &without);
        }
    }

    /// One request for each listed value.
    fn at_values(&mut self, element: Element) {
        let near = listed(&self.subject, element, &self.base);
        let count = self.subject.value_count(element);
        for value in 0..count.min(MOST_VALUES) {
            let here = near.iter().filter(|(number, _)| *number == value);
            let drafts = || here.clone().map(|(_, draft)| draft);
            let at = drafts().find_map(|draft| self.repaired(element, draft));
            match at {
                Some(draft) => self.add(element, Side::At(value), &draft),
                None if self.is_null_test(element) => {}
                None => self.unreachable(element, value),
            }
            if self.names_everyone(element, value) {
                for draft in drafts().skip(1).take(1).cloned().collect::<Vec<_>>() {
                    self.add(element, Side::At(value), &draft);
                }
            }
        }
        if count > MOST_VALUES {
            let why = format!("only the first {MOST_VALUES} of {count} values are tried");
            let place = Some((element, MOST_VALUES));
            self.edges.unreachable.push(Unreachable { at: self.subject.at, place, why });
        }
    }

    /// The draft if the element answers as the value has it and the rest fits; else with the rest
    /// changed so that it does.
    fn repaired(&self, element: Element, draft: &Draft) -> Option<Draft> {
        let is_hit = |draft: &Draft| {
            let wanted = if self.subject.is_negated(element) { Truth::False } else { Truth::True };
            let answers = self.subject.answers(draft);
            answers.is_some_and(|answers| answers.of(element) == wanted && answers.all_but(element))
        };
        if is_hit(draft) && suits(&draft.action, &draft.resource) {
            return Some(draft.clone());
        }
        let moved = if element == Element::Resource { Element::Action } else { Element::Resource };
        let elsewhere = listed(&self.subject, moved, draft).into_iter().map(|(_, draft)| draft);
        let better = elsewhere
            .into_iter()
            .find(|draft| suits(&draft.action, &draft.resource) && is_hit(draft));
        better.or_else(|| is_hit(draft).then(|| draft.clone()))
    }

    /// Requests that miss this element alone, one for each kind of miss.
    fn beside(&self, element: Element) -> Vec<Draft> {
        if self.subject.is_negated(element) {
            return self.elsewhere(element).into_iter().collect();
        }
        let mut found: Vec<(usize, Draft)> = Vec::new();
        let count = self.subject.value_count(element);
        for (value, draft) in unlisted(&self.subject, element, &self.base) {
            let is_further = value >= count && element != Element::Action;
            let is_new = !found.iter().any(|(known, _)| *known == value || is_further);
            if is_new && found.len() < MOST_VALUES && self.subject.is_missed(element, &draft) {
                found.push((value, draft));
            }
        }
        found.into_iter().map(|(_, draft)| draft).collect()
    }

    /// A request with another value than those that a negated condition lists: it applies there.
    fn elsewhere(&self, element: Element) -> Option<Draft> {
        let Element::Condition(_) = element else { return None };
        let others = unlisted(&self.subject, element, &self.base).into_iter();
        let applies =
            |draft: &Draft| self.subject.answers(draft).is_some_and(|answers| answers.all_fit());
        others.map(|(_, draft)| draft).find(applies)
    }

    /// Whether AWS sends the condition's key with every request.
    fn is_always_sent(&self, number: usize) -> bool {
        let condition = self.subject.compiled.conditions.get(number);
        let global = condition.and_then(|found| self.subject.scene.keys.global(found.key));
        global.is_some_and(GlobalKeyIndex::is_always_sent)
    }

    fn is_null_test(&self, element: Element) -> bool {
        matches!(element, Element::Condition(number)
            if self.subject.compiled.conditions.get(number)
                .is_some_and(|condition| condition.family == Some(ConditionFamily::Null)))
    }

    fn names_everyone(&self, element: Element, value: usize) -> bool {
        let principal = self.subject.written.principal.as_ref();
        let entry = principal.and_then(|element| element.entries.get(value));
        element == Element::Principal
            && entry.is_some_and(|entry| entry.value == PrincipalValue::Everyone)
    }

    fn unreachable(&mut self, element: Element, value: usize) {
        let why = "no request was found that shows this value by itself".to_owned();
        let place = Some((element, value));
        self.edges.unreachable.push(Unreachable { at: self.subject.at, place, why });
    }
}
