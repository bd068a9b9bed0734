//! Rules behind an implicit deny that people may not expect.

use super::notes::left_out;
use super::reason::Reason;
use super::trace::StatementTrace;
use crate::compile::ResourcePolicy;
use crate::evaluate::{Gate, Truth};
use crate::policy::Effect;
use crate::request::{Note, PrincipalKind};

pub(super) fn on_implicit_deny(reason: &Reason<'_>) -> Vec<Note> {
    let Some(gate) = reason.decided_by() else { return Vec::new() };
    let note = match gate {
        Gate::ServiceControl(level) => empty_level(reason, level),
        Gate::Resource => no_grant(reason),
        Gate::Identity => delegated_only(reason).or_else(|| nothing_given(reason)),
        Gate::PermissionsBoundary | Gate::Session => limited_grant(reason, gate),
        Gate::ResourceControl(_) | Gate::VpcEndpoint => None,
    };
    note.into_iter().collect()
}

// AWS: D-4
fn empty_level(reason: &Reason<'_>, level: usize) -> Option<Note> {
    let policies = reason.policies.service_control.get(level)?;
    let mut statements = policies.iter().flat_map(|policy| &policy.statements);
    let allows = statements.any(|statement| statement.effect == Effect::Allow);
    let message = format!(
        "level {level} (root is 0) has no Allow at all: every level needs one, and FullAWSAccess \
         seems to be missing there"
    );
    (!allows).then(|| Note::new("D-4", message))
}

fn no_grant(reason: &Reason<'_>) -> Option<Note> {
    let request = reason.request();
    if left_out(reason, Effect::Allow) {
        let message = "RestrictPublicBuckets keeps callers of other accounts out, because the \
                       bucket policy is public";
        return Some(Note::new("X-4", message));
    }
    if request.is_about_trust() {
        let message = "a role can be assumed only by callers that its trust policy allows";
        return Some(Note::new("T-1", message));
    }
    if request.crosses_accounts() {
        let has_none = matches!(reason.policies.resource, ResourcePolicy::None);
        let given = if has_none { ", and none was given" } else { "" };
        let message = format!(
            "across accounts both sides must allow: the caller's policies and the resource's{given}"
        );
        return Some(Note::new("D-14", message));
    }
    let message = "the key policy must allow the caller, or its account, before identity-based \
                   policies count";
    (request.action.service() == "kms").then(|| Note::new("X-1", message))
}

// AWS: P-2, P-19
fn delegated_only(reason: &Reason<'_>) -> Option<Note> {
    let delegates = reason.grants().any(|one| one.grants.delegated == Truth::True);
    let message = "the resource-based policy names the account, which passes the permission on: \
                   an identity-based policy must allow it too";
    delegates.then(|| Note::new("P-2", message))
}

fn limited_grant(reason: &Reason<'_>, gate: Gate) -> Option<Note> {
    let is_federated =
        matches!(reason.request().principal.kind, PrincipalKind::FederatedUser { .. });
    if gate == Gate::Session && is_federated && reason.policies.session.is_none() {
        let message = "a federated session without a session policy may do only what a \
                       resource-based policy grants to its own ARN";
        return Some(Note::new("D-13", message));
    }
    let grants = |wanted: fn(&StatementTrace) -> Truth| {
        reason.grants().any(|one| wanted(one) == Truth::True)
    };
    if reason.request().is_about_trust() && grants(|one| one.grants.direct) {
        let message = "boundary and session policy limit what a trust policy grants, even to a \
                       user by name; sources disagree";
        return Some(Note::new("T-2a", message));
    }
    let message = "a grant to the ARN of the role, or of the user behind the session, is limited \
                   by boundary and session policy";
    grants(|one| one.grants.entity).then(|| Note::new("D-9", message))
}

// AWS: D-8, D-14
fn nothing_given(reason: &Reason<'_>) -> Option<Note> {
    let rule = if reason.request().crosses_accounts() { "D-14" } else { "D-8" };
    let message = "no identity-based policy of the caller was given";
    reason.policies.identity.is_empty().then(|| Note::new(rule, message))
}
