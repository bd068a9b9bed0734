//! Which requests are compared, and comparisons that want no example.

use super::atoms::Atom;
use super::caller::{Asking, known_with_owner};
use super::catalogued::EVERY_ARN;
use super::comparison::{Callers, Comparison};
use super::encode::Encoder;
use super::formula::Formula;
use super::side::Side;
use super::solve::Solved;
use super::terms::Terms;
use super::theory::Theory;
use crate::compile::{ActionEntryTest, ActionTest, ResourcePattern};
use crate::evaluate::Decision;
use crate::explain::{Explanation, StatementPlace, Trace, reason};
use crate::request::{
    ContextKeys, Endpoint, Given, LIST_BUCKETS, Principal, Request, RequestContext, ResourceTarget,
};
use crate::value_set::Part;

impl<'a> Comparison<'a> {
    /// Compares no requests for resources that one of these ARN patterns matches.
    #[must_use]
    pub fn except_resources<'t>(mut self, patterns: impl IntoIterator<Item = &'t str>) -> Self {
        self.except = patterns.into_iter().map(ResourcePattern::of_text).collect();
        self
    }

    /// Compares only requests that go through a VPC endpoint of this kind, and carry these keys.
    #[must_use]
    pub fn through(mut self, kind: Endpoint, carried: &[(Box<str>, Given)]) -> Self {
        let keys = self.keys;
        let (Callers::Anyone(known) | Callers::One(known)) = &mut self.callers;
        known.request.endpoint = Some(kind);
        for key in keys.ids() {
            let given = carried.iter().find(|(name, _)| **name == *keys.lower_name(key));
            if let Some((_, Given::Values(values))) = given {
                let state = known.present(key, values.iter().map(|value| &**value));
                known.set_state(key, state);
            }
        }
        self
    }

    /// Compares requests of one caller for resources that this account owns, where their ARNs name no
    /// other.
    pub fn of_caller_at(keys: &'a ContextKeys, request: &Request, owner: Option<&str>) -> Self {
        Self::of_callers(keys, Callers::One(known_with_owner(request, owner, keys)))
    }

    /// Where anybody asks, compares the requests of these callers alone.
    #[must_use]
    pub fn of_those(mut self, counts: &'a dyn Fn(&Principal) -> bool) -> Self {
        self.counts = Some(counts);
        self
    }

    /// Whether it is proven that `new` allows nothing that `existing` does not; no example is looked
    /// for where it is not.
    pub fn proves_no_new_access(&self, existing: &Side, new: &Side) -> bool {
        let sides = [existing, new];
        self.callers_of(sides).iter().all(|caller| {
            let Some(mut terms) = Terms::of(self, sides, caller) else { return false };
            (0..terms.added.len()).all(|number| is_empty(&mut terms, number))
        })
    }

    /// That a request is one that there can be, for a resource that counts.
    pub(super) fn counting_requests(&self, encoder: &mut Encoder<'_>) -> Formula {
        let mut asked = vec![lists_all_buckets(encoder)];
        if !self.except.is_empty() {
            let atom = encoder.atoms.intern(Atom::Resource(self.except.clone()));
            asked.push(encoder.formulas.literal(atom, false));
        }
        encoder.formulas.all(asked)
    }

    /// Whether requests for this resource are compared.
    pub(super) fn is_about(&self, resource: &ResourceTarget) -> bool {
        let text = match resource {
            ResourceTarget::One { arn, lower_head } => format!("{lower_head}{}", arn.resource()),
            ResourceTarget::Wildcard | ResourceTarget::Several { .. } => "*".to_owned(),
        };
        self.universe.contains(&text) && !Theory::language_of(&self.except).contains(&text)
    }
}

/// That requests which list buckets name them, where policies tell this action apart by its name.
// AWS: R-9
fn lists_all_buckets(encoder: &mut Encoder<'_>) -> Formula {
    let names = |atom: &Atom| match atom {
        Atom::Action(test) => test.entries.iter().any(names_listing),
        _ => false,
    };
    if encoder.action.is_none() && !encoder.atoms.all().any(names) {
        return Formula::TRUE;
    }
    let is_listing = encoder.action(&ActionTest::of([LIST_BUCKETS]));
    let is_other = encoder.formulas.negation(is_listing);
    let every_arn = Atom::Resource([ResourcePattern::of_text(EVERY_ARN)].into());
    let every_arn = encoder.atoms.intern(every_arn);
    let is_arn = encoder.formulas.literal(every_arn, true);
    encoder.formulas.any([is_other, is_arn])
}

/// Whether an entry is this action, or tells names apart of which it may be the example.
fn names_listing(entry: &ActionEntryTest) -> bool {
    match entry {
        ActionEntryTest::Of { service, name } => {
            let is_long =
                |part: &Part| matches!(part, Part::Literal(text) if text.contains("buckets"));
            LIST_BUCKETS
                .strip_prefix(&format!("{service}:"))
                .is_some_and(|listing| name.matches(listing) && name.parts().iter().any(is_long))
        }
        ActionEntryTest::Every | ActionEntryTest::Nothing => false,
    }
}

fn is_empty(terms: &mut Terms<'_>, number: usize) -> bool {
    let term = terms.term(number);
    if term == Formula::FALSE {
        return true;
    }
    let Some(classes) = terms.classes() else { return false };
    let by_action = terms.by_action(term, &classes);
    by_action.into_iter().all(|(_, formula)| matches!(terms.solve(formula), Solved::None))
}

/// A decision and why.
#[derive(Clone, Debug)]
pub struct Explained {
    /// What was decided.
    pub decision: Decision,
    /// Why, in one line.
    pub reason: String,
    /// The statements that made it.
    pub matched: Vec<StatementPlace>,
}

impl Side {
    /// What is decided on a request, and why.
    pub fn explained(&self, request: &Request, keys: &ContextKeys) -> Explained {
        let mut context = RequestContext::new(request.clone(), keys);
        if let Some(asking) = &self.asking {
            context = asking.asks_for(&context);
        }
        let mut trace = Trace::<false>::default();
        let decision = self.decide(&context, &mut trace);
        let explanation = Explanation::new(decision, &trace, &self.policies, &context, keys);
        let reason = reason(&context.request, &explanation);
        Explained { decision, reason, matched: explanation.matched }
    }

    /// The same policies, asked by the caller of this request for resources of an account. For a side
    /// whose caller has other tags, another id or another organization than that of the comparison.
    #[must_use]
    pub fn asked_by(mut self, request: &Request, owner: Option<&str>, keys: &ContextKeys) -> Self {
        let known = known_with_owner(request, owner, keys);
        self.asking = Some(Box::new(Asking::new(known, keys)));
        self
    }
}
