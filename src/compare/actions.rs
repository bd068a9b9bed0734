//! The actions that policies can tell apart: one of each kind stands for all of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::atoms::{Atom, AtomId, Atoms};
use super::kinds::kinds_by_starts;
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
    action_classes_of(atoms, asked, &|_| true)
}

/// The classes of the actions of some services, given by prefix in lower case, and of those that no
/// policy names.
pub(super) fn action_classes_of(
    atoms: &Atoms,
    asked: &[AtomId],
    counts: &dyn Fn(&str) -> bool,
) -> Option<Vec<ActionClass>> {
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
            if let ActionEntryTest::Of { service, name } = entry
                && counts(service)
            {
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
        if let Some(names) = services.get(service) {
            names.named(service, &mut classes);
        }
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
    exact: BTreeMap<&'a str, Vec<AtomId>>,
    /// The names with wildcards of each set.
    wild: BTreeMap<AtomId, Vec<&'a Pattern>>,
}

impl<'a> Names<'a> {
    fn insert(&mut self, name: &'a Pattern, atom: AtomId) {
        match name.as_literal() {
            Some(text) => self.exact.entry(text).or_default().push(atom),
            None => self.wild.entry(atom).or_default().push(name),
        }
    }

    /// The classes of the names that stand there in full.
    fn named(&self, service: &str, classes: &mut Classes) {
        for (name, sets) in &self.exact {
            let matches = |patterns: &[&Pattern]| patterns.iter().any(|one| one.matches(name));
            let wild = self.wild.iter().filter(|(_, patterns)| matches(patterns));
            let inside = wild.map(|(atom, _)| *atom).chain(sets.iter().copied()).collect();
            classes.insert(inside, || format!("{service}:{name}"));
        }
    }

    /// The classes of all other names.
    fn unnamed(&self, service: &str, classes: &mut Classes) -> Option<()> {
        let Some(found) = self.by_starts() else { return self.searched(service, classes) };
        for (inside, name) in found {
            classes.insert(inside, || format!("{service}:{name}"));
        }
        Some(())
    }

    /// The classes of all names with one of each, if wildcards stand nowhere but at the ends.
    fn by_starts(&self) -> Option<Vec<(BTreeSet<AtomId>, String)>> {
        let exact: Vec<(Pattern, &Vec<AtomId>)> =
            self.exact.iter().map(|(name, sets)| (Pattern::literal(name), sets)).collect();
        let mut sets: HashMap<&Pattern, Vec<AtomId>> = HashMap::new();
        for (atom, patterns) in &self.wild {
            for one in patterns {
                sets.entry(one).or_default().push(*atom);
            }
        }
        sets.extend(exact.iter().map(|(name, sets)| (name, (*sets).clone())));
        let patterns: Vec<&Pattern> = sets.keys().copied().collect();
        let found = kinds_by_starts(&Pattern::glob("*"), &patterns)?;
        let inside = |numbers: &[usize]| {
            numbers.iter().flat_map(|number| sets[patterns[*number]].iter().copied()).collect()
        };
        let mut classes: Vec<(BTreeSet<AtomId>, String)> =
            found.into_iter().map(|(numbers, name)| (inside(&numbers), name)).collect();
        classes.sort();
        Some(classes)
    }

    fn searched(&self, service: &str, classes: &mut Classes) -> Option<()> {
        let universe = Language::every_action_name();
        let mut sets: Vec<(Language, Vec<AtomId>)> = Vec::new();
        for (atom, patterns) in &self.wild {
            let language = Language::of_patterns(patterns.iter().copied());
            match sets.iter_mut().find(|(known, _)| *known == language) {
                Some((_, atoms)) => atoms.push(*atom),
                None => sets.push((language, vec![*atom])),
            }
        }
        let languages: Vec<&Language> = sets.iter().map(|(language, _)| language).collect();
        let exact: Vec<Pattern> = self.exact.keys().map(|name| Pattern::literal(name)).collect();
        let exact = Language::of_patterns(&exact);
        for (signature, example) in signatures(&universe, &languages, BUDGET)? {
            let members = sets.iter().zip(&signature).filter(|(_, inside)| **inside);
            let inside = members.flat_map(|((_, atoms), _)| atoms.iter().copied()).collect();
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
