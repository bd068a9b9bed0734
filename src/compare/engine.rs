//! The engines that search for requests. Each is exact: what one of them finds or rules out holds,
//! whatever becomes of the others; they differ in what is too much for them.

use std::vec::IntoIter;

use super::actions::ActionClass;
use super::added::Kind;
use super::atoms::{Atom, Dimension};
use super::catalogued::CataloguedClass;
use super::formula::Formula;
use super::solve::{Model, Solved};
use super::terms::Terms;
use super::theory::Coordinate;
use super::unknown::Unknown;
use crate::catalog::Catalog;

/// A way to search for requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One class of actions after another, each by search.
    ActionClasses,
    /// By search in all coordinates at once, actions among them.
    AllAtOnce,
    /// One class of actions after another, and of each every class of every other coordinate.
    Minterms,
}

impl Engine {
    /// All of them, the quickest on most policies first.
    pub const ALL: [Self; 3] = [Self::ActionClasses, Self::AllAtOnce, Self::Minterms];
}

/// How many steps one engine may take for one statement.
const SLICE: usize = 100_000;

/// What an engine came upon.
pub(super) enum Candidate {
    /// A request that the term may allow.
    Request(Box<Kind>, Model),
    /// Something that was too much for it, for this reason.
    GivenUp(Unknown),
}

/// The requests of a term, one for each class of actions.
pub(super) struct Candidates {
    /// The number of the term.
    term: usize,
    way: Way,
    /// Steps that are kept for others.
    kept: usize,
}

enum Way {
    ByClass { open: IntoIter<CataloguedClass>, engine: Engine },
    AllAtOnce { left: Formula },
    GivenUp(Unknown),
    Ended,
}

impl Candidates {
    /// `None` if the engine does not look at single actions and those of the catalogue are asked for.
    pub(super) fn of(
        engine: Engine,
        terms: &mut Terms<'_>,
        number: usize,
        catalog: Option<&Catalog>,
    ) -> Option<Self> {
        if engine == Engine::AllAtOnce && catalog.is_some() {
            return None;
        }
        let term = terms.term(number);
        let slice = terms.theory.budget.min(SLICE);
        let kept = terms.theory.budget - slice;
        terms.theory.budget = slice;
        let way = match engine {
            _ if term == Formula::FALSE => Way::Ended,
            Engine::AllAtOnce => Way::AllAtOnce { left: term },
            Engine::ActionClasses | Engine::Minterms => {
                let open = match catalog {
                    Some(catalog) => terms.by_catalogued_action(term, catalog),
                    None => terms.by_class(term),
                };
                let by_class = |open: Vec<_>| Way::ByClass { open: open.into_iter(), engine };
                open.map_or(Way::GivenUp(Unknown::Budget), by_class)
            }
        };
        Some(Self { term: number, way, kept })
    }

    pub(super) fn next(&mut self, terms: &mut Terms<'_>) -> Option<Candidate> {
        let term = self.term;
        match &mut self.way {
            Way::Ended => None,
            Way::GivenUp(why) => {
                let why = *why;
                self.way = Way::Ended;
                Some(Candidate::GivenUp(why))
            }
            Way::ByClass { open, engine } => open.find_map(|(class, formula, taken)| {
                let solved = match engine {
                    Engine::Minterms => terms.solve_by_minterms(formula),
                    Engine::ActionClasses | Engine::AllAtOnce => terms.solve(formula),
                };
                match solved {
                    Solved::None => None,
                    Solved::GivenUp(why) => Some(Candidate::GivenUp(why)),
                    Solved::Model(model) => {
                        let kind = Kind { term, class, formula, taken };
                        Some(Candidate::Request(Box::new(kind), model))
                    }
                }
            }),
            Way::AllAtOnce { left } => {
                let model = match terms.solve(*left) {
                    Solved::None => return None,
                    Solved::Model(model) => model,
                    Solved::GivenUp(why) => {
                        self.way = Way::GivenUp(why);
                        return self.next(terms);
                    }
                };
                let Some(class) = terms.class_of(term, &model) else {
                    self.way = Way::GivenUp(Unknown::Budget);
                    return self.next(terms);
                };
                *left = terms.without_class(*left, term, &class);
                let own = terms.term(term);
                let formula = terms.for_action(own, &class.action);
                let kind = Kind { term, class, formula, taken: None };
                Some(Candidate::Request(Box::new(kind), model))
            }
        }
    }

    /// Gives the steps back that were kept for others.
    pub(super) fn end(self, terms: &mut Terms<'_>) {
        terms.theory.budget += self.kept;
    }
}

impl Terms<'_> {
    /// The class of a model's action; of any, if none is asked for.
    fn class_of(&mut self, number: usize, model: &Model) -> Option<ActionClass> {
        let action = match model.get(&Dimension::Action) {
            Some(Coordinate::Action(action)) => action.clone(),
            _ => self.theory.any_action(&self.encoder.atoms)?,
        };
        let term = self.term(number);
        let mut atoms = self.action_atoms(term);
        atoms.retain(|atom| match self.encoder.atoms.get(*atom) {
            Some(Atom::Action(test)) => test.matches(&action),
            _ => false,
        });
        let inside = atoms.into_iter().collect();
        Some(ActionClass { inside, action: action.lower().to_owned() })
    }

    /// The formulas of a term for all actions that there may be; `None` if they are too many to tell.
    fn by_class(&mut self, term: Formula) -> Option<Vec<CataloguedClass>> {
        let classes = self.classes()?;
        let open = self.by_action(term, &classes).into_iter();
        Some(open.map(|(class, formula)| (class, formula, None)).collect())
    }

    /// The formula for actions that are not of a class.
    fn without_class(&mut self, formula: Formula, number: usize, class: &ActionClass) -> Formula {
        let term = self.term(number);
        let atoms = self.action_atoms(term);
        let formulas = &mut self.encoder.formulas;
        let outside: Vec<Formula> = atoms
            .iter()
            .map(|atom| formulas.literal(*atom, !class.inside.contains(atom)))
            .collect();
        let other = formulas.any(outside);
        formulas.all([formula, other])
    }
}
