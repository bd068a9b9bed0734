//! Witnesses that a person recognises: an action that AWS has, a resource in one of its forms,
//! sample values, and no key that does not matter.

mod names;
mod resources;
mod values;

use super::atoms::{Atom, Dimension};
use super::cells::owner_of;
use super::comparison::{Comparison, Terms};
use super::formula::Formula;
use super::region::Space;
use super::side::{Place, Side};
use super::solve::{Model, Solved};
use super::theory::Coordinate;
use super::witness::{Realism, Witness, request_of};
use crate::aws::ActionName;
use crate::catalog::ActionOfService;
use crate::compile::{CompiledStatement, ResourcePattern, Variables};
use crate::evaluate::{Silent, Truth, ask_alone};
use crate::request::{
    ContextKeys, Given, KeyState, Request, RequestContext, ResourceTarget,
};
use crate::value_set::ArnPattern;

/// How many requests are decided at most.
const MOST_TRIES: usize = 400;

/// How many actions are tried that are new somewhere.
const MOST_ACTIONS: usize = 24;

/// How many states the searches may visit.
const BUDGET: usize = 20_000;

/// Replaces what a witness is made of, piece by piece, as long as both sides decide as they did and
/// the same statement grants.
pub(super) struct Beautifier<'b> {
    comparison: &'b Comparison<'b>,
    sides: [&'b Side; 2],
    place: Place,
    statement: &'b CompiledStatement,
    /// What all requests of the caller have in common.
    known: &'b Request,
    tries: usize,
}

impl<'b> Beautifier<'b> {
    pub(super) fn new(
        comparison: &'b Comparison<'b>,
        sides: [&'b Side; 2],
        (place, statement): (Place, &'b CompiledStatement),
        known: &'b Request,
    ) -> Self {
        Self { comparison, sides, place, statement, known, tries: MOST_TRIES }
    }

    pub(super) fn beautified(
        &mut self,
        terms: &mut Terms<'_>,
        space: &mut Space,
        witness: Witness,
    ) -> Witness {
        let kept = std::mem::replace(&mut terms.theory.budget, BUDGET);
        let mut best = self.with_known_action(terms, space, &witness).unwrap_or(witness);
        if self.realism(&best.request) == Realism::WellFormed {
            best = self.with_better_resource(best);
        }
        best = self.with_few_keys(best);
        best = self.with_sample_values(terms, best);
        terms.theory.budget = kept;
        best.realism = self.realism(&best.request);
        best
    }

    /// The request as a witness, if it shows the same.
    fn shown(&mut self, mut request: Request) -> Option<Witness> {
        self.tries = self.tries.checked_sub(1)?;
        if !self.comparison.is_about(&request.resource) {
            return None;
        }
        request.resource_account = owner_of(&request.resource, self.known);
        let keys = self.comparison.keys;
        let witness = Witness::replayed(self.sides, request, keys)?;
        let context = RequestContext::new(witness.request.clone(), keys);
        let (gate, policies) = (self.place.gate, &self.sides[1].policies);
        let granted = ask_alone(self.statement, gate, policies, &context, &mut Silent);
        (granted.most() == Truth::True).then_some(witness)
    }

    /// The same decisions on a request that differs in its keys or its resource.
    fn shown_alike(&mut self, request: Request, like: &Witness) -> Option<Witness> {
        self.shown(request).filter(|witness| witness.existing == like.existing)
    }

    fn catalogued(&self, action: &ActionName) -> Option<ActionOfService<'b>> {
        self.comparison.catalog.action(action).filter(|found| !found.action.is_legacy)
    }

    fn realism(&self, request: &Request) -> Realism {
        match self.catalogued(&request.action) {
            Some(found) if takes(found, &request.resource) => Realism::Catalogued,
            _ => Realism::WellFormed,
        }
    }

    /// A witness with an action of the catalogue on one of its resources, else with such an action,
    /// else with a name that AWS may yet give.
    fn with_known_action(
        &mut self,
        terms: &mut Terms<'_>,
        space: &mut Space,
        base: &Witness,
    ) -> Option<Witness> {
        let mut other = None;
        let mut tried = 0;
        for name in names::candidates(self.comparison.catalog, self.statement, space, &base.request)
        {
            let Some(formula) = space.group(terms, &name).and_then(|group| space.formula(group))
            else {
                continue;
            };
            match self.with_action(terms, formula, &name, base) {
                Some(found) if self.realism(&found.request) == Realism::Catalogued => {
                    return Some(found);
                }
                found => other = other.or(found),
            }
            tried += 1;
            if tried >= MOST_ACTIONS {
                break;
            }
        }
        other
    }

    fn with_action(
        &mut self,
        terms: &mut Terms<'_>,
        formula: Formula,
        name: &ActionName,
        base: &Witness,
    ) -> Option<Witness> {
        let mut request = base.request.clone();
        request.action = name.clone();
        let found = self.catalogued(name);
        let wishes = resources::candidates(self.statement, found, &self.context(&request));
        for resource in wishes {
            let Some(target) = ResourceTarget::parse(&resource, name, false) else { continue };
            if found.is_some_and(|found| !takes(found, &target)) {
                continue;
            }
            request.resource = target;
            if let Some(witness) = self.shown(request.clone()) {
                return Some(witness);
            }
            if let Some(solved) = self.solved_at(terms, formula, &request)
                && let Some(witness) = self.shown(solved)
            {
                return Some(witness);
            }
        }
        self.of_some_form(terms, formula, &request, found).or_else(|| {
            request.resource = base.request.resource.clone();
            self.shown(request)
        })
    }

    fn context(&self, request: &Request) -> RequestContext {
        RequestContext::new(request.clone(), self.comparison.keys)
    }

    /// The request with keys for which the formula is true on its resource.
    fn solved_at(
        &self,
        terms: &mut Terms<'_>,
        formula: Formula,
        request: &Request,
    ) -> Option<Request> {
        let at = Coordinate::Resource(lower_head(&request.resource));
        let atoms = terms.encoder.formulas.atoms(formula);
        let mut values = std::collections::HashMap::new();
        for id in atoms {
            if let Some(atom @ Atom::Resource(_)) = terms.encoder.atoms.get(id) {
                values.insert(id, terms.theory.holds(atom, &at));
            }
        }
        let formula = terms.encoder.formulas.assign(formula, &|id| values.get(&id).copied());
        let Solved::Model(mut model) = terms.solve(formula) else { return None };
        model.remove(&Dimension::Resource);
        self.of_model(terms, &model, request)
    }

    /// A witness on a resource in one of the action's forms, wherever the formula is true.
    fn of_some_form(
        &mut self,
        terms: &mut Terms<'_>,
        formula: Formula,
        request: &Request,
        found: Option<ActionOfService<'_>>,
    ) -> Option<Witness> {
        let types = found.map(|found| found.service.resource_types_of(found.action));
        for pattern in types?.flat_map(|(_, one)| one.arn_patterns()) {
            let formula = within(terms, formula, pattern);
            let Solved::Model(model) = terms.solve(formula) else { continue };
            let Some(solved) = self.of_model(terms, &model, request) else { continue };
            if let Some(witness) = self.shown(solved) {
                return Some(self.with_longer_name(witness));
            }
        }
        None
    }

    /// The search takes the shortest of names.
    fn with_longer_name(&mut self, witness: Witness) -> Witness {
        let text = witness.request.resource.text().to_owned();
        for longer in resources::longer(&text) {
            let mut request = witness.request.clone();
            let Some(target) = ResourceTarget::parse(&longer, &request.action, false) else {
                continue;
            };
            request.resource = target;
            if self.realism(&request) == Realism::Catalogued
                && let Some(better) = self.shown_alike(request, &witness)
            {
                return better;
            }
        }
        witness
    }

    fn of_model(&self, terms: &Terms<'_>, model: &Model, request: &Request) -> Option<Request> {
        let mut known = terms.encoder.known.clone();
        known.request.resource = request.resource.clone();
        request_of(model, request.action.as_str(), &known, self.comparison.keys)
    }

    fn with_better_resource(&mut self, witness: Witness) -> Witness {
        let found = self.catalogued(&witness.request.action);
        let wishes = resources::candidates(self.statement, found, &self.context(&witness.request));
        for resource in wishes {
            let mut request = witness.request.clone();
            let Some(target) = ResourceTarget::parse(&resource, &request.action, false) else {
                continue;
            };
            request.resource = target;
            if let Some(better) = self.shown_alike(request, &witness) {
                return better;
            }
        }
        self.with_longer_name(witness)
    }

    /// Leaves out every key that need not be there, and all values but one.
    fn with_few_keys(&mut self, mut witness: Witness) -> Witness {
        for number in (0..witness.request.context.len()).rev() {
            let mut request = witness.request.clone();
            request.context.remove(number);
            if let Some(better) = self.shown_alike(request, &witness) {
                witness = better;
                continue;
            }
            let Some((_, Given::Values(values))) = witness.request.context.get(number) else {
                continue;
            };
            if values.len() < 2 {
                continue;
            }
            for value in values.clone() {
                let mut request = witness.request.clone();
                request.context[number].1 = Given::Values(vec![value]);
                if let Some(better) = self.shown_alike(request, &witness) {
                    witness = better;
                    break;
                }
            }
        }
        witness
    }

    /// Gives each value that people would, as far as it shows the same.
    fn with_sample_values(&mut self, terms: &Terms<'_>, mut witness: Witness) -> Witness {
        for number in 0..witness.request.context.len() {
            let Some((name, Given::Values(values))) = witness.request.context.get(number).cloned()
            else {
                continue;
            };
            if is_known_of_caller(&name, &terms.encoder.known, self.comparison.keys) {
                continue;
            }
            let context = self.context(&witness.request);
            let samples =
                values::samples(&name, self.comparison.keys, &terms.encoder.atoms, &context);
            for place in 0..values.len() {
                for sample in &samples {
                    let mut request = witness.request.clone();
                    let Some((_, Given::Values(now))) = request.context.get_mut(number) else {
                        break;
                    };
                    if now.contains(sample) {
                        break;
                    }
                    now[place].clone_from(sample);
                    if let Some(better) = self.shown_alike(request, &witness) {
                        witness = better;
                        break;
                    }
                }
            }
        }
        witness
    }
}

/// Whether the caller's requests have no other value of the key.
fn is_known_of_caller(name: &str, known: &RequestContext, keys: &ContextKeys) -> bool {
    let mut key = keys.ids().filter(|key| keys.lower_name(*key) == name);
    key.any(|key| !matches!(known.state(key), KeyState::Unknown | KeyState::PresentUnknown))
}

/// Whether a request for the action names such a resource.
// AWS: R-8
fn takes(found: ActionOfService<'_>, resource: &ResourceTarget) -> bool {
    match resource {
        ResourceTarget::Wildcard => found.action.is_wildcard_only(),
        ResourceTarget::One { arn, .. } => {
            found.action.is_wildcard_only() && arn.as_str() == "arn:aws:s3:::*"
                || !found.types_of(resource).is_empty()
        }
        ResourceTarget::Several { .. } => false,
    }
}

fn within(terms: &mut Terms<'_>, formula: Formula, pattern: &ArnPattern) -> Formula {
    let entry = ResourcePattern::Arn(pattern.clone(), Variables::default());
    let atom = terms.encoder.atoms.intern(Atom::Resource(Box::new([entry])));
    let literal = terms.encoder.formulas.literal(atom, true);
    terms.encoder.formulas.all([formula, literal])
}

fn lower_head(resource: &ResourceTarget) -> String {
    match resource {
        ResourceTarget::One { arn, lower_head } => format!("{lower_head}{}", arn.resource()),
        ResourceTarget::Wildcard | ResourceTarget::Several { .. } => "*".to_owned(),
    }
}
