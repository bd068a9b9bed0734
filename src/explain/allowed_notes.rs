//! Rules behind an allowed call that people may not expect.

use super::notes::left_out;
use super::reason::Reason;
use crate::compile::PrincipalTest;
use crate::evaluate::{Gate, Truth};
use crate::policy::{Effect, PrincipalValue};
use crate::request::{Given, Note, PrincipalKind, Request};

pub(super) fn on_allowed(reason: &Reason<'_>) -> Vec<Note> {
    let request = reason.request();
    [
        reason.decided_by().is_none().then(|| without_statement(request)),
        freed(reason),
        left_out_denies(reason),
        exempt(reason),
        temporary_credentials(request),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What allows where no statement does.
fn without_statement(request: &Request) -> Note {
    let principal = &request.principal;
    if principal.kind == PrincipalKind::Root || principal.is_federated_by_root() {
        return Note::new(
            "D-16",
            "the root user needs no identity-based policy in its own account",
        );
    }
    if request.action.service() == "kms" {
        return Note::new("X-2", "a grant on the key allows it");
    }
    Note::new("D-8", "the caller's own policies, which nobody gave, are taken to allow it")
}

/// A grant of the resource-based policy that made limits of the caller unnecessary.
fn freed(reason: &Reason<'_>) -> Option<Note> {
    if !reason.grants().any(|one| one.grants.direct == Truth::True) {
        return None;
    }
    let is_closed = |wanted| reason.record.closed().iter().any(|(gate, _)| *gate == wanted);
    let by_session = is_closed(Gate::Session) && names_session(reason);
    if by_session {
        let message = "a grant to the session's own ARN needs no Allow in the session policy, as \
                       documented; some tools say otherwise";
        return Some(Note::new("D-10", message));
    }
    let limit =
        [(Gate::PermissionsBoundary, "permissions boundary"), (Gate::Session, "session policy")];
    let (_, limit) = limit.into_iter().find(|(gate, _)| is_closed(*gate))?;
    let message = format!(
        "the resource-based policy names the caller directly, or everyone, so the {limit} need \
         not allow it"
    );
    Some(Note::new("D-9", message))
}

fn names_session(reason: &Reason<'_>) -> bool {
    let is_role = matches!(reason.request().principal.kind, PrincipalKind::RoleSession { .. });
    let names = |values: &[PrincipalValue]| {
        values.iter().any(|value| matches!(value, PrincipalValue::AssumedRole(_)))
    };
    is_role
        && reason.grants().filter(|one| one.grants.direct == Truth::True).any(|one| {
            let asked = reason.asked(one.at);
            asked.is_some_and(|asked| {
                matches!(&asked.compiled.principal, PrincipalTest::Named(values) if names(values))
            })
        })
}

// AWS: D-17
fn left_out_denies(reason: &Reason<'_>) -> Option<Note> {
    let is_root = reason.request().principal.kind == PrincipalKind::Root;
    let message = "the owner's root user can always reach the bucket policy, whatever it denies";
    (is_root && left_out(reason, Effect::Deny)).then(|| Note::new("D-17", message))
}

// AWS: D-5, D-22
fn exempt(reason: &Reason<'_>) -> Option<Note> {
    if reason.policies.service_control.is_empty() {
        return None;
    }
    let request = reason.request();
    let account = request.principal.account.as_deref();
    if request.principal.is_service_linked_role() {
        let message = "service control policies do not apply to service-linked roles";
        return Some(Note::new("D-22", message));
    }
    let is_management = account.is_some_and(|own| request.organization.is_management(own));
    let message = "service control policies do not apply to the management account";
    is_management.then(|| Note::new("D-5", message))
}

// AWS: T-6
fn temporary_credentials(request: &Request) -> Option<Note> {
    let is_user = matches!(request.principal.kind, PrincipalKind::User { .. });
    let may_use_token = matches!(
        request.action.lower(),
        "sts:assumerole" | "sts:tagsession" | "sts:setsourceidentity"
    );
    let is_limited = matches!(request.action.service(), "iam" | "sts") && !may_use_token;
    let is_open = matches!(request.given("aws:tokenissuetime"), None | Some(Given::Unknown));
    let message = "taken as a call with an access key or in the console; credentials from \
                   GetSessionToken may not do this, or only with MFA";
    (is_user && is_limited && is_open && !request.exact_context).then(|| Note::new("T-6", message))
}
