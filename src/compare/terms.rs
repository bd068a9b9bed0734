//! What each statement adds, as a formula.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::actions::{ActionClass, action_classes};
use super::atoms::{AtomId, Dimension};
use super::caller::Caller;
use super::comparison::Comparison;
use super::encode::Encoder;
use super::formula::Formula;
use super::side::{Place, Side};
use super::solve::{Solved, Solver};
use super::theory::Theory;
use crate::aws::ActionName;
use crate::compile::Shapes;

/// Classes of actions; nothing if there are too many to tell.
type Classes = Option<Rc<[ActionClass]>>;

/// What the Allow statements of the new side add, as formulas.
pub(super) struct Terms<'a> {
    pub(super) encoder: Encoder<'a>,
    pub(super) theory: Theory<'a>,
    /// Each Allow statement, and where it grants; last what no statement grants.
    pub(super) added: Vec<(Option<Place>, Formula)>,
    /// What the existing side does not allow and the new one does.
    beyond: Formula,
    /// What each adds, once it was asked for.
    known: Vec<Option<Formula>>,
    /// The classes of actions, once they were asked for.
    classes: Option<Classes>,
}

impl<'a> Terms<'a> {
    /// `None` if there are too many kinds of requests.
    pub(super) fn of(
        comparison: &Comparison<'a>,
        sides: [&Side; 2],
        caller: &Caller,
    ) -> Option<Self> {
        let encoder = Encoder::new(comparison.keys, caller.known.clone());
        Self::encoded(comparison, sides, caller, encoder)
    }

    /// The same for one action, where more is known of keys.
    pub(super) fn of_action(
        comparison: &Comparison<'a>,
        sides: [&Side; 2],
        caller: &Caller,
        shapes: &Shapes,
        action: &str,
    ) -> Option<Self> {
        let mut encoder = Encoder::new(comparison.keys, caller.known.clone());
        encoder.shapes.clone_from(shapes);
        encoder.action = ActionName::parse(action);
        Self::encoded(comparison, sides, caller, encoder)
    }

    fn encoded(
        comparison: &Comparison<'a>,
        [existing, new]: [&Side; 2],
        caller: &Caller,
        mut encoder: Encoder<'a>,
    ) -> Option<Self> {
        encoder.tells_credentials = comparison.tells_credentials([existing, new], &caller.known);
        let before = existing.access(&mut encoder, &comparison.universe)?;
        let after = new.access(&mut encoder, &comparison.universe)?;
        let not_before = encoder.formulas.negation(before);
        let counts = comparison.counting_requests(&mut encoder);
        let added = encoder.formulas.all_resolved([after, not_before, counts]);
        let granting = new.grants(&mut encoder);
        let mut terms: Vec<(Option<Place>, Formula)> =
            granting.iter().map(|(place, granted)| (Some(*place), *granted)).collect();
        if new.grants_without_policies() {
            let granted = encoder.formulas.any(granting.into_iter().map(|(_, granted)| granted));
            terms.push((None, encoder.formulas.negation(granted)));
        }
        let theory = Theory::new(comparison.keys, caller, comparison.universe.clone());
        let open = vec![None; terms.len()];
        Some(Self { encoder, theory, added: terms, beyond: added, known: open, classes: None })
    }

    /// Terms of no statement, to look into formulas of one's own.
    pub(super) fn without_statements(encoder: Encoder<'a>, theory: Theory<'a>) -> Self {
        let (added, known) = (Vec::new(), Vec::new());
        Self { encoder, theory, added, beyond: Formula::FALSE, known, classes: None }
    }

    pub(super) fn place(&self, number: usize) -> Option<Place> {
        self.added.get(number).and_then(|(place, _)| *place)
    }

    /// Where a statement allows what the existing side does not.
    pub(super) fn term(&mut self, number: usize) -> Formula {
        if let Some(known) = self.known.get(number).copied().flatten() {
            return known;
        }
        let Some(granted) = self.added.get(number).map(|(_, granted)| *granted) else {
            return Formula::FALSE;
        };
        let formulas = &mut self.encoder.formulas;
        let rest = formulas.beside(self.beyond, granted);
        let term = formulas.all([granted, rest]);
        self.known[number] = Some(term);
        term
    }

    pub(super) fn classes(&mut self) -> Classes {
        if let Some(known) = &self.classes {
            return known.clone();
        }
        let mut asked = Vec::new();
        for number in 0..self.added.len() {
            let term = self.term(number);
            asked.extend(self.action_atoms(term));
        }
        asked.sort_unstable();
        asked.dedup();
        let classes = action_classes(&self.encoder.atoms, &asked).map(Rc::from);
        self.classes = Some(classes.clone());
        classes
    }

    pub(super) fn action_atoms(&self, formula: Formula) -> Vec<AtomId> {
        let mut atoms = self.encoder.formulas.atoms(formula);
        atoms.retain(|atom| self.encoder.atoms.dimension(*atom) == Dimension::Action);
        atoms
    }

    /// The formula for each class of actions, each formula once.
    pub(super) fn by_action(
        &mut self,
        formula: Formula,
        classes: &[ActionClass],
    ) -> Vec<(ActionClass, Formula)> {
        let own = self.action_atoms(formula);
        let mut found: Vec<(ActionClass, Formula)> = Vec::new();
        let mut seen = FxHashSet::from_iter([Formula::FALSE]);
        let mut tried: FxHashSet<Vec<AtomId>> = FxHashSet::default();
        for class in classes {
            let inside = own.iter().filter(|atom| class.inside.contains(atom));
            let inside: Vec<AtomId> = inside.copied().collect();
            let is_own = |atom: &AtomId| own.binary_search(atom).is_ok();
            let value = |atom: AtomId| is_own(&atom).then(|| inside.contains(&atom));
            if tried.contains(&inside) {
                continue;
            }
            let assigned = self.encoder.formulas.assign(formula, &value);
            if seen.insert(assigned) {
                found.push((class.clone(), assigned));
            }
            tried.insert(inside);
        }
        found
    }

    /// The formula for one action.
    pub(super) fn for_action(&mut self, formula: Formula, action: &str) -> Formula {
        let Some(name) = ActionName::parse(action) else { return Formula::FALSE };
        let Encoder { formulas, atoms, .. } = &mut self.encoder;
        formulas.assign(formula, &|atom| match atoms.get(atom) {
            Some(super::atoms::Atom::Action(test)) => Some(test.matches(&name)),
            _ => None,
        })
    }

    pub(super) fn solve(&mut self, formula: Formula) -> Solved {
        let Encoder { formulas, atoms, .. } = &mut self.encoder;
        Solver { formulas, atoms, theory: &mut self.theory }.solve(formula)
    }
}
