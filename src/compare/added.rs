//! What one statement adds, found by one engine after another.

use super::actions::ActionClass;
use super::caller::Caller;
use super::catalogued::Taken;
use super::comparison::{Comparison, Reason};
use super::concrete::concrete;
use super::engine::{Candidate, Candidates};
use super::formula::Formula;
use super::side::Side;
use super::solve::{Model, Solved};
use super::split::cases;
use super::terms::Terms;
use super::ties::Ties;
use super::unknown::Unknown;
use super::witness::{Witness, request_of};
use crate::compile::Shapes;
use crate::request::RequestContext;

/// What one statement adds for one caller.
pub(super) enum Added {
    Nothing,
    Reason(Box<Reason>),
    Unknown(Unknown),
}

/// Requests for one class of actions that a term may allow.
pub(super) struct Kind {
    /// The number of the term.
    pub(super) term: usize,
    pub(super) class: ActionClass,
    /// What else is asked of them.
    pub(super) formula: Formula,
    /// What its actions take, if only requests that the catalogue has are compared.
    pub(super) taken: Option<Taken>,
}

impl<'a> Comparison<'a> {
    /// What statement `number` of the terms adds: what the first engine that is not given up finds.
    pub(super) fn added_by(
        &self,
        sides: [&Side; 2],
        terms: &mut Terms<'a>,
        number: usize,
    ) -> Added {
        let mut added = Added::Nothing;
        for engine in self.engines {
            let catalog = self.is_catalogued.then_some(self.catalog);
            let Some(candidates) = Candidates::of(*engine, terms, number, catalog) else {
                continue;
            };
            added = self.found_among(candidates, sides, terms, number);
            if !matches!(added, Added::Unknown(Unknown::Budget | Unknown::Readings)) {
                break;
            }
        }
        added
    }

    fn found_among(
        &self,
        mut candidates: Candidates,
        sides: [&Side; 2],
        terms: &mut Terms<'a>,
        number: usize,
    ) -> Added {
        let mut unknown = None;
        let mut found = None;
        while found.is_none()
            && let Some(candidate) = candidates.next(terms)
        {
            match candidate {
                Candidate::GivenUp(why) => unknown = Some(why),
                Candidate::Request(kind, model) => match self.shown(sides, terms, &kind, &model) {
                    Err(Unknown::Variables) if self.is_refuted(sides, terms, &kind) => {}
                    Err(why) => unknown = Some(why),
                    Ok(witness) => found = Some(witness),
                },
            }
        }
        candidates.end(terms);
        match (found, unknown) {
            (Some(witness), _) => {
                Added::Reason(Box::new(self.described(sides, terms, number, *witness)))
            }
            (None, Some(why)) => Added::Unknown(why),
            (None, None) => Added::Nothing,
        }
    }

    /// The request of a model, decided by both sides. Where variables stand in the way, values are
    /// tried for them.
    fn shown(
        &self,
        sides: [&Side; 2],
        terms: &Terms<'a>,
        kind: &Kind,
        model: &Model,
    ) -> Result<Box<Witness>, Unknown> {
        let known = &terms.encoder.known;
        let statement = sides[1].statement(terms.place(kind.term));
        let replay = |model: &Model, known: &RequestContext| {
            let request = request_of(model, &kind.class.action, known, self.keys)?;
            let witness = Witness::replayed(sides, request, self.keys)?;
            self.is_granted(sides[1], statement, &witness).then(|| Box::new(witness))
        };
        if let Some(witness) = replay(model, known) {
            return Ok(witness);
        }
        let asked = terms.encoder.formulas.atoms(kind.formula);
        let (shapes, action) = (Shapes::new(), &kind.class.action);
        for caller in concrete(&terms.encoder.atoms, &asked, model, &terms.theory) {
            let concrete = Terms::of_action(self, sides, &caller, &shapes, action);
            let Some(mut concrete) = concrete else { continue };
            let formula = concrete.for_kind(kind, self.catalog);
            if let Solved::Model(model) = concrete.solve(formula)
                && let Some(witness) = replay(&model, &caller.known)
            {
                return Ok(witness);
            }
        }
        Err(Unknown::of_open(&terms.encoder.atoms, &asked))
    }

    /// Whether a statement adds nothing for a class of actions, whatever the keys are that variables
    /// name.
    fn is_refuted(&self, sides: [&Side; 2], terms: &Terms<'a>, kind: &Kind) -> bool {
        let asked = terms.encoder.formulas.atoms(kind.formula);
        let (atoms, known) = (&terms.encoder.atoms, &terms.encoder.known);
        let ties = Ties { atoms, asked: &asked, known };
        cases(&ties, &terms.theory.limits, self.keys).is_some_and(|cases| {
            cases.iter().all(|case| {
                let limits = terms.theory.limits.clone();
                let caller = Caller { known: case.known.clone(), limits };
                let action = &kind.class.action;
                let terms = Terms::of_action(self, sides, &caller, &case.shapes, action);
                let Some(mut terms) = terms else { return false };
                let formula = terms.for_kind(kind, self.catalog);
                let formula = case.formula(&mut terms.encoder, formula);
                matches!(terms.solve(formula), Solved::None)
            })
        })
    }
}
