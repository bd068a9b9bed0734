//! Assumptions, rules in dispute, and rules that people may not expect.

use super::allowed_notes::on_allowed;
use super::compared::{some_of, ticked};
use super::denied_notes::on_implicit_deny;
use super::reason::Reason;
use super::remarks::remarks;
use super::trace::StatementTrace;
use crate::aws::{GlobalKeyIndex, key};
use crate::compile::{CompiledStatement, ResourcePattern, ResourcePolicy};
use crate::evaluate::{Decision, Gate, Settled, Truth, Unknown};
use crate::policy::Effect;
use crate::request::{Given, Note, Request};
use crate::text::printable;

/// What the answer rests on, each thing once.
pub(super) fn notes(reason: &Reason<'_>) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    let found = reason
        .record
        .settled()
        .map_or_else(|| on_policies(reason), |settled| vec![settled_by(settled)]);
    for note in found {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

fn on_policies(reason: &Reason<'_>) -> Vec<Note> {
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
        // INVARIANT: what is denied within one account is denied across accounts, too.
        "D-15" => !reason.decision.is_denied() || tests(reason, key::RESOURCE_ACCOUNT),
        "P-5" => {
            let has_policy = matches!(reason.policies.resource, ResourcePolicy::Policy(_));
            has_policy
                || tests(reason, key::PRINCIPAL_ARN)
                || reason.request().principal.is_service_linked_role()
        }
        "D-8" | "D-14" => counts_as_none(reason),
        "C-34" => tests(reason, key::PRINCIPAL_TAG),
        "C-16" => tests(reason, key::CURRENT_TIME) || tests(reason, key::EPOCH_TIME),
        _ => true,
    };
    reason.request().notes.iter().filter(matters).cloned().collect()
}

/// Whether the answer could be another if the resource had a policy after all.
// AWS: D-8, D-14
fn counts_as_none(reason: &Reason<'_>) -> bool {
    match reason.decision {
        Decision::Allowed | Decision::Undecided => true,
        Decision::ImplicitDeny => {
            reason.is_wanted(Gate::Resource)
                && !reason.is_wanted(Gate::VpcEndpoint)
                && !matches!(reason.decided_by(), Some(Gate::ServiceControl(_)))
        }
        Decision::ExplicitDeny => false,
    }
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
    let unknowns = &reason.request().unknowns;
    let name = |name: &str| match unknowns.get(name) {
        Some(why) => printable(why),
        None => ticked(name),
    };
    let names = some_of(names.into_iter().map(name));
    let kind = if reason.decision == Decision::ImplicitDeny { "denied" } else { "the same" };
    let message = format!("not given: {names}; the answer is {kind} for all that it can be");
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

/// Whether the resource-based policy has statements about the action and the resource of which none
/// was asked.
pub(super) fn left_out(reason: &Reason<'_>, effect: Effect) -> bool {
    let Some(policy) = reason.policies.resource.policy() else { return false };
    let is_asked = |one: &StatementTrace| one.at.gate == Gate::Resource && one.at.effect == effect;
    let action = &reason.request().action;
    let is_about = |one: &CompiledStatement| {
        one.effect == effect && one.action.matches(action) && may_cover(one, reason.request())
    };
    policy.statements.iter().any(is_about) && !reason.record.statements().iter().any(is_asked)
}

fn may_cover(statement: &CompiledStatement, request: &Request) -> bool {
    let Some(resource) = &statement.resource else { return true };
    let covers = |entry: &ResourcePattern| match entry {
        ResourcePattern::Everything => true,
        ResourcePattern::Nothing => false,
        ResourcePattern::Arn(pattern, _) => {
            request.resource.view().is_none_or(|arn| pattern.may_match(arn))
        }
    };
    resource.negated || resource.entries.iter().any(covers)
}
