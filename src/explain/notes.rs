//! Assumptions, rules in dispute, and rules that people may not expect.

use super::compared::{some_of, ticked};
use super::reason::Reason;
use super::remarks::remarks;
use crate::aws::{GlobalKeyIndex, key};
use crate::compile::{PrincipalTest, ResourcePolicy};
use crate::evaluate::{Decision, Gate, Settled, Truth, Unknown};
use crate::policy::{Effect, PrincipalValue};
use crate::request::{Given, Note, PrincipalKind, Request};

/// What the answer rests on, each thing once.
pub(super) fn notes(reason: &Reason<'_>) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    let found = match reason.record.settled() {
        Some(settled) => vec![settled_by(settled)],
        None => {
            let mut found = assumptions(reason);
            found.extend(by_cases(reason));
            found.extend(remarks(reason));
            found.extend(forwarded(reason));
            match reason.decision {
                Decision::Allowed => found.extend(on_allowed(reason)),
                Decision::ImplicitDeny => found.extend(on_implicit_deny(reason)),
                Decision::ExplicitDeny | Decision::Undecided => {}
            }
            found
        }
    };
    for note in found {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

fn settled_by(settled: Settled) -> Note {
    let message = match settled.rule.0 {
        "T-5" => "this call succeeds whatever the policies say",
        "T-6" => "credentials of this kind cannot make this call, whatever the policies say",
        "T-8" => "this belongs to AWS, and nobody can change it",
        "X-3" => "the aliases of AWS managed keys cannot be changed",
        "R-14" => "caller and resource are in different partitions",
        _ => "a rule of the service settles it, whatever the policies say",
    };
    Note { rule: settled.rule, message: message.to_owned() }
}

/// Those notes on the request that the decision rests on.
fn assumptions(reason: &Reason<'_>) -> Vec<Note> {
    let matters = |note: &&Note| match note.rule.0 {
        "D-15" => reason.decision != Decision::ExplicitDeny || tests(reason, key::RESOURCE_ACCOUNT),
        "P-5" => {
            let has_policy = matches!(reason.policies.resource, ResourcePolicy::Policy(_));
            has_policy
                || tests(reason, key::PRINCIPAL_ARN)
                || reason.request().principal.is_service_linked_role()
        }
        "C-16" => tests(reason, key::CURRENT_TIME) || tests(reason, key::EPOCH_TIME),
        _ => true,
    };
    reason.request().notes.iter().filter(matters).cloned().collect()
}

/// Whether a statement that the decision rests on tests a key.
fn tests(reason: &Reason<'_>, wanted: GlobalKeyIndex) -> bool {
    let statements = reason.record.statements().iter();
    let mut asked =
        statements.filter(|one| reason.counts(one)).filter_map(|one| reason.asked(one.at));
    asked.any(|asked| {
        let mut conditions = asked.compiled.conditions.iter();
        conditions.any(|condition| reason.keys.global(condition.key) == Some(wanted))
    })
}

fn by_cases(reason: &Reason<'_>) -> Option<Note> {
    if !reason.record.decided_by_cases() {
        return None;
    }
    let statements = reason.record.statements().iter();
    let open = statements.filter(|one| one.truth == Truth::Unknown);
    let unknowns = open.flat_map(|one| reason.record.unknowns(one));
    let mut names: Vec<&str> = unknowns
        .filter_map(|(_, unknown)| match unknown {
            Unknown::Key(key) => Some(reason.keys.name(*key)),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    let names = some_of(names.into_iter().map(ticked));
    let kind = if reason.decision == Decision::ImplicitDeny { "denied" } else { "the same" };
    let message = format!("nobody said what {names} is; the answer is {kind} whatever it is");
    Some(Note::new("C-36", message))
}

// AWS: K-4
fn forwarded(reason: &Reason<'_>) -> Option<Note> {
    let says_true = |name| match reason.request().given(name) {
        Some(Given::Values(values)) => !values.iter().any(|value| &**value == "false"),
        _ => false,
    };
    let is_forwarded = says_true("aws:viaawsservice") || says_true("aws:calledvia");
    let message = "a service that calls for you is taken to pass on your `aws:SourceIp`; sources \
                   disagree";
    (is_forwarded && tests(reason, key::SOURCE_IP)).then(|| Note::new("K-4", message))
}

fn on_allowed(reason: &Reason<'_>) -> Vec<Note> {
    let request = reason.request();
    let nothing_granted = reason.decided_by().is_none();
    let is_root = request.principal.kind == PrincipalKind::Root;
    let root = "the root user needs no identity-based policy in its own account";
    let grant = "a grant on the key allows it";
    [
        (nothing_granted && is_root).then(|| Note::new("D-16", root)),
        (nothing_granted && !is_root).then(|| Note::new("X-2", grant)),
        freed(reason),
        left_out_denies(reason),
        exempt(reason),
        temporary_credentials(request),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A grant of the resource-based policy that made limits of the caller unnecessary.
fn freed(reason: &Reason<'_>) -> Option<Note> {
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

/// Whether the resource-based policy has statements about the action that were not asked.
fn left_out(reason: &Reason<'_>, effect: Effect) -> bool {
    let ResourcePolicy::Policy(policy) = &reason.policies.resource else { return false };
    let is_asked = |one: &&_| {
        let one: &super::StatementTrace = one;
        one.at.gate == Gate::Resource && one.at.effect == effect
    };
    let action = &reason.request().action;
    let is_about =
        policy.statements.iter().any(|one| one.effect == effect && one.action.matches(action));
    is_about && reason.record.statements().iter().find(is_asked).is_none()
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

fn on_implicit_deny(reason: &Reason<'_>) -> Vec<Note> {
    let Some(gate) = reason.decided_by() else { return Vec::new() };
    let note = match gate {
        Gate::ServiceControl(level) => empty_level(reason, level),
        Gate::Resource => no_grant(reason),
        Gate::Identity => delegated_only(reason),
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
    if reason.is_about_trust() {
        let message = "a role can be assumed only by callers that its trust policy allows";
        return Some(Note::new("T-1", message));
    }
    if reason.crosses_accounts() {
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
    let grants = |wanted: fn(&super::StatementTrace) -> Truth| {
        reason.grants().any(|one| wanted(one) == Truth::True)
    };
    if reason.is_about_trust() && grants(|one| one.grants.direct) {
        let message = "boundary and session policy limit what a trust policy grants, even to a \
                       user by name; sources disagree";
        return Some(Note::new("T-2a", message));
    }
    let message = "a grant to the ARN of the role, or of the user behind the session, is limited \
                   by boundary and session policy";
    grants(|one| one.grants.entity).then(|| Note::new("D-9", message))
}
