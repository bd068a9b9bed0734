//! Proofs that no request fulfils what statements ask besides their principals and actions.

use std::collections::HashMap;

use super::examples::{examples, is_true_at};
use crate::compare::caller::Caller;
use crate::compare::comparison::Comparison;
use crate::compare::encode::Encoder;
use crate::compare::formula::Formula;
use crate::compare::solve::{Model, Solved, Solver};
use crate::compare::theory::Theory;
use crate::compile::{CompiledCondition, CompiledStatement};
use crate::value_set::Language;

/// How many steps all searches for one policy may take together.
const STEPS: usize = 4_000;

/// How many steps one search may take.
const STEPS_OF_ONE: usize = 200;

/// How many states the search for one resource or value may visit.
const STATES: usize = 4_000;

pub(super) struct Prover<'a> {
    encoder: Encoder<'a>,
    theory: Theory<'a>,
    /// The resources that count.
    universe: Language,
    known: HashMap<Formula, bool>,
    /// Some requests of each area.
    examples: HashMap<Formula, Vec<Model>>,
    /// How many steps are left.
    steps: usize,
}

impl<'a> Prover<'a> {
    pub(super) fn new(comparison: &Comparison<'a>) -> Self {
        let (keys, anyone) = (comparison.keys, comparison.asked());
        let caller = Caller::unlimited(anyone.clone());
        let universe = comparison.universe.clone();
        let mut theory = Theory::new(keys, &caller, universe.clone());
        theory.allowance.states = STATES;
        let encoder = Encoder::new(keys, anyone.clone());
        let (known, examples) = (HashMap::new(), HashMap::new());
        Self { encoder, theory, universe, known, examples, steps: STEPS }
    }

    /// What a statement asks of resources and keys.
    pub(super) fn rest(&mut self, statement: &CompiledStatement) -> Formula {
        let resource = statement.resource.as_ref().map(|test| self.encoder.resource(test));
        let conditions = self.conditions(&statement.conditions);
        self.encoder.formulas.all(resource.into_iter().chain([conditions]))
    }

    /// What some conditions ask.
    pub(super) fn conditions<'c>(
        &mut self,
        conditions: impl IntoIterator<Item = &'c CompiledCondition>,
    ) -> Formula {
        let asked: Vec<Formula> =
            conditions.into_iter().map(|condition| self.encoder.condition(condition)).collect();
        self.encoder.formulas.all(asked)
    }

    /// Whether no request is in the area and in none of the others; `false` also where that could not
    /// be proven.
    pub(super) fn covers(&mut self, others: &[Formula], area: Formula) -> bool {
        if others.contains(&area) || others.contains(&Formula::TRUE) {
            return true;
        }
        let formulas = &mut self.encoder.formulas;
        let any = formulas.any(others.iter().copied());
        let outside = formulas.negation(any);
        let left = formulas.all([area, outside]);
        if !self.known.contains_key(&left) && self.has_example(area, left) {
            self.known.insert(left, false);
        }
        self.is_never(left)
    }

    /// Whether some request of an area, found without a search, fulfils a formula.
    fn has_example(&mut self, area: Formula, formula: Formula) -> bool {
        let Self { encoder, theory, universe, .. } = self;
        let all = self.examples.entry(area);
        let all = all.or_insert_with(|| examples(area, encoder, theory, universe));
        all.iter().any(|example| is_true_at(formula, example, encoder, theory))
    }

    /// Whether no request fulfils it.
    pub(super) fn is_never(&mut self, formula: Formula) -> bool {
        if let Some(known) = self.known.get(&formula) {
            return *known;
        }
        let steps = self.steps.min(STEPS_OF_ONE);
        self.theory.budget = steps;
        let Encoder { formulas, atoms, .. } = &mut self.encoder;
        let solved = Solver { formulas, atoms, theory: &mut self.theory }.solve(formula);
        self.steps -= steps.saturating_sub(self.theory.budget);
        let is_never = matches!(solved, Solved::None);
        self.known.insert(formula, is_never);
        is_never
    }
}
