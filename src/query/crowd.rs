//! Many callers, asked about the same things.

use std::borrow::Borrow;

use rayon::prelude::*;

use super::asked::{Asked, Caller};
use super::cohort::{Cohort, Gathering};
use super::dependence::Dependences;
use super::round::Round;
use crate::compile::Layer;
use crate::evaluate::{Decision, Silent, evaluate};
use crate::request::{ContextKeys, RequestContext};
use crate::text::in_parallel;

/// Many callers. Each of their policies is asked once where nothing in it depends on who asks.
#[derive(Clone, Debug)]
pub struct Crowd {
    pub(super) callers: Vec<Caller>,
    pub(super) cohorts: Vec<Cohort>,
    /// The policies of all callers, each once.
    pub(super) policies: Layer,
    pub(super) keys: ContextKeys,
    pub(super) dependences: Dependences,
}

impl Crowd {
    /// A crowd of these callers. `keys` are those of their policies and of the policies that will be
    /// asked about.
    pub fn new(callers: Vec<Caller>, keys: ContextKeys) -> Self {
        let dependences = Dependences::new(&keys);
        let mut gathering = Gathering::default();
        for (number, caller) in callers.iter().enumerate() {
            gathering.add(number, caller);
        }
        let (cohorts, policies) = gathering.finish(&dependences);
        Self { callers, cohorts, policies, keys, dependences }
    }

    /// The callers in the order given.
    pub fn callers(&self) -> &[Caller] {
        &self.callers
    }

    /// The keys that the policies test.
    pub fn keys(&self) -> &ContextKeys {
        &self.keys
    }

    /// What each caller is decided on one question.
    pub fn decide(&self, asked: &Asked) -> Vec<Decision> {
        Round::new(self, asked).decide()
    }

    /// What each caller is decided on each question; `done` is told after each.
    pub fn decide_all<A: Borrow<Asked> + Sync>(
        &self,
        asked: &[A],
        done: &(dyn Fn() + Sync),
    ) -> Vec<Vec<Decision>> {
        let decide = |one: &A| {
            let decisions = self.decide(one.borrow());
            done();
            decisions
        };
        in_parallel(asked, decide)
    }

    /// What each caller is decided on each question, until `goes_on`, which is asked after each,
    /// says no.
    pub fn decide_until<A: Borrow<Asked> + Sync>(
        &self,
        asked: &[A],
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<Vec<Vec<Decision>>> {
        let decide = |one: &A| {
            let decisions = self.decide(one.borrow());
            goes_on().then_some(decisions)
        };
        asked.par_iter().map(decide).collect()
    }

    /// What one caller is decided, without remembering anything.
    pub fn decide_alone(&self, caller: &Caller, asked: &Asked) -> Decision {
        let authorization = asked.by(caller);
        let context = RequestContext::new(authorization.request, &self.keys);
        evaluate(&authorization.policies, &context, &mut Silent)
    }
}
