//! The answer to a question, with its reasons.

use super::Question;
use crate::compare::{Conditions, Sought};
use crate::compile::PolicySet;
use crate::evaluate::{Decision, Recorder, Silent, evaluate};
use crate::explain::{AllowedWhen, Explanation, Trace};
use crate::request::{ContextKeys, RequestContext};

/// What a call comes to.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The strictest decision of all authorizations.
    // AWS: R-10
    pub decision: Decision,
    /// Each authorization in the question's order.
    pub authorizations: Vec<Decided>,
}

/// One authorization, decided.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The question with the states of its keys.
    pub context: RequestContext,
    /// Why it was decided as it was.
    pub explanation: Explanation,
}

/// Hears the walks that decide a question, beside its explanation.
pub trait Listener {
    /// What hears a walk.
    type Recorder: Recorder;

    /// Takes part in the walk that comes.
    fn recorder(&mut self) -> &mut Self::Recorder;

    /// That walk has ended with this decision on one authorization.
    fn decided(&mut self, policies: &PolicySet, decision: Decision);
}

/// Nobody listens.
impl Listener for Silent {
    type Recorder = Self;

    fn recorder(&mut self) -> &mut Self {
        self
    }

    fn decided(&mut self, _policies: &PolicySet, _decision: Decision) {}
}

impl Verdict {
    /// Decides a question. `keys` are those of the reader that read it. `EVERYTHING` asks every
    /// statement, so that near misses include those about other actions.
    pub fn on<const EVERYTHING: bool>(question: &Question, keys: &ContextKeys) -> Self {
        Self::heard_by::<EVERYTHING, _>(&mut Silent, question, keys)
    }

    /// Decides a question while somebody listens.
    pub fn heard_by<const EVERYTHING: bool, L: Listener>(
        listener: &mut L,
        question: &Question,
        keys: &ContextKeys,
    ) -> Self {
        let mut trace = Trace::<EVERYTHING>::default();
        let mut authorizations = Vec::with_capacity(question.authorizations.len());
        for (context, policies) in question.contexts(keys) {
            trace.clear();
            let decision = evaluate(policies, &context, &mut (&mut trace, listener.recorder()));
            listener.decided(policies, decision);
            let explanation = Explanation::new(decision, &trace, policies, &context, keys);
            authorizations.push(Decided { context, explanation });
        }
        let decisions = authorizations.iter().map(|one: &Decided| one.explanation.decision);
        let decision = decisions.max().unwrap_or(Decision::ImplicitDeny);
        if let (Decision::Allowed, Some(call)) = (decision, authorizations.first_mut()) {
            call.explanation.notes.extend(question.if_allowed.clone());
        }
        Self { decision, authorizations }
    }

    /// The same, with the conditions under which undecided authorizations are allowed.
    #[must_use]
    pub fn with_conditions(mut self, question: &Question, keys: &ContextKeys) -> Self {
        for (decided, asked) in self.authorizations.iter_mut().zip(&question.authorizations) {
            if decided.explanation.decision == Decision::Undecided {
                let steps = Conditions::STEPS;
                let found = Conditions::of(&asked.policies, &decided.context, keys, steps);
                decided.explanation.allowed_when = allowed_when(&found);
            }
        }
        self
    }

    /// The first authorization that came to the call's decision.
    pub fn deciding(&self) -> Option<&Decided> {
        self.authorizations.iter().find(|one| one.explanation.decision == self.decision)
    }
}

fn allowed_when(sought: &Sought) -> AllowedWhen {
    match sought {
        Sought::Found(found) => AllowedWhen { ways: found.in_words(), others: found.others() },
        Sought::Nothing => AllowedWhen::default(),
        Sought::GivenUp => {
            let others = "not worked out: there are too many cases".to_owned();
            AllowedWhen { ways: Vec::new(), others: Some(others) }
        }
    }
}
