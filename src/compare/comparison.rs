//! Whether new policies allow what existing ones do not.

use super::actions::{ActionClass, action_classes};
use super::atoms::{AtomId, Dimension};
use super::callers::callers;
use super::encode::Encoder;
use super::formula::Formula;
use super::join::{concrete, is_not_understood, joined_keys};
use super::side::{Place, Side};
use super::solve::{Model, Solved, Solver};
use super::theory::Theory;
use super::witness::{Witness, request_of};
use crate::aws::ActionName;
use crate::request::{ContextKeys, KeyState, Principal, Request, RequestContext, ResourceTarget};
use crate::value_set::Language;

/// The answer to a question about all requests.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It holds for all of them.
    Proven,
    /// It does not: one reason for each statement that adds access.
    Found(Vec<Reason>),
    /// Neither could be shown.
    Unknown(Unknown),
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// A condition operator that AWS does not have.
    Operator,
    /// Policy variables that join two keys in a way that is not decided.
    Variables,
    /// The search was given up after its budget.
    Budget,
}

/// A statement that adds access.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The statement, among the new policies.
    pub place: Place,
    /// A request that it allows and that was not allowed.
    pub witness: Witness,
}

/// Compares policies whose condition keys are these.
pub struct Comparison<'a> {
    pub(super) keys: &'a ContextKeys,
    /// A request of which nothing is known.
    pub(super) anyone: RequestContext,
    pub(super) universe: Language,
}

/// What one statement adds for one caller.
enum Added {
    Nothing,
    Witness(Box<Witness>),
    Unknown(Unknown),
}

impl<'a> Comparison<'a> {
    /// Compares for all requests that there can be. `request` says what is known of all of them:
    /// the types of keys.
    pub fn new(keys: &'a ContextKeys, facts: crate::request::ActionFacts) -> Option<Self> {
        let principal = Principal::parse("arn:aws:iam::111122223333:user/anyone").ok()?;
        let action = ActionName::parse("other:x")?;
        let mut request = Request::new(principal, action, ResourceTarget::Wildcard);
        request.exact_context = true;
        request.facts = facts;
        let mut anyone = RequestContext::new(request, keys);
        for key in keys.ids() {
            anyone.set_state(key, KeyState::Unknown);
        }
        Some(Self { keys, anyone, universe: Theory::every_resource() })
    }

    /// Whether `new` allows nothing that `existing` does not.
    pub fn no_new_access(&self, existing: &Side, new: &Side) -> Answer {
        let sides = [existing, new];
        let mut reasons: Vec<Reason> = Vec::new();
        let mut unknown = None;
        for caller in callers(sides, &self.anyone) {
            for (place, added) in self.added_for(sides, &caller) {
                match added {
                    Added::Nothing => {}
                    Added::Unknown(why) => unknown = Some(why),
                    Added::Witness(witness) => {
                        if reasons.iter().all(|reason| reason.place != place) {
                            reasons.push(Reason { place, witness: *witness });
                        }
                    }
                }
            }
        }
        reasons
            .sort_by_key(|reason| (reason.place.gate, reason.place.policy, reason.place.statement));
        match (reasons.is_empty(), unknown) {
            (false, _) => Answer::Found(reasons),
            (true, Some(why)) => Answer::Unknown(why),
            (true, None) => Answer::Proven,
        }
    }

    /// What each Allow statement of the new side adds for a caller.
    fn added_for(&self, sides: [&Side; 2], caller: &RequestContext) -> Vec<(Place, Added)> {
        let mut terms = Terms::of(self, sides, caller);
        let places: Vec<Place> = terms.statements.iter().map(|(place, _)| *place).collect();
        places
            .into_iter()
            .enumerate()
            .map(|(number, place)| (place, self.added_by(sides, &mut terms, number)))
            .collect()
    }

    fn added_by(&self, sides: [&Side; 2], terms: &mut Terms<'a>, number: usize) -> Added {
        let term = terms.statements[number].1;
        if term == Formula::FALSE {
            return Added::Nothing;
        }
        let Some(classes) = terms.classes() else { return Added::Unknown(Unknown::Budget) };
        let mut unknown = None;
        for (class, formula) in terms.by_action(term, &classes) {
            match terms.solve(formula) {
                Solved::None => {}
                Solved::GivenUp => unknown = Some(Unknown::Budget),
                Solved::Model(model) => {
                    match self.shown(sides, terms, number, &class, formula, &model) {
                        Added::Nothing => {}
                        Added::Unknown(why) => unknown = Some(why),
                        found @ Added::Witness(_) => return found,
                    }
                }
            }
        }
        unknown.map_or(Added::Nothing, Added::Unknown)
    }

    /// The request of a model, decided by both sides. Where variables stand in the way, values are
    /// tried for them.
    fn shown(
        &self,
        sides: [&Side; 2],
        terms: &Terms<'a>,
        number: usize,
        class: &ActionClass,
        formula: Formula,
        model: &Model,
    ) -> Added {
        let known = &terms.encoder.known;
        let replay = |model: &Model, known: &RequestContext| {
            let request = request_of(model, &class.action, known, self.keys)?;
            Witness::replayed(sides, request, self.keys).map(Box::new)
        };
        if let Some(witness) = replay(model, known) {
            return Added::Witness(witness);
        }
        let asked = terms.encoder.formulas.atoms(formula);
        let keys = joined_keys(&terms.encoder.atoms, &asked);
        for context in concrete(&keys, &terms.encoder.atoms, &asked, model, known) {
            let mut concrete = Terms::of(self, sides, &context);
            let Some((_, term)) = concrete.statements.get(number).copied() else { continue };
            let formula = concrete.for_action(term, &class.action);
            if let Solved::Model(model) = concrete.solve(formula)
                && let Some(witness) = replay(&model, &context)
            {
                return Added::Witness(witness);
            }
        }
        Added::Unknown(if is_not_understood(&terms.encoder.atoms, &asked) {
            Unknown::Operator
        } else {
            Unknown::Variables
        })
    }
}

/// What the Allow statements of the new side add, as formulas.
struct Terms<'a> {
    encoder: Encoder<'a>,
    theory: Theory<'a>,
    /// Each statement, and where it allows what the existing side does not.
    statements: Vec<(Place, Formula)>,
}

impl<'a> Terms<'a> {
    fn of(
        comparison: &Comparison<'a>,
        [existing, new]: [&Side; 2],
        caller: &RequestContext,
    ) -> Self {
        let keys = comparison.keys;
        let mut encoder = Encoder::new(keys, caller.clone());
        let before = existing.access(&mut encoder);
        let after = new.access(&mut encoder);
        let not_before = encoder.formulas.negation(before);
        let added = encoder.formulas.all([after, not_before]);
        let granting = new.grants(&mut encoder);
        let statements = granting
            .into_iter()
            .map(|(place, granted)| (place, encoder.formulas.all([granted, added])))
            .collect();
        let theory = Theory::new(keys, caller.clone(), comparison.universe.clone());
        Self { encoder, theory, statements }
    }

    fn classes(&self) -> Option<Vec<ActionClass>> {
        let mut asked = Vec::new();
        for (_, formula) in &self.statements {
            asked.extend(self.action_atoms(*formula));
        }
        asked.sort_unstable();
        asked.dedup();
        action_classes(&self.encoder.atoms, &asked)
    }

    fn action_atoms(&self, formula: Formula) -> Vec<AtomId> {
        let mut atoms = self.encoder.formulas.atoms(formula);
        atoms.retain(|atom| self.encoder.atoms.dimension(*atom) == Dimension::Action);
        atoms
    }

    /// The formula for each class of actions, each formula once.
    fn by_action(
        &mut self,
        formula: Formula,
        classes: &[ActionClass],
    ) -> Vec<(ActionClass, Formula)> {
        let own = self.action_atoms(formula);
        let mut found: Vec<(ActionClass, Formula)> = Vec::new();
        let mut seen = std::collections::HashSet::from([Formula::FALSE]);
        for class in classes {
            let is_own = |atom: &AtomId| own.binary_search(atom).is_ok();
            let value = |atom: AtomId| is_own(&atom).then(|| class.inside.contains(&atom));
            let assigned = self.encoder.formulas.assign(formula, &value);
            if seen.insert(assigned) {
                found.push((class.clone(), assigned));
            }
        }
        found
    }

    /// The formula for one action.
    fn for_action(&mut self, formula: Formula, action: &str) -> Formula {
        let Some(name) = ActionName::parse(action) else { return Formula::FALSE };
        let Encoder { formulas, atoms, .. } = &mut self.encoder;
        formulas.assign(formula, &|atom| match atoms.get(atom) {
            Some(super::atoms::Atom::Action(test)) => Some(test.matches(&name)),
            _ => None,
        })
    }

    fn solve(&mut self, formula: Formula) -> Solved {
        let Encoder { formulas, atoms, .. } = &mut self.encoder;
        Solver { formulas, atoms, theory: &mut self.theory }.solve(formula)
    }
}
