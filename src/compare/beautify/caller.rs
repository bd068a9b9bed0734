//! Callers who stand for others, by the names of those.

use super::Beautifier;
use crate::compare::own_keys::own_keys;
use crate::compare::witness::Witness;
use crate::request::{Given, KeyState, Principal, PrincipalKind, Request, RequestContext};

impl Beautifier<'_> {
    /// Gives the caller's own keys, as far as any value will do, the values that the caller has.
    // AWS: K-1
    pub(super) fn with_callers_values(&mut self, witness: Witness) -> Witness {
        let keys = self.comparison.keys;
        let is_open = |(_, given): &(_, Given)| *given == Given::PresentUnknown;
        if !witness.request.context.iter().any(is_open) {
            return witness;
        }
        let context = Vec::new();
        let caller = Request { exact_context: false, context, ..witness.request.clone() };
        let caller = RequestContext::new(caller, keys);
        let mut request = witness.request.clone();
        for key in own_keys(keys) {
            let name = keys.lower_name(key);
            let mut any = request.context.iter_mut().filter(|(given, _)| **given == *name);
            if let (Some((_, given @ Given::PresentUnknown)), KeyState::Present(values)) =
                (any.next(), caller.state(key))
            {
                *given = Given::Values(values.iter().map(|value| value.text.clone()).collect());
            }
        }
        self.shown_alike(request, &witness).unwrap_or(witness)
    }

    /// Asks by the name that `aws:PrincipalArn` says, where that is another than the caller's.
    // AWS: K-1
    pub(super) fn with_callers_name(&mut self, witness: Witness) -> Witness {
        named(&witness.request)
            .and_then(|request| self.shown_alike(request, &witness))
            .unwrap_or(witness)
    }
}

fn named(request: &Request) -> Option<Request> {
    let Given::Values(arns) = request.given("aws:principalarn")? else { return None };
    let arn = arns.first()?;
    let own = || in_account(arn, request.principal.account.as_deref()?);
    let mut principal = Principal::parse(arn).ok().or_else(|| Principal::parse(&own()?).ok())?;
    let is_other = match (&request.principal.kind, &mut principal.kind) {
        (PrincipalKind::User { arn }, PrincipalKind::User { arn: named }) => *arn != *named,
        (
            PrincipalKind::RoleSession { role, session: None, .. },
            PrincipalKind::RoleSession { role: named, .. },
        ) => role != named,
        (
            PrincipalKind::FederatedUser { arn, federated_by },
            PrincipalKind::FederatedUser { arn: named, federated_by: named_by },
        ) => {
            named_by.clone_from(federated_by);
            arn != named
        }
        (PrincipalKind::Root, PrincipalKind::Root) => request.principal.text != principal.text,
        _ => false,
    };
    principal.id.clone_from(&request.principal.id);
    let mut named = Request { principal, ..request.clone() };
    let principal = &named.principal;
    let last = |text: &str| Box::from(text.rsplit('/').next().unwrap_or_default());
    for (key, given) in &mut named.context {
        let own = match &**key {
            "aws:principalarn" => Some(principal.text.clone()),
            "aws:principalaccount" => principal.account.clone(),
            "aws:username" => Some(last(&principal.text)),
            _ => None,
        };
        *given = own.map_or_else(|| given.clone(), |own| Given::Values(vec![own]));
    }
    is_other.then_some(named)
}

/// The ARN with this account.
fn in_account(arn: &str, account: &str) -> Option<String> {
    let mut parts: Vec<&str> = arn.splitn(6, ':').collect();
    *parts.get_mut(4)? = account;
    Some(parts.join(":"))
}
