//! Proofs that no request fulfils what statements ask besides their principals and actions.

use std::collections::HashMap;

use crate::compare::caller::Caller;
use crate::compare::comparison::Comparison;
use crate::compare::encode::Encoder;
use crate::compare::formula::Formula;
use crate::compare::solve::{Solved, Solver};
use crate::compare::theory::Theory;
use crate::compile::{
    ActionEntryTest, ActionTest, CompiledCondition, CompiledStatement, PrincipalTest, ResourceTest,
};
use crate::policy::Effect;

/// How many steps all searches for one policy may take together.
const STEPS: usize = 4_000;

/// How many steps one search may take.
const STEPS_OF_ONE: usize = 200;

/// How many states the search for one resource or value may visit.
const STATES: usize = 4_000;

pub(super) struct Prover<'a> {
    encoder: Encoder<'a>,
    theory: Theory<'a>,
    known: HashMap<Formula, bool>,
    /// How many steps are left.
    steps: usize,
}

impl<'a> Prover<'a> {
    pub(super) fn new(comparison: &Comparison<'a>) -> Self {
        let (keys, anyone) = (comparison.keys, comparison.asked());
        let caller = Caller::unlimited(anyone.clone());
        let mut theory = Theory::new(keys, &caller, comparison.universe.clone());
        theory.states = STATES;
        let encoder = Encoder::new(keys, anyone.clone());
        Self { encoder, theory, known: HashMap::new(), steps: STEPS }
    }

    /// What a statement asks of resources and keys.
    pub(super) fn rest(&mut self, statement: &CompiledStatement) -> Formula {
        self.asked(statement.resource.clone(), statement.conditions.iter().cloned())
    }

    /// What some conditions ask.
    pub(super) fn conditions<'c>(
        &mut self,
        conditions: impl IntoIterator<Item = &'c CompiledCondition>,
    ) -> Formula {
        self.asked(None, conditions.into_iter().cloned())
    }

    fn asked(
        &mut self,
        resource: Option<ResourceTest>,
        conditions: impl Iterator<Item = CompiledCondition>,
    ) -> Formula {
        let every = Box::new([ActionEntryTest::Every]);
        self.encoder.rest(&CompiledStatement {
            effect: Effect::Allow,
            principal: PrincipalTest::Attached,
            action: ActionTest { negated: false, entries: every },
            resource,
            conditions: conditions.collect(),
        })
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
        self.is_never(left)
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
