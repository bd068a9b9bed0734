//! Under which conditions one request is allowed of which not all is known.

mod hinge;

pub use hinge::Hinge;

use super::atoms::{Atom, AtomId, Dimension, Open};
use super::caller::Caller;
use super::concrete::concrete;
use super::encode::Encoder;
use super::formula::Formula;
use super::region::cubes::{conjunction, cubes, told};
use super::region::{Cube, More};
use super::side::{Side, statements};
use super::solve::Solved;
use super::terms::Terms;
use super::theory::{Coordinate, Literals, Theory};
use super::ties::joined_keys;
use crate::aws::UNKNOWN_PREFIX;
use crate::compile::{PolicySet, Test};
use crate::evaluate::{Decision, Frame, Silent, Truth, entry_covers, evaluate, gates, named_at};
use crate::policy::Effect;
use crate::request::{ContextKeys, KeyId, KeyState, RequestContext};

/// When a request is allowed some of whose keys are unknown.
#[derive(Clone, Debug)]
pub struct Conditions {
    /// Each suffices, whatever else is so.
    pub ways: Vec<Cube>,
    /// How many more ways there are.
    pub more: More,
}

/// What became of the search for conditions.
#[derive(Clone, Debug)]
pub enum Sought {
    /// They were found, not always all.
    Found(Conditions),
    /// There are none, or none that can be told: who asks or for which resource is not known well
    /// enough, or a resource-based policy is missing.
    Nothing,
    /// The search was given up.
    GivenUp,
}

impl Conditions {
    /// How many steps the search for the conditions of one request may take.
    pub const STEPS: usize = 20_000;

    /// The conditions on unknown keys under which these policies allow a request, found in no more
    /// than so many steps.
    pub fn of(
        policies: &PolicySet,
        context: &RequestContext,
        keys: &ContextKeys,
        steps: usize,
    ) -> Sought {
        let Some(prepared) = Prepared::of(policies, context, keys) else { return Sought::Nothing };
        let Prepared { mut terms, access, is_sure } = prepared;
        terms.theory.budget = steps;
        OneRequest { policies, terms, steps }.conditions(access, is_sure)
    }

    /// The ways in words: `aws:SourceIp is in 10.0.0.0/8 and not in 10.1.0.0/16`.
    pub fn in_words(&self) -> Vec<String> {
        let in_words = |way: &Cube| {
            let has_cases = way.conditions.iter().any(|condition| condition.contains(" or "));
            way.conditions.join(if has_cases { ", and " } else { " and " })
        };
        self.ways.iter().map(in_words).collect()
    }

    /// Whether it is known that there are others.
    pub fn counts_others(&self) -> bool {
        !matches!(self.more, More::Exactly(0) | More::AtLeast(0))
    }

    /// What there is to say of ways that are not told: `in 2 more ways`.
    pub fn others(&self) -> Option<String> {
        match self.more {
            More::Exactly(0) => None,
            More::Exactly(1) => Some("in 1 more way".to_owned()),
            More::Exactly(count) => Some(format!("in {count} more ways")),
            More::AtLeast(0) => Some("perhaps in other ways".to_owned()),
            More::AtLeast(1) => Some("in at least 1 more way".to_owned()),
            More::AtLeast(count) => Some(format!("in at least {count} more ways")),
        }
    }
}

/// A request whose conditions can be sought.
struct Prepared<'k> {
    terms: Terms<'k>,
    /// When it is allowed.
    access: Formula,
    is_sure: bool,
}

impl<'k> Prepared<'k> {
    /// `None` if no conditions could be told.
    fn of(policies: &PolicySet, context: &RequestContext, keys: &'k ContextKeys) -> Option<Self> {
        let frame = Frame::of(policies, context);
        if !names_surely(policies, context) {
            return None;
        }
        let mut encoder = Encoder::new(keys, context.clone());
        encoder.action = Some(context.request.action.clone());
        let side = Side::layers(policies.clone());
        let access = side.access_in(frame.situation(), Some(&frame), &mut encoder);
        let access = on_request(&mut encoder, access, context);
        let asked = encoder.formulas.atoms(access);
        if asked.iter().any(|id| encoder.atoms.dimension(*id) == Dimension::Resource) {
            return None;
        }
        let caller = Caller::unlimited(context.clone());
        let theory = Theory::new(keys, &caller, Theory::every_resource());
        let terms = Terms::without_statements(encoder, theory);
        Some(Self { terms, access, is_sure: frame.is_sure() })
    }
}

/// Whether it is known of every statement about the action if it names the caller.
fn names_surely(policies: &PolicySet, context: &RequestContext) -> bool {
    gates(policies).all(|gate| {
        let allows = statements(policies, gate, Effect::Allow);
        let mut all = allows.chain(statements(policies, gate, Effect::Deny));
        all.all(|(_, statement)| {
            !statement.action.matches(&context.request.action)
                || named_at(statement, gate, policies, context).is_known()
        })
    })
}

/// The formula for the request's action and resource, as far as its resource is known.
fn on_request(encoder: &mut Encoder<'_>, access: Formula, context: &RequestContext) -> Formula {
    let Encoder { formulas, atoms, .. } = encoder;
    formulas.assign(access, &|id| match atoms.get(id)? {
        Atom::Resource(entries) => {
            let covers = entries.iter().map(|entry| entry_covers(entry, context));
            covers.fold(Truth::False, Truth::or).known()
        }
        Atom::Open(Open::Resource(entry)) => entry_covers(entry, context).known(),
        Atom::Action(_) | Atom::Condition(_) | Atom::Open(_) => None,
    })
}

/// How many ways are told.
const MOST_WAYS: usize = 4;

/// One request whose conditions are sought.
struct OneRequest<'a, 'k> {
    policies: &'a PolicySet,
    terms: Terms<'k>,
    /// How many steps each search may take.
    steps: usize,
}

impl OneRequest<'_, '_> {
    fn conditions(&mut self, access: Formula, is_sure: bool) -> Sought {
        let asked = self.terms.encoder.formulas.atoms(access);
        let (found, more) = cubes(&mut self.terms, access, MOST_WAYS);
        let (count, mut ways) = (found.len(), Vec::new());
        for literals in found {
            if self.can_be_told(&literals) && self.is_allowed(&literals, &asked) {
                ways.push(told(&mut self.terms, &literals));
            }
        }
        ways.retain(|way| !way.conditions.is_empty());
        let is_given_up = matches!(more, More::AtLeast(_));
        let more = match more {
            More::Exactly(more) if is_sure && ways.len() == count => More::Exactly(more),
            More::Exactly(more) | More::AtLeast(more) => More::AtLeast(more),
        };
        match (ways.is_empty(), is_given_up) {
            (false, _) => Sought::Found(Conditions { ways, more }),
            (true, true) => Sought::GivenUp,
            (true, false) => Sought::Nothing,
        }
    }

    fn dimension(&self, id: AtomId) -> Dimension {
        self.terms.encoder.atoms.dimension(id)
    }

    /// Whether a conjunction is about keys alone, and those have names that people know.
    fn can_be_told(&self, literals: &Literals) -> bool {
        let Encoder { atoms, keys, .. } = &self.terms.encoder;
        literals.iter().all(|(id, _)| match atoms.get(*id) {
            Some(Atom::Condition(condition) | Atom::Open(Open::Condition(condition))) => {
                let variables = match &condition.test {
                    Test::Values(set) => set.variable_keys(),
                    Test::Null(_) => Vec::new(),
                    Test::NotUnderstood(_) => return false,
                };
                let is_named = |key: &KeyId| !keys.lower_name(*key).starts_with(UNKNOWN_PREFIX);
                is_named(&condition.key) && variables.iter().all(is_named)
            }
            _ => false,
        })
    }

    /// Whether the request is allowed with an example of a conjunction: whatever the other keys are,
    /// or without them.
    fn is_allowed(&mut self, literals: &Literals, asked: &[AtomId]) -> bool {
        let formula = conjunction(&mut self.terms, literals);
        let Solved::Model(model) = self.terms.solve(formula) else { return false };
        let ids: Vec<AtomId> = literals.iter().map(|(id, _)| *id).collect();
        let atoms = &self.terms.encoder.atoms;
        let callers = concrete(atoms, &ids, &model, &self.terms.theory);
        let mut examples = callers.iter().filter_map(|caller| self.example(literals, caller));
        examples.any(|example| {
            self.is_allowed_in(&example)
                || self.is_allowed_in(&self.without_others(&example, asked))
        })
    }

    /// The request with keys as a conjunction wants them, where more is known of some.
    fn example(&self, literals: &Literals, caller: &Caller) -> Option<RequestContext> {
        let keys = self.terms.encoder.keys;
        let mut encoder = Encoder::new(keys, caller.known.clone());
        let mut all = Vec::new();
        for (id, holds) in literals {
            let (Atom::Condition(condition) | Atom::Open(Open::Condition(condition))) =
                self.terms.encoder.atoms.get(*id)?
            else {
                return None;
            };
            let formula = encoder.condition(condition);
            all.push(if *holds { formula } else { encoder.formulas.negation(formula) });
        }
        let formula = encoder.formulas.all(all);
        let mut theory = Theory::new(keys, caller, Theory::every_resource());
        theory.budget = self.steps;
        let mut terms = Terms::without_statements(encoder, theory);
        let Solved::Model(model) = terms.solve(formula) else { return None };
        let mut example = caller.known.clone();
        for (dimension, at) in model {
            if let (Dimension::Key(key), Coordinate::Key(state)) = (dimension, at) {
                example.set_state(key, state);
            }
        }
        Some(example)
    }

    fn without_others(&self, example: &RequestContext, asked: &[AtomId]) -> RequestContext {
        let mut example = example.clone();
        let atoms = &self.terms.encoder.atoms;
        let named = asked.iter().filter_map(|id| match self.dimension(*id) {
            Dimension::Key(key) => Some(key),
            _ => None,
        });
        let named: Vec<KeyId> = named.chain(joined_keys(atoms, asked)).collect();
        for key in named {
            if matches!(example.state(key), KeyState::Unknown) {
                example.set_state(key, KeyState::Absent);
            }
        }
        example
    }

    fn is_allowed_in(&self, context: &RequestContext) -> bool {
        evaluate(self.policies, context, &mut Silent) == Decision::Allowed
    }
}
