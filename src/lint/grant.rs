//! What a policy grants, asked of the evaluator: conditions and Denies count.

use super::subject::Subject;
use crate::aws::ActionName;
use crate::evaluate::{
    Decision, Depth, Grants, Recorder, Silent, StatementAt, Truth, Unknown, evaluate,
};
use crate::policy::Effect;
use crate::request::{
    ContextKeys, Given, KeyId, Principal, Request, RequestContext, ResourceTarget,
};

/// A request of which nothing is known but this.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Who asks.
    pub principal: &'a str,
    /// What for: `iam:PassRole`.
    pub action: &'a str,
    /// On what: an ARN, in which `*` means all that it covers, or `*`.
    pub resource: &'a str,
}

/// How a policy answers, and why.
#[derive(Clone, Debug)]
pub struct Grant {
    /// `allowed` if it grants whatever else is the case, `undecided` if that hangs on keys of the
    /// request, else denied.
    pub decision: Decision,
    /// The numbers of the Allow statements that surely apply, in order.
    pub by: Vec<usize>,
    /// The condition keys that other statements hang on, by the names that people know, in order.
    pub hangs_on: Vec<String>,
}

impl<'a> Ask<'a> {
    /// The account of the policy's owner in questions that rules make up.
    pub const ACCOUNT: &'static str = "111122223333";

    /// A user of that account.
    pub const USER: &'static str = "arn:aws:iam::111122223333:user/iamsim-user";

    /// A user of another account.
    pub const STRANGER: &'static str = "arn:aws:iam::999988887777:user/iamsim-stranger";

    /// A user of the own account asks.
    pub fn user(action: &'a str, resource: &'a str) -> Self {
        Self { principal: Self::USER, action, resource }
    }
}

impl Subject<'_> {
    /// How the policy alone answers: `allowed` if it grants whatever else is the case, `undecided` if
    /// that hangs on keys of the request, else denied. `None` if the question cannot be asked.
    pub fn answer(&self, ask: Ask<'_>) -> Option<Decision> {
        self.answer_given(ask, &[])
    }

    /// The same where values of some keys are known as well.
    pub fn answer_given(&self, ask: Ask<'_>, given: &[(&str, &str)]) -> Option<Decision> {
        Some(evaluate(self.policies(), &self.context(ask, given)?, &mut Silent))
    }

    /// The answer with the statements that give it and the keys that it hangs on.
    pub fn grant(&self, ask: Ask<'_>, given: &[(&str, &str)]) -> Option<Grant> {
        let context = self.context(ask, given)?;
        let mut listener = Listener::new(&self.compiled().1);
        let decision = evaluate(self.policies(), &context, &mut listener);
        let Listener { mut by, mut hangs_on, .. } = listener;
        by.sort_unstable();
        by.dedup();
        hangs_on.sort();
        hangs_on.dedup();
        Some(Grant { decision, by, hangs_on })
    }

    /// Whether the policy alone grants this, whatever else is the case.
    pub fn surely_grants(&self, ask: Ask<'_>) -> bool {
        self.answer(ask) == Some(Decision::Allowed)
    }

    fn context(&self, ask: Ask<'_>, given: &[(&str, &str)]) -> Option<RequestContext> {
        let principal = Principal::parse(ask.principal).ok()?;
        let action = ActionName::parse(ask.action)?;
        let resource = ResourceTarget::parse(ask.resource, &action, true)?;
        let mut request = Request::new(principal, action, resource);
        let known = |(name, value): &(&str, &str)| {
            (name.to_ascii_lowercase().into(), Given::Values(vec![(*value).into()]))
        };
        request.context.extend(given.iter().map(known));
        Some(RequestContext::new(request, &self.compiled().1))
    }
}

/// Hears which Allow statements apply and what the others hang on.
struct Listener<'k> {
    keys: &'k ContextKeys,
    open: Vec<KeyId>,
    at: Option<StatementAt>,
    by: Vec<usize>,
    hangs_on: Vec<String>,
}

impl<'k> Listener<'k> {
    fn new(keys: &'k ContextKeys) -> Self {
        Self { keys, open: Vec::new(), at: None, by: Vec::new(), hangs_on: Vec::new() }
    }
}

impl Recorder for Listener<'_> {
    const DEPTH: Depth = Depth::Matches;

    fn enter(&mut self, at: StatementAt) {
        self.at = Some(at);
        self.open.clear();
    }

    fn unknown(&mut self, unknown: Unknown) {
        if let Unknown::Key(key) = unknown {
            self.open.push(key);
        }
    }

    fn leave(&mut self, truth: Truth, _grants: Grants<Truth>) {
        let Some(at) = self.at else { return };
        match truth {
            Truth::True if at.effect == Effect::Allow => self.by.push(at.statement),
            Truth::Unknown => {
                self.hangs_on.extend(self.open.iter().map(|key| self.keys.name(*key).to_owned()));
            }
            Truth::True | Truth::False => {}
        }
    }
}
