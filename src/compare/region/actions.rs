//! The actions of a region.

use std::collections::{BTreeSet, HashMap};

use super::is_satisfiable;
use crate::aws::ActionName;
use crate::catalog::Catalog;
use crate::compare::atoms::{Atom, AtomId};
use crate::compare::formula::Formula;
use crate::compare::terms::Terms;
use crate::compile::ActionEntryTest;
use crate::policy::ActionPattern;
use crate::value_set::{Part, Pattern};

/// Actions, as patterns and by name.
#[derive(Clone, Debug, Default)]
pub struct Actions {
    /// The actions of any of these.
    pub ranges: Vec<Range>,
    /// How many of them the catalogue has today.
    pub catalogued: usize,
    /// Some of those.
    pub examples: Vec<String>,
    /// Whether actions that AWS may yet add are among them.
    pub may_come: bool,
    counted: BTreeSet<String>,
}

/// Actions that match all of some patterns and none of others: `s3:Get*` except `s3:GetObject`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// All of these match.
    pub within: Vec<String>,
    /// None of these.
    pub except: Vec<String>,
}

/// How many examples are told.
const MOST_EXAMPLES: usize = 3;

impl Range {
    /// Whether an action is one of them.
    pub fn contains(&self, action: &ActionName) -> bool {
        self.matcher().matches(action.service(), action.name())
    }

    fn is_open(&self) -> bool {
        self.within.iter().all(|pattern| pattern.contains(['*', '?']))
    }

    fn matcher(&self) -> Matcher {
        let read = |texts: &[String]| texts.iter().map(|text| read(text)).collect();
        Matcher { within: read(&self.within), except: read(&self.except) }
    }
}

/// A range, made quick to ask.
struct Matcher {
    within: Vec<Entry>,
    except: Vec<Entry>,
}

impl Matcher {
    fn matches(&self, service: &str, name: &str) -> bool {
        let matches = |entry: &Entry| match entry {
            Entry::Every => true,
            Entry::Of(of, pattern) => **of == *service && pattern.matches(name),
        };
        self.within.iter().all(matches) && !self.except.iter().any(matches)
    }
}

/// One pattern of a range.
enum Entry {
    Every,
    Of(Box<str>, Pattern),
}

fn read(text: &str) -> Entry {
    text.split_once(':').map_or(Entry::Every, |(service, name)| {
        Entry::Of(service.into(), Pattern::glob(&name.to_ascii_lowercase()))
    })
}

impl Actions {
    pub(super) fn of(ranges: Vec<Range>, catalog: &Catalog) -> Self {
        let mut actions = Self::default();
        for range in ranges {
            let known = catalogued(&range, catalog);
            actions.may_come |= range.is_open() || known.is_empty();
            for found in known {
                let is_told = !range.is_open() || actions.examples.len() >= MOST_EXAMPLES;
                if actions.counted.insert(found.clone()) && !is_told {
                    actions.examples.push(found);
                }
            }
            actions.catalogued = actions.counted.len();
            let spell = |patterns: Vec<String>| {
                patterns.into_iter().map(|pattern| respelt(pattern, catalog)).collect()
            };
            let Range { within, except } = range;
            actions.ranges.push(Range { within: spell(within), except: spell(except) });
        }
        actions
    }

    /// Whether an action is one of them.
    pub fn contains(&self, action: &ActionName) -> bool {
        self.ranges.iter().any(|range| range.contains(action))
    }
}

fn catalogued(range: &Range, catalog: &Catalog) -> Vec<String> {
    if let ([name], []) = (range.within.as_slice(), range.except.as_slice())
        && let Some(name) = ActionName::parse(name)
    {
        return catalog.action(&name).map(|found| found.full_name()).into_iter().collect();
    }
    let Some(pattern) = range.within.first().and_then(|text| ActionPattern::parse(text).ok())
    else {
        return Vec::new();
    };
    let matcher = range.matcher();
    let found = catalog.matching(&pattern).into_iter();
    let of_range = found.filter(|one| matcher.matches(&one.service.prefix, &one.action.lower_name));
    of_range.map(|found| found.full_name()).collect()
}

/// A pattern in the letter case of the catalogue's actions that match it.
fn respelt(pattern: String, catalog: &Catalog) -> String {
    let Some((service, name)) = pattern.split_once(':') else { return pattern };
    let Some(known) = catalog.service(service) else { return pattern };
    if let Some(action) = known.action(name) {
        return format!("{service}:{}", action.name);
    }
    let Some(example) = known.actions_matching(name).next() else { return pattern };
    let glob = Pattern::glob(name);
    let (mut spelt, mut rest) = (String::new(), (&*example.name, &*example.lower_name));
    let parts = glob.parts();
    for (number, part) in parts.iter().enumerate() {
        match part {
            Part::AnyRun => spelt.push('*'),
            Part::AnyCharacter => {
                spelt.push('?');
                rest = (rest.0.get(1..).unwrap_or(""), rest.1.get(1..).unwrap_or(""));
            }
            Part::Variable(_) => {}
            Part::Literal(text) => {
                let at = if number + 1 == parts.len() {
                    rest.1.rfind(&**text)
                } else {
                    rest.1.find(&**text)
                };
                let found = at.and_then(|at| Some((at, rest.0.get(at..at + text.len())?)));
                let Some((at, own)) = found else { return pattern };
                spelt.push_str(own);
                let behind = at + text.len();
                rest = (rest.0.get(behind..).unwrap_or(""), rest.1.get(behind..).unwrap_or(""));
            }
        }
    }
    format!("{service}:{spelt}")
}

/// The names that policies write of one service's actions.
#[derive(Default)]
struct Names {
    /// Each once, with the sets in which it stands.
    written: Vec<(Pattern, Vec<AtomId>)>,
    /// The numbers of those without wildcards.
    exact: HashMap<Box<str>, usize>,
    /// The numbers of the others.
    wild: HashMap<Pattern, usize>,
}

impl Names {
    fn insert(&mut self, name: &Pattern, set: AtomId) {
        let fresh = self.written.len();
        let number = match name.as_literal() {
            Some(text) => *self.exact.entry(text.into()).or_insert(fresh),
            None => *self.wild.entry(name.clone()).or_insert(fresh),
        };
        if number == fresh {
            self.written.push((name.clone(), Vec::new()));
        }
        self.written[number].1.push(set);
    }

    /// The sets that hold a name.
    fn sets_of(&self, name: &str) -> BTreeSet<AtomId> {
        let wild = self.wild.iter().filter(|(pattern, _)| pattern.matches(name));
        let numbers = wild.map(|(_, number)| number).chain(self.exact.get(name));
        numbers.flat_map(|number| self.written[*number].1.iter().copied()).collect()
    }
}

/// The actions that a statement's formula tells apart, and what it says of each.
#[derive(Default)]
pub(in crate::compare) struct Space {
    term: Option<Formula>,
    /// The names that policies write, by service.
    names: HashMap<Box<str>, Names>,
    /// What the formula is for actions in these sets: a number of [`Self::formulas`] if new.
    known: HashMap<BTreeSet<AtomId>, Option<usize>>,
    formulas: Vec<Formula>,
    /// Whether something was given up.
    pub(in crate::compare) has_gaps: bool,
}

impl Space {
    pub(in crate::compare) fn of(terms: &Terms<'_>, term: Formula) -> Self {
        let mut names: HashMap<Box<str>, Names> = HashMap::new();
        for id in terms.action_atoms(term) {
            let Some(Atom::Action(test)) = terms.encoder.atoms.get(id) else { continue };
            for entry in &test.entries {
                if let ActionEntryTest::Of { service, name } = entry {
                    names.entry(service.clone()).or_default().insert(name, id);
                }
            }
        }
        Self { term: Some(term), names, ..Self::default() }
    }

    /// The patterns that tell apart the names of a service that `whole` matches, each once.
    // INVARIANT: names of a set that holds all of `whole` tell nothing apart.
    pub(super) fn patterns_within(&self, service: &str, whole: &Pattern) -> Vec<Pattern> {
        let Some(names) = self.names.get(service) else { return Vec::new() };
        let overlap = names.written.iter().filter(|(name, _)| name.overlaps(whole));
        let (around, within): (Vec<_>, Vec<_>) = overlap.partition(|(name, _)| name.covers(whole));
        let settled: BTreeSet<&AtomId> = around.iter().flat_map(|(_, sets)| sets).collect();
        let tells_apart =
            |(_, sets): &&(Pattern, Vec<AtomId>)| sets.iter().any(|set| !settled.contains(set));
        within.into_iter().filter(tells_apart).map(|(name, _)| name.clone()).collect()
    }

    /// The services that policies name, in order.
    pub(in crate::compare) fn services(&self) -> Vec<Box<str>> {
        let mut services: Vec<Box<str>> = self.names.keys().cloned().collect();
        services.sort_unstable();
        services
    }

    /// The formula of a group.
    pub(in crate::compare) fn formula(&self, group: usize) -> Option<Formula> {
        self.formulas.get(group).copied()
    }

    /// The group of an action that is new on some resource under some conditions.
    pub(in crate::compare) fn group(
        &mut self,
        terms: &mut Terms<'_>,
        action: &ActionName,
    ) -> Option<usize> {
        let names = self.names.get(action.service());
        let inside = names.map(|names| names.sets_of(action.name())).unwrap_or_default();
        if let Some(known) = self.known.get(&inside) {
            return *known;
        }
        let group = self.group_of(terms, &inside);
        self.known.insert(inside, group);
        group
    }

    fn group_of(&mut self, terms: &mut Terms<'_>, inside: &BTreeSet<AtomId>) -> Option<usize> {
        let term = self.term?;
        let atoms = &terms.encoder.atoms;
        let is_action = |id: AtomId| matches!(atoms.get(id), Some(Atom::Action(_)));
        let value = |id: AtomId| is_action(id).then(|| inside.contains(&id));
        let formula = terms.encoder.formulas.assign(term, &value);
        if let Some(known) = self.formulas.iter().position(|known| *known == formula) {
            return Some(known);
        }
        match is_satisfiable(terms, formula) {
            Some(true) => {
                self.formulas.push(formula);
                Some(self.formulas.len() - 1)
            }
            Some(false) => None,
            None => {
                self.has_gaps = true;
                None
            }
        }
    }
}
