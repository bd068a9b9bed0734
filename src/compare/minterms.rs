//! The search for a request coordinate by coordinate: every combination of answers that a coordinate
//! can give is tried, as far as what is left of the formula asks for it.

use std::collections::HashSet;

use super::atoms::{AtomId, Dimension};
use super::encode::Encoder;
use super::formula::Formula;
use super::solve::{Model, Solved};
use super::terms::Terms;
use super::theory::{Fit, Literals, Theory};
use super::unknown::Unknown;

/// The formulas of which it is known that no request makes them true.
type Empty = HashSet<Formula>;

struct Minterms<'s, 'a> {
    encoder: &'s mut Encoder<'a>,
    theory: &'s mut Theory<'a>,
    empty: Empty,
}

impl Terms<'_> {
    pub(super) fn solve_by_minterms(&mut self, formula: Formula) -> Solved {
        let Self { encoder, theory, .. } = self;
        Minterms { encoder, theory, empty: Empty::new() }.solve(formula)
    }
}

impl Minterms<'_, '_> {
    fn solve(&mut self, formula: Formula) -> Solved {
        if formula == Formula::FALSE || self.empty.contains(&formula) {
            return Solved::None;
        }
        let Some(first) = self.atoms_of_first(formula).first().copied() else {
            return Solved::Model(Model::new());
        };
        let solved = self.with(self.encoder.atoms.dimension(first), formula, &Literals::new());
        if matches!(solved, Solved::None) {
            self.empty.insert(formula);
        }
        solved
    }

    /// What a formula asks of its first coordinate.
    fn atoms_of_first(&self, formula: Formula) -> Vec<AtomId> {
        let Encoder { formulas, atoms, .. } = &*self.encoder;
        let mut asked = formulas.atoms(formula);
        let first = asked.iter().map(|atom| atoms.dimension(*atom)).min();
        asked.retain(|atom| Some(atoms.dimension(*atom)) == first);
        asked
    }

    /// A request for which the formula is true and a coordinate is as these literals want it.
    fn with(&mut self, of: Dimension, formula: Formula, literals: &Literals) -> Solved {
        let Some(budget) = self.theory.budget.checked_sub(1) else {
            return Solved::GivenUp(Unknown::Budget);
        };
        self.theory.budget = budget;
        let coordinate = match self.theory.fit(&self.encoder.atoms, of, literals) {
            Fit::Example(coordinate) => coordinate,
            Fit::None => return Solved::None,
            Fit::GivenUp(why) => return Solved::GivenUp(why),
        };
        if formula == Formula::FALSE {
            return Solved::None;
        }
        let asked = self.atoms_of_first(formula);
        let next = asked.first().filter(|atom| self.encoder.atoms.dimension(**atom) == of);
        let Some(next) = next.copied() else {
            let mut solved = self.solve(formula);
            if let Solved::Model(model) = &mut solved {
                model.insert(of, coordinate);
            }
            return solved;
        };
        let mut given_up = None;
        for holds in [true, false] {
            let mut literals = literals.clone();
            let at = literals.partition_point(|literal| *literal < (next, holds));
            literals.insert(at, (next, holds));
            let rest =
                self.encoder.formulas.assign(formula, &|atom| (atom == next).then_some(holds));
            match self.with(of, rest, &literals) {
                Solved::None => {}
                Solved::GivenUp(why) => given_up = Some(why),
                found @ Solved::Model(_) => return found,
            }
        }
        given_up.map_or(Solved::None, Solved::GivenUp)
    }
}
