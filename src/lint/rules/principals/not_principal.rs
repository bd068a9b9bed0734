//! Deny with `NotPrincipal`.

use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::policy::{PrincipalEntry, PrincipalValue};
use crate::text::{Severity, quote};

const PAGE: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html";

pub(super) static DENY: Rule = Rule {
    code: "deny-with-not-principal",
    severity: Severity::Suggestion,
    what: "Deny with NotPrincipal",
    why: "NotPrincipal spares whom it lists only if everything that stands for the caller is listed: \
          the account, the role and the session. It always denies principals with a permissions \
          boundary. A Deny with `\"Principal\": \"*\"` and ArnNotEquals on aws:PrincipalArn says the \
          same without these surprises, and takes wildcards.",
    kinds: &[PolicyKind::Resource, PolicyKind::VpcEndpoint],
    page: PAGE,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:root"]}, "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*", "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:user/ann"}}}]}"#,
    ),
    logic: Logic::Statement(find_deny),
};

pub(super) static WITHOUT_PARENT: Rule = Rule {
    code: "not-principal-without-account",
    severity: Severity::Warning,
    what: "Deny with NotPrincipal that lists a user or role without its account",
    why: "A Deny with NotPrincipal also stands against the account of the caller. Who lists a user \
          or role and not its account denies the account, and with it the very user or role that was \
          to be spared; a session of a role needs the role in the list, too. List them all, or write \
          `\"Principal\": \"*\"` with ArnNotEquals on aws:PrincipalArn.",
    kinds: &[PolicyKind::Resource, PolicyKind::VpcEndpoint],
    page: PAGE,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:user/ann"}, "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:root"]}, "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Statement(find_without_parent),
};

pub(super) static EVERYONE: Rule = Rule {
    code: "ineffective-deny-carve-out",
    severity: Severity::Warning,
    what: "Deny with NotPrincipal that spares everyone",
    why: "`\"NotPrincipal\": \"*\"` spares every caller with credentials, so the Deny stops nobody of \
          whom one would want to know. Name whom it is to spare, or remove the statement. \
          A condition that spares everyone is told under equivalent-to-null-true.",
    kinds: &[PolicyKind::Resource, PolicyKind::VpcEndpoint],
    page: PAGE,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotPrincipal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:root"]}, "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Statement(find_everyone),
};

fn find_deny(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let entries = spared(statement);
    if entries.is_empty() || spares_everyone(entries) || lonely(entries).is_some() {
        return;
    }
    findings
        .at(
            statement.key_span("NotPrincipal"),
            "Deny with `NotPrincipal` denies more than it seems",
        )
        .hint("write `\"Principal\": \"*\"` with `ArnNotEquals` on `aws:PrincipalArn`");
}

fn find_without_parent(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let entries = spared(statement);
    if spares_everyone(entries) {
        return;
    }
    let Some((entry, lacking)) = lonely(entries) else { return };
    let text = quote(&entry.text);
    findings
        .at(entry.span, format!("this Deny hits {text} all the same: {lacking} is not listed"))
        .hint(
            "list it, too, or write a Deny for everyone with `ArnNotEquals` on `aws:PrincipalArn`",
        );
}

fn find_everyone(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let entries = spared(statement);
    let everyone = entries.iter().find(|entry| entry.value == PrincipalValue::Everyone);
    if let Some(entry) = everyone {
        findings
            .at(entry.span, "this Deny spares everyone")
            .hint("name whom it is to spare, or remove the statement");
    }
}

fn spared<'s>(statement: &StatementView<'s>) -> &'s [PrincipalEntry] {
    if statement.is_deny() { statement.spared_principals() } else { &[] }
}

fn spares_everyone(entries: &[PrincipalEntry]) -> bool {
    entries.iter().any(|entry| entry.value == PrincipalValue::Everyone)
}

/// The first entry whose account, or role, is not listed.
// AWS: P-15
fn lonely(entries: &[PrincipalEntry]) -> Option<(&PrincipalEntry, &'static str)> {
    entries.iter().find_map(|entry| lacking(entry, entries).map(|what| (entry, what)))
}

fn lacking(entry: &PrincipalEntry, entries: &[PrincipalEntry]) -> Option<&'static str> {
    let (PrincipalValue::User(arn)
    | PrincipalValue::Role(arn)
    | PrincipalValue::AssumedRole(arn)
    | PrincipalValue::FederatedUser(arn)) = &entry.value
    else {
        return None;
    };
    let is_account = |one: &PrincipalEntry| matches!(&one.value, PrincipalValue::Account { account, .. } if **account == *arn.account());
    if arn.account() == "cloudfront" {
        return None;
    }
    if !entries.iter().any(is_account) {
        return Some("its account");
    }
    let session_of = |one: &PrincipalEntry| match (&entry.value, &one.value) {
        (PrincipalValue::AssumedRole(session), PrincipalValue::Role(role)) => {
            super::role_name(session.resource()) == role.resource().rsplit('/').next()
        }
        _ => false,
    };
    let is_session = matches!(entry.value, PrincipalValue::AssumedRole(_));
    (is_session && !entries.iter().any(session_of)).then_some("its role")
}
