//! All edges of a statement, one axis at a time.

use super::ask::Subject;
use super::draft::Draft;
use super::near::{listed, unlisted};
use super::scene::Scene;
use super::values::absent;
use crate::aws::GlobalKeyIndex;
use crate::evaluate::{Element, StatementAt, Truth};
use crate::policy::ConditionFamily;
use crate::text::{Arrange, quote};

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
    /// Further requests on the same side of the same value, for where this one shows nothing.
    pub others: Vec<Draft>,
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

/// How many further requests an edge has.
const MOST_OTHERS: usize = 12;

impl Scene<'_> {
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
        walk.add(Element::Action, Side::Base, &[base]);
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
    /// An edge at the first of these requests that is not there yet.
    fn add(&mut self, element: Element, side: Side, drafts: &[Draft]) {
        let scene = self.subject.scene;
        let mut settled = drafts.iter().filter_map(|draft| scene.settle(draft));
        let Some(draft) = settled.next() else { return };
        if !self.edges.found.iter().any(|edge| edge.draft == draft) {
            let others = settled.collect();
            self.edges.found.push(Edge { at: self.subject.at, element, side, draft, others });
        }
    }

    fn element(&mut self, element: Element) {
        self.at_values(element);
        for drafts in self.beside(element) {
            self.add(element, Side::Beside, &drafts);
        }
        if let Element::Condition(number) = element
            && !self.is_always_sent(number)
            && let Some(without) = absent(&self.subject, number, &self.base)
        {
            self.add(element, Side::Absent, &[without]);
        }
    }

    /// One request for each listed value, and a second one for a value that stands for several.
    fn at_values(&mut self, element: Element) {
        let near = listed(&self.subject, element, &self.base);
        let count = self.subject.value_count(element);
        for value in 0..count.min(MOST_VALUES) {
            let here = near.iter().filter(|(number, _)| *number == value).map(|(_, draft)| draft);
            let repaired = |draft: &Draft| self.repaired(element, draft);
            let mut drafts: Vec<Draft> = here.filter_map(repaired).take(MOST_OTHERS).collect();
            drafts.arrange_by_cached_key(|draft| !self.is_real(draft));
            let key = self.leave_out_never_sent(&mut drafts);
            if drafts.is_empty() && !self.is_null_test(element) {
                self.unreachable(element, value, key);
            }
            let second = self.second(element, value, &drafts);
            self.add(element, Side::At(value), &drafts);
            self.add(element, Side::At(value), &second);
        }
        if count > MOST_VALUES {
            let why = format!("only the first {MOST_VALUES} of {count} values are tried");
            let place = Some((element, MOST_VALUES));
            self.edges.unreachable.push(Unreachable { at: self.subject.at, place, why });
        }
    }

    /// Requests at a value that stands for several, at another of them than the first; for all
    /// actions at once, one of another service.
    fn second(&self, element: Element, value: usize, drafts: &[Draft]) -> Vec<Draft> {
        let Some(first) = drafts.first().filter(|_| self.subject.is_open(element, value)) else {
            return Vec::new();
        };
        let service = |draft: &Draft| draft.action.split(':').next().map(str::to_ascii_lowercase);
        let is_other = |draft: &&Draft| match element {
            Element::Principal => draft.caller != first.caller,
            Element::Action => draft.action != first.action,
            Element::Resource => draft.resource != first.resource,
            Element::Condition(_) => false,
        };
        let must_be_real = self.is_real(first);
        let may_be = |draft: &&Draft| !must_be_real || self.is_real(draft);
        let others = drafts.iter().filter(is_other).filter(may_be);
        let mut others: Vec<Draft> = others.cloned().collect();
        let all_actions = self.subject.written.action.entries.get(value);
        if element == Element::Action && all_actions.is_some_and(|entry| &*entry.text == "*") {
            others.arrange_by_key(|draft| service(draft) == service(first));
        }
        others
    }

    /// The draft if the element answers as the value has it and the rest fits; else with the rest
    /// changed so that it does.
    fn repaired(&self, element: Element, draft: &Draft) -> Option<Draft> {
        let is_hit = |draft: &Draft| {
            let wanted = if self.subject.is_negated(element) { Truth::False } else { Truth::True };
            let answers = self.subject.answers(draft);
            answers.is_some_and(|answers| answers.of(element) == wanted && answers.all_but(element))
        };
        if is_hit(draft) && self.is_real(draft) {
            return Some(draft.clone());
        }
        let moved = if element == Element::Resource { Element::Action } else { Element::Resource };
        let elsewhere = listed(&self.subject, moved, draft).into_iter().map(|(_, draft)| draft);
        let better = elsewhere.into_iter().find(|draft| self.is_real(draft) && is_hit(draft));
        better.or_else(|| is_hit(draft).then(|| draft.clone()))
    }

    /// Requests that miss this element alone, several for each kind of miss.
    fn beside(&self, element: Element) -> Vec<Vec<Draft>> {
        let is_negated = self.subject.is_negated(element);
        if is_negated && matches!(element, Element::Principal | Element::Resource) {
            return Vec::new();
        }
        let mut found: Vec<(usize, Vec<Draft>)> = Vec::new();
        let count = self.subject.value_count(element);
        for (value, draft) in unlisted(&self.subject, element, &self.base) {
            let is_further = value >= count || (is_negated && element != Element::Action);
            let known = found.iter().position(|(known, _)| *known == value || is_further);
            let has_room = match known {
                Some(known) => found[known].1.len() <= MOST_OTHERS,
                None => found.len() < MOST_VALUES,
            };
            if !has_room || !self.is_beside(element, &draft) {
                continue;
            }
            match known {
                Some(known) => found[known].1.push(draft),
                None => found.push((value, vec![draft])),
            }
        }
        found.into_iter().map(|(_, drafts)| self.real_first(element, drafts)).collect()
    }

    /// The requests that AWS sees first; if there are none, those that become such with another
    /// action or resource of the statement.
    // AWS: R-11
    fn real_first(&self, element: Element, mut drafts: Vec<Draft>) -> Vec<Draft> {
        if element == Element::Resource && !drafts.iter().any(|draft| self.is_real(draft)) {
            let near = drafts.iter().flat_map(|draft| {
                listed(&self.subject, Element::Action, draft).into_iter().map(|(_, draft)| draft)
            });
            let is_fit = |draft: &Draft| self.is_real(draft) && self.is_beside(element, draft);
            let moved: Vec<Draft> = near.filter(is_fit).take(MOST_OTHERS).collect();
            drafts.extend(moved);
        }
        drafts.arrange_by_cached_key(|draft| !self.is_real(draft));
        drafts
    }

    /// Whether AWS sees such requests.
    fn is_real(&self, draft: &Draft) -> bool {
        self.subject.scene.is_real(draft)
    }

    /// Takes out requests with keys that AWS never sends with them, if it does so with others that
    /// the statement applies to; tells of such a key.
    // AWS: C-36
    fn leave_out_never_sent(&self, drafts: &mut Vec<Draft>) -> Option<String> {
        let scene = self.subject.scene;
        if scene.never_sent(&self.base).is_some() {
            return None;
        }
        let key = drafts.iter().find_map(|draft| scene.never_sent(draft)).map(str::to_owned);
        drafts.retain(|draft| scene.never_sent(draft).is_none());
        key
    }

    /// Whether the draft misses the element alone; a negated one applies beside its values.
    fn is_beside(&self, element: Element, draft: &Draft) -> bool {
        if self.subject.is_negated(element) {
            return self.subject.answers(draft).is_some_and(|answers| answers.all_fit());
        }
        self.subject.is_missed(element, draft)
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

    fn unreachable(&mut self, element: Element, value: usize, never_sent: Option<String>) {
        let why = match never_sent {
            Some(key) => format!("AWS never sends a fitting {} with it", quote(&key)),
            None => "no request was found that shows this value by itself".to_owned(),
        };
        let place = Some((element, value));
        self.edges.unreachable.push(Unreachable { at: self.subject.at, place, why });
    }
}
