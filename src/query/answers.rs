//! What everybody was decided.

use std::collections::BTreeMap;

use super::asked::Asked;
use super::crowd::Crowd;
use super::pair::Pair;
use super::who::{Population, Who};
use crate::evaluate::{Decision, Silent, evaluate};
use crate::explain::{Explanation, StatementPlace, Trace, reason};
use crate::request::{ContextKeys, RequestContext};

/// What everybody was decided on each of some questions.
#[derive(Clone, Debug)]
pub struct Answers {
    /// Who was asked.
    pub who: Vec<Who>,
    /// What was asked.
    pub pairs: Vec<Pair>,
    pub(super) crowd: Crowd,
    decisions: Vec<Vec<Decision>>,
    /// Words for policies that nobody knows.
    pub(super) unknown: BTreeMap<String, String>,
}

/// Why somebody was decided so.
#[derive(Clone, Debug)]
pub struct Reasons {
    /// In a line: `an identity-based policy allows it`.
    pub because: String,
    /// The statements that decided.
    pub statements: Vec<StatementPlace>,
}

impl Answers {
    /// Asks everybody everything. `keys` are those of all policies; `done` is told after each
    /// of their authorizations.
    pub fn ask(
        population: Population,
        pairs: Vec<Pair>,
        keys: ContextKeys,
        done: &(dyn Fn() + Sync),
    ) -> Self {
        let goes_on = || {
            done();
            true
        };
        let nobody = || {
            let (keys, unknown) = (ContextKeys::new(), BTreeMap::new());
            let crowd = Crowd::new(Vec::new(), keys);
            Self { who: Vec::new(), pairs: Vec::new(), crowd, decisions: Vec::new(), unknown }
        };
        // INVARIANT: what is never told to stop comes to an end.
        Self::ask_until(population, pairs, keys, &goes_on).unwrap_or_else(nobody)
    }

    /// The same until `goes_on`, which is asked after each of the authorizations, says no; then
    /// there is no answer.
    pub fn ask_until(
        population: Population,
        pairs: Vec<Pair>,
        keys: ContextKeys,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let Population { who, callers, unknown } = population;
        let crowd = Crowd::new(callers, keys);
        let all: Vec<&Asked> = pairs.iter().flat_map(|pair| &pair.authorizations).collect();
        let mut decided = crowd.decide_until(&all, goes_on)?.into_iter();
        let nobody = || vec![Decision::ImplicitDeny; who.len()];
        let strictest = |pair: &Pair| {
            let rows = decided.by_ref().take(pair.authorizations.len());
            rows.reduce(|all, row| all.into_iter().zip(row).map(|(a, b)| a.max(b)).collect())
                .unwrap_or_else(nobody)
        };
        let decisions = pairs.iter().map(strictest).collect();
        Some(Self { who, pairs, crowd, decisions, unknown })
    }

    /// The decision on one question for one caller, by their numbers.
    // AWS: R-10
    pub fn decision(&self, pair: usize, who: usize) -> Decision {
        let row = self.decisions.get(pair);
        row.and_then(|row| row.get(who)).copied().unwrap_or(Decision::ImplicitDeny)
    }

    /// Those who are allowed or may be, by their numbers.
    pub fn may(&self, pair: usize) -> impl Iterator<Item = usize> {
        let may = move |who: &usize| !self.decision(pair, *who).is_denied();
        (0..self.who.len()).filter(may)
    }

    /// Why somebody was decided so, as the first of the authorizations tells that decided.
    pub fn reasons(&self, pair: usize, who: usize) -> Option<Reasons> {
        let caller = self.crowd.callers().get(who)?;
        let decision = self.decision(pair, who);
        let keys = self.crowd.keys();
        for asked in &self.pairs.get(pair)?.authorizations {
            let authorization = asked.by(caller);
            let policies = &authorization.policies;
            let context = RequestContext::new(authorization.request, keys);
            if evaluate(policies, &context, &mut Silent) != decision {
                continue;
            }
            let mut trace = Trace::<false>::default();
            evaluate(policies, &context, &mut trace);
            let explanation = Explanation::new(decision, &trace, policies, &context, keys);
            let because = match explanation.missing_context.as_slice() {
                missing @ [_, ..] if decision == Decision::Undecided => {
                    let said = missing.iter().map(|one| format!("{}: {}", one.key, one.reason));
                    said.collect::<Vec<_>>().join("; ")
                }
                _ => reason(&context.request, &explanation),
            };
            return Some(Reasons { because, statements: explanation.matched });
        }
        None
    }
}
