//! The search for a request that makes a formula true.

use std::collections::BTreeMap;

use super::atoms::{AtomId, Atoms, Dimension};
use super::formula::{Formula, Formulas, Node};
use super::theory::{Coordinate, Fit, Literals, Theory};
use super::unknown::Unknown;

/// The coordinates of a request that a formula hangs on.
pub(super) type Model = BTreeMap<Dimension, Coordinate>;

/// What a search came to.
#[derive(Clone, Debug)]
pub(super) enum Solved {
    /// A request for which the formula is true.
    Model(Model),
    /// There is none.
    None,
    /// The search was given up, for this reason.
    GivenUp(Unknown),
}

/// Searches for coordinates that make formulas true: what a formula needs is asserted, each
/// coordinate is asked whether it can be so, what follows is filled in, and where nothing follows
/// one member of a disjunction is tried and then ruled out.
pub(super) struct Solver<'s, 'a> {
    pub(super) formulas: &'s mut Formulas,
    pub(super) atoms: &'s Atoms,
    pub(super) theory: &'s mut Theory<'a>,
}

/// What is asserted so far.
#[derive(Clone, Default)]
struct Asserted {
    literals: BTreeMap<Dimension, Literals>,
    model: Model,
}

/// What became of a literal that was to be asserted.
enum Added {
    New,
    Follows,
    Clashes,
}

fn opposite((atom, holds): (AtomId, bool)) -> (AtomId, bool) {
    (atom, !holds)
}

impl Solver<'_, '_> {
    pub(super) fn solve(&mut self, formula: Formula) -> Solved {
        self.search(formula, Asserted::default())
    }

    fn search(&mut self, formula: Formula, mut asserted: Asserted) -> Solved {
        let Some(budget) = self.theory.budget.checked_sub(1) else {
            return Solved::GivenUp(Unknown::Budget);
        };
        self.theory.budget = budget;
        let mut open = formula;
        loop {
            let (mut units, rest) = self.split(open);
            if units.is_empty() {
                break;
            }
            self.atoms.add_implied(&mut units);
            match self.assert(&units, &mut asserted) {
                Fit::Example(_) => {}
                Fit::None => return Solved::None,
                Fit::GivenUp(why) => return Solved::GivenUp(why),
            }
            open = self.fill_in(rest, &units);
        }
        if open == Formula::FALSE {
            return Solved::None;
        }
        if let Some(model) = self.model(open, &asserted) {
            return Solved::Model(model);
        }
        self.branch(open, &asserted)
    }

    /// The literals that a formula needs, and what else it needs.
    fn split(&self, formula: Formula) -> (Vec<(AtomId, bool)>, Vec<Formula>) {
        let members = match self.formulas.node(formula) {
            Node::And(members) => members.to_vec(),
            _ => vec![formula],
        };
        let (mut units, mut rest) = (Vec::new(), Vec::new());
        for member in members {
            match self.formulas.node(member) {
                Node::Literal(atom, holds) => units.push((*atom, *holds)),
                _ => rest.push(member),
            }
        }
        (units, rest)
    }

    /// Asserts literals, as far as they do not follow from one asserted before; an example of
    /// anything if every coordinate can still be so.
    fn assert(&mut self, units: &[(AtomId, bool)], asserted: &mut Asserted) -> Fit {
        let mut touched = Vec::new();
        for &unit in units {
            let dimension = self.atoms.dimension(unit.0);
            let literals = asserted.literals.entry(dimension).or_default();
            match self.add(dimension, unit, literals) {
                Added::Clashes => return Fit::None,
                Added::Follows => {}
                Added::New => touched.push(dimension),
            }
        }
        touched.sort_unstable();
        touched.dedup();
        let mut given_up = None;
        for dimension in touched {
            let literals = asserted.literals.get(&dimension).cloned().unwrap_or_default();
            match self.theory.fit(self.atoms, dimension, &literals) {
                Fit::Example(coordinate) => {
                    asserted.model.insert(dimension, coordinate);
                }
                Fit::None => return Fit::None,
                Fit::GivenUp(why) => given_up = Some(why),
            }
        }
        given_up.map_or(Fit::Example(Coordinate::Open(true)), Fit::GivenUp)
    }

    /// Adds a literal to those of its dimension, in place of those that follow from it.
    fn add(&mut self, of: Dimension, new: (AtomId, bool), literals: &mut Literals) -> Added {
        for &literal in literals.iter() {
            if literal == new {
                return Added::Follows;
            }
            if !self.theory.agree(self.atoms, of, literal, new) {
                return Added::Clashes;
            }
            if !self.theory.agree(self.atoms, of, literal, opposite(new)) {
                return Added::Follows;
            }
        }
        literals.retain(|literal| self.theory.agree(self.atoms, of, opposite(*literal), new));
        if let Err(place) = literals.binary_search(&new) {
            literals.insert(place, new);
        }
        Added::New
    }

    /// All of `rest`, with what was asserted just now and what follows from it filled in.
    fn fill_in(&mut self, rest: Vec<Formula>, units: &[(AtomId, bool)]) -> Formula {
        let rest = self.formulas.all(rest);
        let known: BTreeMap<AtomId, bool> = units.iter().copied().collect();
        let mut followed = BTreeMap::new();
        for atom in self.formulas.atoms(rest) {
            let dimension = self.atoms.dimension(atom);
            let value = known.get(&atom).copied().or_else(|| {
                let related = |unit: &&(AtomId, bool)| self.atoms.dimension(unit.0) == dimension;
                units.iter().filter(related).find_map(|unit| {
                    let mut can_be =
                        |holds| self.theory.agree(self.atoms, dimension, *unit, (atom, holds));
                    if can_be(true) { (!can_be(false)).then_some(true) } else { Some(false) }
                })
            });
            followed.extend(value.map(|value| (atom, value)));
        }
        self.formulas.assign(rest, &|atom| followed.get(&atom).copied())
    }

    /// The coordinates found so far, and any for the others, if they make the formula true already.
    fn model(&mut self, open: Formula, asserted: &Asserted) -> Option<Model> {
        let mut model = asserted.model.clone();
        for atom in self.formulas.atoms(open) {
            let dimension = self.atoms.dimension(atom);
            if !model.contains_key(&dimension)
                && let Fit::Example(any) = self.theory.fit(self.atoms, dimension, &Vec::new())
            {
                model.insert(dimension, any);
            }
        }
        self.is_true(open, &model).then_some(model)
    }

    fn is_true(&mut self, formula: Formula, model: &Model) -> bool {
        match self.formulas.node(formula).clone() {
            Node::Constant(value) => value,
            Node::Literal(id, holds) => {
                let at = model.get(&self.atoms.dimension(id));
                match (self.atoms.get(id), at) {
                    (Some(atom), Some(at)) => self.theory.holds(atom, at) == holds,
                    _ => false,
                }
            }
            Node::And(members) => members.iter().all(|member| self.is_true(*member, model)),
            Node::Or(members) => members.iter().any(|member| self.is_true(*member, model)),
        }
    }

    /// Tries one member of the shortest disjunction, and then the formula without it.
    fn branch(&mut self, open: Formula, asserted: &Asserted) -> Solved {
        let Some((member, others, rest)) = self.choice(open) else { return Solved::None };
        let with = self.formulas.all(rest.iter().copied().chain([member]));
        let first = self.search(with, asserted.clone());
        if matches!(first, Solved::Model(_)) {
            return first;
        }
        let opposite = self.formulas.negation(member);
        let others = self.formulas.any(others);
        let without = self.formulas.all(rest.into_iter().chain([others, opposite]));
        match (first, self.search(without, asserted.clone())) {
            (_, found @ Solved::Model(_)) => found,
            (Solved::GivenUp(why), _) | (_, Solved::GivenUp(why)) => Solved::GivenUp(why),
            _ => Solved::None,
        }
    }

    /// The first member of the shortest disjunction, its other members, and what else is asked.
    fn choice(&self, open: Formula) -> Option<(Formula, Vec<Formula>, Vec<Formula>)> {
        let mut rest = match self.formulas.node(open) {
            Node::And(members) => members.to_vec(),
            _ => vec![open],
        };
        let length = |member: &Formula| match self.formulas.node(*member) {
            Node::Or(members) => members.len(),
            _ => usize::MAX,
        };
        let shortest = (0..rest.len()).min_by_key(|place| length(&rest[*place]))?;
        let Node::Or(members) = self.formulas.node(rest.swap_remove(shortest)) else { return None };
        let (first, others) = members.split_first()?;
        Some((*first, others.to_vec(), rest))
    }
}
