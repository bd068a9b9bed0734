//! What a policy grants, asked of the evaluator: conditions and Denies count.

use super::subject::Subject;
use crate::aws::ActionName;
use crate::evaluate::{Decision, Silent, evaluate};
use crate::request::{Principal, Request, RequestContext, ResourceTarget};

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
        let (_, keys) = self.compiled();
        let principal = Principal::parse(ask.principal).ok()?;
        let action = ActionName::parse(ask.action)?;
        let resource = ResourceTarget::parse(ask.resource, &action, true)?;
        let context = RequestContext::new(Request::new(principal, action, resource), keys);
        Some(evaluate(self.alone(), &context, &mut Silent))
    }

    /// Whether the policy alone grants this, whatever else is the case.
    pub fn surely_grants(&self, ask: Ask<'_>) -> bool {
        self.answer(ask) == Some(Decision::Allowed)
    }
}
