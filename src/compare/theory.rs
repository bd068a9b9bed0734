//! Whether one coordinate of a request can be as a formula wants it, and an example.

mod key;
mod samples;
mod value;

use rustc_hash::FxHashMap;

pub(super) use samples::is_readable;

use super::atoms::{Atom, AtomId, Atoms, Dimension};
use super::caller::{Caller, Limits};
use super::unknown::Unknown;
use crate::aws::{ActionName, Arn};
use crate::compile::{ActionEntryTest, ActionTest, ResourcePattern};
use crate::evaluate::{Silent, Truth, holds};
use crate::request::{ContextKeys, KeyState, RequestContext, ResourceTarget};
use crate::value_set::{ArnPattern, Found, Language, Pattern, Sought};

/// What one coordinate can be.
#[derive(Clone, Debug)]
pub(super) enum Coordinate {
    /// In lower case.
    Action(ActionName),
    /// `*`, or an ARN with its head in lower case.
    Resource(String),
    Key(KeyState),
    /// Anything: the answer to an open question.
    Open(bool),
}

/// Whether there is such a coordinate.
#[derive(Clone, Debug)]
pub(super) enum Fit {
    Example(Coordinate),
    None,
    /// The search was given up, for this reason.
    GivenUp(Unknown),
}

/// What is asked of a coordinate: atoms, and whether each must hold.
pub(super) type Literals = Vec<Literal>;

/// An atom, and whether it must hold.
pub(super) type Literal = (AtomId, bool);

/// Finds coordinates, and remembers them.
pub(super) struct Theory<'a> {
    pub(super) keys: &'a ContextKeys,
    /// The request as far as it is known.
    pub(super) known: RequestContext,
    /// What keys can be, where that is less than anything.
    pub(super) limits: Limits,
    /// The resources that count.
    universe: Language,
    languages: FxHashMap<AtomId, Language>,
    remembered: FxHashMap<(Dimension, Literals), Fit>,
    /// Whether two literals agree.
    pairs: FxHashMap<(Literal, Literal), bool>,
    /// How many states of searches may still be visited.
    pub(super) budget: usize,
    /// How much searches for texts may do.
    pub(super) allowance: Allowance,
}

/// How much searches for texts may do.
pub(super) struct Allowance {
    /// How many states one of them may visit.
    pub(super) states: usize,
    /// How many all of them together may still visit.
    left: usize,
}

impl Allowance {
    /// What a search may do whose end nobody needs.
    pub(super) const LITTLE: Self = Self { states: STATES / 200, left: STATES / 4 };

    /// Whether a search that is given up might come to an end another time.
    fn is_little(&self) -> bool {
        self.states == Self::LITTLE.states
    }

    fn search(&mut self, sought: &Sought<'_>) -> Found {
        let limit = self.states.min(self.left);
        let mut left = limit;
        let found = sought.find_within(&mut left);
        self.left -= limit - left;
        found
    }
}

/// How many states one search may visit.
const STATES: usize = 400_000;

/// How many states all searches may visit.
const ALL_STATES: usize = 10 * STATES;

impl<'a> Theory<'a> {
    pub(super) fn new(keys: &'a ContextKeys, caller: &Caller, universe: Language) -> Self {
        Self {
            keys,
            known: caller.known.clone(),
            limits: caller.limits.clone(),
            universe,
            languages: FxHashMap::default(),
            remembered: FxHashMap::default(),
            pairs: FxHashMap::default(),
            budget: STATES,
            allowance: Allowance { states: STATES, left: ALL_STATES },
        }
    }

    /// Every resource that a request can name: `*` or an ARN.
    // AWS: R-8
    pub(super) fn every_resource() -> Language {
        Language::every_arn().union(&Language::of_patterns([&Pattern::literal("*")]))
    }

    /// Whether a key, given its name in lower case, can be less than anything.
    pub(super) fn is_limited(&self, lower_name: &str) -> bool {
        self.limits.keys().any(|key| self.keys.lower_name(*key) == lower_name)
    }

    /// The resources of these entries, none of which holds a variable.
    pub(super) fn language_of(entries: &[ResourcePattern]) -> Language {
        if entries.contains(&ResourcePattern::Everything) {
            return Language::everything();
        }
        let pattern = |entry: &ResourcePattern| -> Option<ArnPattern> {
            match entry {
                ResourcePattern::Arn(pattern, _) => Some(pattern.clone()),
                ResourcePattern::Everything | ResourcePattern::Nothing => None,
            }
        };
        let patterns: Vec<ArnPattern> = entries.iter().filter_map(pattern).collect();
        Language::of_arns(&patterns)
    }

    /// A coordinate for which all of these are as asked. They must be of that dimension, sorted.
    pub(super) fn fit(&mut self, atoms: &Atoms, of: Dimension, literals: &Literals) -> Fit {
        let asked = (of, literals.clone());
        if let Some(known) = self.remembered.get(&asked) {
            return known.clone();
        }
        let fit = match of {
            Dimension::Action => self.action(atoms, literals),
            Dimension::Resource => self.resource(atoms, literals),
            Dimension::Key(key) => self.key(atoms, key, literals),
            Dimension::Open(_) => {
                let holds = literals.first().is_some_and(|(_, holds)| *holds);
                let agree = literals.iter().all(|(_, other)| *other == holds);
                if agree { Fit::Example(Coordinate::Open(holds)) } else { Fit::None }
            }
        };
        if !(matches!(fit, Fit::GivenUp(_)) && self.allowance.is_little()) {
            self.remembered.insert(asked, fit.clone());
        }
        fit
    }

    /// Whether some coordinate is as two literals of its dimension want it, as far as can be told.
    pub(super) fn agree(
        &mut self,
        atoms: &Atoms,
        of: Dimension,
        left: Literal,
        right: Literal,
    ) -> bool {
        let pair = (left.min(right), left.max(right));
        if let Some(known) = self.pairs.get(&pair) {
            return *known;
        }
        let agree = self.found_to_agree(atoms, of, left, right);
        if agree.is_some() || !self.allowance.is_little() {
            self.pairs.insert(pair, agree != Some(false));
        }
        agree != Some(false)
    }

    /// `None` if the search was given up.
    fn found_to_agree(
        &mut self,
        atoms: &Atoms,
        of: Dimension,
        left: Literal,
        right: Literal,
    ) -> Option<bool> {
        if left.0 == right.0 {
            return Some(left == right);
        }
        if let (Some(one), Some(other), true) =
            (only_pattern(atoms, left.0), only_pattern(atoms, right.0), left.1 && right.1)
        {
            return Some(one.overlaps(other));
        }
        if self.shows(atoms, of, left, right) || self.shows(atoms, of, right, left) {
            return Some(true);
        }
        match self.fit(atoms, of, &vec![left.min(right), left.max(right)]) {
            Fit::Example(_) => Some(true),
            Fit::None => Some(false),
            Fit::GivenUp(_) => None,
        }
    }

    /// Whether the example of one literal is as another wants it.
    fn shows(&mut self, atoms: &Atoms, of: Dimension, one: Literal, other: Literal) -> bool {
        let Fit::Example(at) = self.fit(atoms, of, &vec![one]) else { return false };
        atoms.get(other.0).is_some_and(|atom| self.holds(atom, &at) == other.1)
    }

    /// Some action.
    pub(super) fn any_action(&mut self, atoms: &Atoms) -> Option<ActionName> {
        match self.fit(atoms, Dimension::Action, &Literals::new()) {
            Fit::Example(Coordinate::Action(action)) => Some(action),
            Fit::Example(_) | Fit::None | Fit::GivenUp(_) => None,
        }
    }

    fn action(&mut self, atoms: &Atoms, literals: &Literals) -> Fit {
        let found = self.text(atoms, &Language::every_action(), literals);
        match found {
            Found::Text(text) => ActionName::parse(&text)
                .map_or(Fit::GivenUp(Unknown::Budget), |name| {
                    Fit::Example(Coordinate::Action(name))
                }),
            Found::Nothing => Fit::None,
            Found::GivenUp => Fit::GivenUp(Unknown::Budget),
        }
    }

    fn resource(&mut self, atoms: &Atoms, literals: &Literals) -> Fit {
        let universe = self.universe.clone();
        match self.text(atoms, &universe, literals) {
            Found::Text(text) => Fit::Example(Coordinate::Resource(text)),
            Found::Nothing => Fit::None,
            Found::GivenUp => Fit::GivenUp(Unknown::Budget),
        }
    }

    /// A text of the universe for which these atoms, all of actions or all of resources, are as asked.
    fn text(&mut self, atoms: &Atoms, universe: &Language, literals: &Literals) -> Found {
        for (id, _) in literals {
            let language = match atoms.get(*id) {
                _ if self.languages.contains_key(id) => continue,
                Some(Atom::Resource(entries)) => Self::language_of(entries),
                Some(Atom::Action(test)) => language_of_actions(test),
                _ => continue,
            };
            self.languages.insert(*id, language);
        }
        let mut sought = Sought::default();
        sought.ask(universe, true);
        for (id, inside) in literals {
            if let Some(language) = self.languages.get(id) {
                sought.ask(language, *inside);
            }
        }
        self.allowance.search(&sought)
    }

    /// Whether an atom holds at a coordinate of its dimension.
    pub(super) fn holds(&mut self, atom: &Atom, at: &Coordinate) -> bool {
        match (atom, at) {
            (Atom::Action(test), Coordinate::Action(name)) => test.matches(name),
            (Atom::Resource(entries), Coordinate::Resource(text)) => names(entries, text),
            (Atom::Condition(condition), Coordinate::Key(state)) => {
                let before = self.known.state(condition.key).clone();
                self.known.set_state(condition.key, state.clone());
                let truth = holds(condition, &self.known, &mut Silent);
                self.known.set_state(condition.key, before);
                truth == Truth::True
            }
            (Atom::Open(_), Coordinate::Open(holds)) => *holds,
            _ => false,
        }
    }
}

/// The pattern of an atom about resources that has a single one.
fn only_pattern(atoms: &Atoms, id: AtomId) -> Option<&ArnPattern> {
    let Some(Atom::Resource(entries)) = atoms.get(id) else { return None };
    let [ResourcePattern::Arn(pattern, _)] = &**entries else { return None };
    Some(pattern)
}

/// The actions of a test that is not negated.
fn language_of_actions(test: &ActionTest) -> Language {
    if test.entries.contains(&ActionEntryTest::Every) {
        return Language::every_action();
    }
    Language::of_actions(test.entries.iter().filter_map(|entry| match entry {
        ActionEntryTest::Of { service, name } => Some((&**service, name)),
        ActionEntryTest::Every | ActionEntryTest::Nothing => None,
    }))
}

/// Whether one of the entries is about a resource.
// AWS: R-8
fn names(entries: &[ResourcePattern], resource: &str) -> bool {
    let target = Arn::parse(resource).map(ResourceTarget::one);
    let view = target.as_ref().and_then(ResourceTarget::view);
    entries.iter().any(|entry| match entry {
        ResourcePattern::Everything => true,
        ResourcePattern::Arn(pattern, _) => view.is_some_and(|arn| pattern.matches(arn, |_| "")),
        ResourcePattern::Nothing => false,
    })
}
