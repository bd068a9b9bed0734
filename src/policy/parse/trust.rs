//! Which principals can call which action of a role's trust policy.

use super::reader::Reader;
use crate::aws::PolicyKind;
use crate::policy::{ActionPattern, Effect, PrincipalEntry, PrincipalValue, Statement};
use crate::text::{Diagnostic, quote};

const ASSUME_ROLE: &str = "assumerole";
const WITH_SAML: &str = "assumerolewithsaml";
const WITH_WEB_IDENTITY: &str = "assumerolewithwebidentity";

impl Reader {
    // AWS: S-17
    pub(super) fn trust(&mut self, statement: &Statement) {
        if self.kind != PolicyKind::Trust || statement.effect == Effect::Deny {
            return;
        }
        let Some(principal) = statement.principal.as_ref().filter(|element| !element.negated)
        else {
            return;
        };
        for entry in &principal.entries {
            self.open_to_everyone(entry);
            self.mismatched_action(entry, statement);
        }
    }

    // AWS: S-17
    fn open_to_everyone(&mut self, entry: &PrincipalEntry) {
        if entry.value == PrincipalValue::Everyone {
            let message = "the role trusts everyone whom the conditions let through";
            let hint = "name the accounts, roles, services or providers that may assume it";
            let code = "role-trust-policy-unsupported-wildcard-in-principal";
            let warning = Diagnostic::warning(code, entry.span, message);
            self.report(warning.with_hint(hint));
        }
    }

    fn mismatched_action(&mut self, entry: &PrincipalEntry, statement: &Statement) {
        let Some(called) = call_of(&entry.value) else { return };
        let calls = exact_calls(statement);
        if calls.is_empty() || calls.contains(&called) {
            return;
        }
        let message = format!("{} cannot call the actions of this statement", quote(&entry.text));
        let hint = format!("such a principal calls `{}`", as_written(called));
        self.report(
            Diagnostic::warning("mismatched-action-for-principal", entry.span, message)
                .with_label(statement.action.span, "these actions")
                .with_hint(hint),
        );
    }
}

fn call_of(value: &PrincipalValue) -> Option<&'static str> {
    match value {
        PrincipalValue::Federated(text) if text.contains(":saml-provider/") => Some(WITH_SAML),
        PrincipalValue::Federated(_) => Some(WITH_WEB_IDENTITY),
        PrincipalValue::Everyone | PrincipalValue::Nobody | PrincipalValue::CanonicalUser(_) => {
            None
        }
        PrincipalValue::Account { .. }
        | PrincipalValue::User(_)
        | PrincipalValue::Role(_)
        | PrincipalValue::AssumedRole(_)
        | PrincipalValue::FederatedUser(_)
        | PrincipalValue::UniqueId(_)
        | PrincipalValue::Service(_) => Some(ASSUME_ROLE),
    }
}

/// The calls that assume a role and are written out; none if a wildcard might cover another.
fn exact_calls(statement: &Statement) -> Vec<&str> {
    let mut calls = Vec::new();
    for entry in &statement.action.entries {
        match &entry.pattern {
            _ if statement.action.negated => return Vec::new(),
            ActionPattern::Every => return Vec::new(),
            ActionPattern::Of { name, .. } if name.contains(['*', '?']) => return Vec::new(),
            ActionPattern::Of { service, name } if &**service == "sts" => calls.push(&**name),
            ActionPattern::Of { .. } | ActionPattern::Nothing => {}
        }
    }
    calls.retain(|call| [ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY].contains(call));
    calls
}

fn as_written(call: &str) -> &'static str {
    match call {
        WITH_SAML => "sts:AssumeRoleWithSAML",
        WITH_WEB_IDENTITY => "sts:AssumeRoleWithWebIdentity",
        _ => "sts:AssumeRole",
    }
}
