//! What a policy grants, asked of the evaluator: conditions and Denies count.

use std::borrow::Cow;
use std::sync::Arc;

use super::subject::Subject;
use crate::aws::{ActionName, PolicyKind};
use crate::compile::{CompiledPolicy, PolicyName, PolicySet, ResourcePolicy};
use crate::evaluate::{
    Decision, Depth, Gate, Grants, Recorder, Silent, StatementAt, Truth, Unknown, evaluate,
};
use crate::policy::{Effect, Reading, parse};
use crate::request::{
    ActionFacts, ContextKeys, Given, KeyId, KeyState, Principal, Request, RequestContext,
    ResourceTarget,
};
use crate::text::{Arrange, Source, Syntax, read};

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
        let context = self.context(ask, given)?;
        Some(evaluate(&self.policies_for(&context.request), &context, &mut Silent))
    }

    /// The answer with the statements that give it and the keys that it hangs on.
    pub fn grant(&self, ask: Ask<'_>, given: &[(&str, &str)]) -> Option<Grant> {
        let context = self.context(ask, given)?;
        let mut listener = Listener::new(&self.compiled().1, self.gate());
        let policies = self.policies_for(&context.request);
        let decision = evaluate(&policies, &context, &mut listener);
        let Listener { mut by, mut hangs_on, .. } = listener;
        by.sort_unstable();
        by.dedup();
        hangs_on.arrange();
        hangs_on.dedup();
        Some(Grant { decision, by, hangs_on })
    }

    /// The numbers of the Allow statements by which the policy alone grants this, whatever else is the
    /// case; `None` if it does not.
    pub fn surely_granted_by(&self, ask: Ask<'_>, given: &[(&str, &str)]) -> Option<Vec<usize>> {
        let mut bare = self.context(ask, given)?;
        // INVARIANT: what is granted in every case is granted where no unknown key is there.
        for key in self.compiled().1.ids() {
            if matches!(bare.state(key), KeyState::Unknown) {
                bare.set_state(key, KeyState::Absent);
            }
        }
        if evaluate(&self.policies_for(&bare.request), &bare, &mut Silent) != Decision::Allowed {
            return None;
        }
        let Grant { decision, by, .. } = self.grant(ask, given)?;
        (decision == Decision::Allowed).then_some(by)
    }

    /// Whether the policy alone grants this, whatever else is the case.
    pub fn surely_grants(&self, ask: Ask<'_>) -> bool {
        self.answer(ask) == Some(Decision::Allowed)
    }

    /// Where the policy stands among those that are asked.
    fn gate(&self) -> Gate {
        match self.kind() {
            PolicyKind::Resource | PolicyKind::Trust => Gate::Resource,
            _ => Gate::Identity,
        }
    }

    /// The policy, and for a key or role of the own account the policy that such a resource always
    /// has: one that leaves it to the account who may use it.
    // AWS: X-1, T-1
    fn policies_for(&self, request: &Request) -> Cow<'_, PolicySet> {
        let own = self.policies();
        let account = request.principal.account.as_deref();
        let is_identity = matches!(own.resource, ResourcePolicy::None);
        let kind = match request.action.service() {
            "kms" => PolicyKind::Resource,
            _ if request.is_about_trust() => PolicyKind::Trust,
            _ => return Cow::Borrowed(own),
        };
        match account.filter(|_| is_identity && !request.crosses_accounts()) {
            Some(account) => {
                let resource = left_to_account(kind, account);
                Cow::Owned(PolicySet { resource, ..own.clone() })
            }
            None => Cow::Borrowed(own),
        }
    }

    /// What the catalogue says of an action. Which keys come with it matters only to a policy that
    /// tests some.
    pub(super) fn facts(&self, action: &ActionName, resource: &ResourceTarget) -> ActionFacts {
        if self.compiled().1.ids().next().is_some() {
            return self.catalog().facts(action, resource);
        }
        let found = self.catalog().action(action).filter(|found| !found.action.is_legacy);
        let wildcard_only = found.map(|found| found.action.is_wildcard_only());
        ActionFacts { wildcard_only, ..ActionFacts::default() }
    }

    fn context(&self, ask: Ask<'_>, given: &[(&str, &str)]) -> Option<RequestContext> {
        let principal = Principal::parse(ask.principal).ok()?;
        let action = ActionName::parse(ask.action)?;
        let resource = ResourceTarget::parse(ask.resource, &action, true)?;
        let facts = self.facts(&action, &resource);
        let mut request = Request::new(principal, action, resource);
        request.facts = facts;
        let known = |(name, value): &(&str, &str)| {
            (name.to_ascii_lowercase().into(), Given::Values(vec![(*value).into()]))
        };
        request.context.extend(given.iter().map(known));
        Some(RequestContext::new(request, &self.compiled().1))
    }
}

/// A resource-based policy that lets the account in, whose own policies then decide.
fn left_to_account(kind: PolicyKind, account: &str) -> ResourcePolicy {
    let (action, resource) = match kind {
        PolicyKind::Trust => ("sts:*", ""),
        _ => ("kms:*", r#", "Resource": "*""#),
    };
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "{account}"}}, "Action": "{action}"{resource}}}]}}"#
    );
    let source = Arc::new(Source::new("", text));
    let Ok(node) = read(&source, Syntax::Json) else { return ResourcePolicy::NotSupplied };
    let Some(document) = parse(&node, kind, Reading::AsStored).document else {
        return ResourcePolicy::NotSupplied;
    };
    let (name, keys) = (PolicyName("".into()), &mut ContextKeys::new());
    let policy = CompiledPolicy::compile(name, source, Arc::new(document), kind, keys);
    ResourcePolicy::Policy(std::iter::once(Arc::new(policy)).collect())
}

/// Hears which Allow statements apply and what the others hang on.
struct Listener<'k> {
    keys: &'k ContextKeys,
    gate: Gate,
    open: Vec<KeyId>,
    at: Option<StatementAt>,
    by: Vec<usize>,
    hangs_on: Vec<String>,
}

impl<'k> Listener<'k> {
    fn new(keys: &'k ContextKeys, gate: Gate) -> Self {
        let (open, by, hangs_on) = (Vec::new(), Vec::new(), Vec::new());
        Self { keys, gate, open, at: None, by, hangs_on }
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
            Truth::True if at.effect == Effect::Allow && at.gate == self.gate => {
                self.by.push(at.statement);
            }
            Truth::Unknown => {
                self.hangs_on.extend(self.open.iter().map(|key| self.keys.name(*key).to_owned()));
            }
            Truth::True | Truth::False => {}
        }
    }
}
