//! The actions that policies can tell apart: one of each kind stands for all of it.

use std::collections::{BTreeSet, HashMap};

use super::atoms::{Atom, AtomId, Atoms};
use crate::compile::{ActionEntryTest, ActionTest};
use crate::value_set::{Found, Language, Pattern, Sought, signatures};

/// Actions that are in the same of the sets that policies name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ActionClass {
    /// The sets that they are in.
    pub(super) inside: BTreeSet<AtomId>,
    /// One of them, in lower case.
    pub(super) action: String,
}

/// A service that no policy names.
const OTHER_SERVICE: &str = "other";

/// States of the search for names of actions.
const BUDGET: usize = 50_000;

/// All classes of actions for these atoms, those first whose action some policy names; `None` if
/// there are too many to tell.
pub(super) fn action_classes(atoms: &Atoms, asked: &[AtomId]) -> Option<Vec<ActionClass>> {
    let tests: Vec<(AtomId, &ActionTest)> = asked
        .iter()
        .filter_map(|id| match atoms.get(*id) {
            Some(Atom::Action(test)) => Some((*id, test)),
            _ => None,
        })
        .collect();
    let mut services: HashMap<&str, Names<'_>> = HashMap::new();
    let mut order = Vec::new();
    for (id, test) in &tests {
        for entry in &test.entries {
            if let ActionEntryTest::Of { service, name } = entry {
                let names = services.entry(service).or_insert_with(|| {
                    order.push(&**service);
                    Names::default()
                });
                names.insert(name, *id);
            }
        }
    }
    let mut classes = Classes::default();
    for service in &order {
        services.get(service).map(|names| names.named(service, &mut classes));
    }
    for service in &order {
        services.get(service).map_or(Some(()), |names| names.unnamed(service, &mut classes))?;
    }
    let mut other = OTHER_SERVICE.to_owned();
    while services.contains_key(&*other) {
        other.push('x');
    }
    classes.insert(BTreeSet::new(), || format!("{other}:x"));
    Some(classes.found)
}

#[derive(Default)]
struct Classes {
    known: BTreeSet<BTreeSet<AtomId>>,
    found: Vec<ActionClass>,
}

impl Classes {
    fn insert(&mut self, inside: BTreeSet<AtomId>, action: impl FnOnce() -> String) {
        if self.known.insert(inside.clone()) {
            self.found.push(ActionClass { inside, action: action() });
        }
    }
}

/// The names of one service's actions, as policies write them.
#[derive(Default)]
struct Names<'a> {
    exact: HashMap<&'a str, Vec<AtomId>>,
    exact_order: Vec<&'a str>,
    patterns: HashMap<&'a Pattern, Vec<AtomId>>,
    pattern_order: Vec<&'a Pattern>,
}

impl<'a> Names<'a> {
    fn insert(&mut self, name: &'a Pattern, atom: AtomId) {
        if let Some(text) = name.as_literal() {
            let order = &mut self.exact_order;
            self.exact.entry(text).or_insert_with(|| {
                order.push(text);
                Vec::new()
            })
        } else {
            let order = &mut self.pattern_order;
            self.patterns.entry(name).or_insert_with(|| {
                order.push(name);
                Vec::new()
            })
        }
        .push(atom);
    }

    /// The sets of the patterns for which `fits`.
    fn of_patterns(&self, mut fits: impl FnMut(usize, &Pattern) -> bool) -> BTreeSet<AtomId> {
        let fitting = self.pattern_order.iter().enumerate();
        let fitting = fitting.filter(|(number, pattern)| fits(*number, pattern));
        let atoms = fitting.filter_map(|(_, pattern)| self.patterns.get(*pattern));
        atoms.flatten().copied().collect()
    }

    /// The classes of the names that stand there in full.
    fn named(&self, service: &str, classes: &mut Classes) {
        for name in &self.exact_order {
            let mut inside = self.of_patterns(|_, pattern| pattern.matches(name));
            inside.extend(self.exact.get(name).into_iter().flatten());
            classes.insert(inside, || format!("{service}:{name}"));
        }
    }

    /// The classes of all other names.
    fn unnamed(&self, service: &str, classes: &mut Classes) -> Option<()> {
        let universe = Language::every_action_name();
        let languages: Vec<Language> =
            self.pattern_order.iter().map(|pattern| Language::of_patterns([*pattern])).collect();
        let all: Vec<&Language> = languages.iter().collect();
        let exact: Vec<Pattern> =
            self.exact_order.iter().map(|name| Pattern::literal(name)).collect();
        let exact = Language::of_patterns(&exact);
        for (signature, example) in signatures(&universe, &all, BUDGET)? {
            let inside = self.of_patterns(|number, _| signature[number]);
            if classes.known.contains(&inside) {
                continue;
            }
            if !self.exact.contains_key(&*example) {
                classes.insert(inside, || format!("{service}:{example}"));
                continue;
            }
            let mut sought = Sought::default();
            sought.ask(&universe, true);
            sought.ask(&exact, false);
            for (language, inside) in languages.iter().zip(&signature) {
                sought.ask(language, *inside);
            }
            match sought.find(BUDGET) {
                Found::Text(name) => classes.insert(inside, || format!("{service}:{name}")),
                Found::Nothing => {}
                Found::GivenUp => return None,
            }
        }
        Some(())
    }
}
