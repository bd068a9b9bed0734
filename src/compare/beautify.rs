//! Witnesses that a person recognises: an action that AWS has, a resource in one of its forms,
//! sample values, and no key that does not matter.

mod caller;
mod names;
mod resources;
mod values;

use std::collections::HashMap;

use super::atoms::{Atom, Dimension};
use super::caller::Caller;
use super::catalogued::is_catalogued;
use super::cells::with_call;
use super::comparison::Comparison;
use super::formula::Formula;
use super::region::Space;
use super::side::Side;
use super::solve::{Model, Solved};
use super::terms::Terms;
use super::theory::Coordinate;
use super::witness::{Realism, Witness, request_of};
use crate::aws::ActionName;
use crate::catalog::ActionOfService;
use crate::compile::{ActionTest, CompiledStatement, ResourcePattern, Variables};
use crate::evaluate::Gate;
use crate::request::{
    ALL_BUCKETS, Given, KeyState, Request, RequestContext, ResourceTarget, is_about_all_buckets,
};
use crate::value_set::ArnPattern;

/// How many requests are decided at most.
const MOST_TRIES: usize = 200;

/// How many actions are tried that are new somewhere.
const MOST_ACTIONS: usize = 12;

/// How many states the searches may visit.
const BUDGET: usize = 20_000;

/// Replaces what a witness is made of, piece by piece, as long as both sides decide as they did and
/// the same statement grants.
pub(super) struct Beautifier<'b> {
    comparison: &'b Comparison<'b>,
    sides: [&'b Side; 2],
    /// The statement that grants, and where it stands; `None` if none does.
    statement: Option<(Gate, &'b CompiledStatement)>,
    /// Who asks.
    caller: Caller,
    tries: usize,
}

impl<'b> Beautifier<'b> {
    pub(super) fn new(
        comparison: &'b Comparison<'b>,
        sides: [&'b Side; 2],
        statement: Option<(Gate, &'b CompiledStatement)>,
        caller: Caller,
    ) -> Self {
        Self { comparison, sides, statement, caller, tries: MOST_TRIES }
    }

    pub(super) fn beautified(
        &mut self,
        terms: &mut Terms<'_>,
        space: &mut Space,
        test: &ActionTest,
        witness: Witness,
    ) -> Witness {
        let kept = std::mem::replace(&mut terms.theory.budget, BUDGET);
        let mut best = self.with_known_action(terms, space, test, &witness).unwrap_or(witness);
        if self.realism(&best.request) == Realism::WellFormed {
            best = self.with_better_resource(best);
        }
        best = self.with_few_keys(best);
        best = self.with_sample_values(terms, best);
        best = self.with_callers_name(best);
        best = self.with_callers_values(best);
        terms.theory.budget = kept;
        best.realism = self.realism(&best.request);
        best
    }

    /// The request as a witness, if it shows the same.
    fn shown(&mut self, request: Request) -> Option<Witness> {
        self.tries = self.tries.checked_sub(1)?;
        let Comparison { catalog, is_catalogued: only_catalogued, .. } = self.comparison;
        if !self.comparison.is_about(&request.resource)
            || *only_catalogued && !is_catalogued(catalog, &request)
        {
            return None;
        }
        let witness = Witness::replayed(self.sides, request, self.comparison.keys)?;
        let is_granted = self.comparison.is_granted(self.sides[1], self.statement, &witness);
        is_granted.then_some(witness)
    }

    /// The same decisions on a request that differs in its keys or its resource.
    fn shown_alike(&mut self, request: Request, like: &Witness) -> Option<Witness> {
        self.shown(request).filter(|witness| witness.existing == like.existing)
    }

    fn known_action(&self, action: &ActionName) -> Option<ActionOfService<'b>> {
        self.comparison.catalog.action(action).filter(|found| !found.action.is_legacy)
    }

    fn realism(&self, request: &Request) -> Realism {
        match self.known_action(&request.action) {
            Some(found) if takes(found, request) => Realism::Catalogued,
            _ => Realism::WellFormed,
        }
    }

    /// A witness with an action of the catalogue on one of its resources, else with such an action,
    /// else with a name that AWS may yet give.
    fn with_known_action(
        &mut self,
        terms: &mut Terms<'_>,
        space: &mut Space,
        test: &ActionTest,
        base: &Witness,
    ) -> Option<Witness> {
        let mut other = None;
        let mut tried = 0;
        let about = names::About {
            test,
            resources: self.resources(),
            service: base.request.action.service(),
        };
        for name in names::candidates(self.comparison.catalog, &about, space) {
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
        let found = self.known_action(name);
        let own = base.request.resource.text();
        let mut bases = vec![self.called(&base.request, name, own)];
        bases.extend(self.with_usual_names(&bases[0]));
        for base in bases.iter().rev() {
            for resource in resources::candidates(self.resources(), found, &self.context(base)) {
                let request = self.called(base, name, &resource);
                if found.is_some_and(|found| !takes(found, &request)) {
                    continue;
                }
                if let Some(witness) = self.shown_at(terms, formula, &request) {
                    return Some(witness);
                }
            }
        }
        let base = bases.swap_remove(0);
        self.of_some_form(terms, formula, &base, found).or_else(|| self.shown(base))
    }

    /// The request as it is, or with keys for which the formula is true on its resource.
    fn shown_at(
        &mut self,
        terms: &mut Terms<'_>,
        formula: Formula,
        request: &Request,
    ) -> Option<Witness> {
        let rest = at_resource(terms, formula, &lower_head(&request.resource));
        if rest == Formula::FALSE {
            return None;
        }
        self.shown(request.clone()).or_else(|| {
            self.tries = self.tries.checked_sub(1)?;
            let Solved::Model(mut model) = terms.solve(rest) else { return None };
            let resource = request.resource.text().to_owned();
            model.insert(Dimension::Resource, Coordinate::Resource(resource));
            let solved = self.of_model(&model, request)?;
            self.shown(solved)
        })
    }

    /// The request with usual values of the keys that stand in the statement's resources.
    fn with_usual_names(&self, request: &Request) -> Option<Request> {
        let keys = self.comparison.keys;
        let mut named = request.clone();
        for entry in self.resources() {
            let ResourcePattern::Arn(_, variables) = entry else { continue };
            for id in variables.keys().filter(|id| self.is_free(keys.lower_name(*id))) {
                let usual = values::usual(id, keys, &self.caller.known);
                let name = keys.lower_name(id);
                named.context.retain(|(known, _)| **known != *name);
                named.context.push((name.into(), Given::Values(vec![usual.into()])));
            }
        }
        (named.context != request.context).then_some(named)
    }

    /// The entries of the statement's `Resource`.
    fn resources(&self) -> &'b [ResourcePattern] {
        let test = self.statement.and_then(|(_, statement)| statement.resource.as_ref());
        test.filter(|test| !test.negated).map_or(&[], |test| &test.entries)
    }

    /// The request for another action or resource.
    fn called(&self, base: &Request, action: &ActionName, resource: &str) -> Request {
        let mut request = with_call(&self.caller.known.request, action.clone(), resource);
        request.context.clone_from(&base.context);
        request.exact_context = true;
        request
    }

    fn context(&self, request: &Request) -> RequestContext {
        RequestContext::new(request.clone(), self.comparison.keys)
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
            let Some(solved) = self.of_model(&model, request) else { continue };
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
            let request = self.called(&witness.request, &witness.request.action, &longer);
            if self.realism(&request) == Realism::Catalogued
                && let Some(better) = self.shown_alike(request, &witness)
            {
                return better;
            }
        }
        witness
    }

    fn of_model(&self, model: &Model, request: &Request) -> Option<Request> {
        request_of(model, request.action.as_str(), &self.caller.known, self.comparison.keys)
    }

    fn with_better_resource(&mut self, witness: Witness) -> Witness {
        let found = self.known_action(&witness.request.action);
        let context = self.context(&witness.request);
        for resource in resources::candidates(self.resources(), found, &context) {
            let request = self.called(&witness.request, &witness.request.action, &resource);
            if let Some(better) = self.shown_alike(request, &witness) {
                return better;
            }
        }
        self.with_longer_name(witness)
    }

    /// Whether requests of the caller may carry the key or not.
    fn is_open(&self, name: &str) -> bool {
        let keys = self.comparison.keys;
        let mut named = keys.ids().filter(|id| keys.lower_name(*id) == name);
        named.any(|id| matches!(self.caller.known.state(id), KeyState::Unknown))
    }

    /// Whether the key may besides have any value.
    fn is_free(&self, name: &str) -> bool {
        let keys = self.comparison.keys;
        let mut limited = self.caller.limits.keys().map(|id| keys.lower_name(*id));
        self.is_open(name) && !limited.any(|limited| limited == name)
    }

    /// Leaves out every key that need not be there, and all values but one.
    fn with_few_keys(&mut self, mut witness: Witness) -> Witness {
        for number in (0..witness.request.context.len()).rev() {
            if !self.is_open(&witness.request.context[number].0) {
                continue;
            }
            let mut request = witness.request.clone();
            request.context.remove(number);
            if let Some(better) = self.shown_alike(request, &witness) {
                witness = better;
                continue;
            }
            let Some((_, Given::Values(values))) = witness.request.context.get(number) else {
                continue;
            };
            if values.len() < 2 || !self.is_free(&witness.request.context[number].0) {
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
            if !self.is_free(&name) || terms.theory.is_limited(&name) {
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

/// Whether a request for the action names such a resource.
// AWS
fn takes(found: ActionOfService<'_>, request: &Request) -> bool {
    let is_about_all_buckets = is_about_all_buckets(&request.action);
    match &request.resource {
        ResourceTarget::Wildcard => found.action.is_wildcard_only() && !is_about_all_buckets,
        ResourceTarget::One { arn, .. } => {
            is_about_all_buckets && arn.as_str() == ALL_BUCKETS
                || !found.types_of(&request.resource).is_empty()
        }
        ResourceTarget::Several { .. } => false,
    }
}

/// The formula for requests on this resource.
fn at_resource(terms: &mut Terms<'_>, formula: Formula, resource: &str) -> Formula {
    let at = Coordinate::Resource(resource.to_owned());
    let mut values = HashMap::new();
    for id in terms.encoder.formulas.atoms(formula) {
        if let Some(atom @ Atom::Resource(_)) = terms.encoder.atoms.get(id) {
            values.insert(id, terms.theory.holds(atom, &at));
        }
    }
    terms.encoder.formulas.assign(formula, &|id| values.get(&id).copied())
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
