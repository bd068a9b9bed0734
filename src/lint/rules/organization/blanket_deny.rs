//! A service that nobody may use.

use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::policy::{ActionEntry, ActionPattern};
use crate::text::{Severity, quote};
use crate::value_set::Pattern;

pub(super) static RULE: Rule = Rule {
    code: "rcp-blanket-deny",
    severity: Severity::Warning,
    what: "a resource control policy that denies a whole service to everybody",
    why: "A resource control policy holds for every caller, the own accounts and AWS services \
          included. A Deny of a whole service on every resource without a condition leaves nobody \
          who can use the service in the accounts below, and service-linked roles as the only \
          exception. Say by a condition whom it is to keep out.",
    kinds: &[PolicyKind::ResourceControl],
    page: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html",
    fires: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let is_open = statement.is_deny()
        && statement.written.conditions.is_empty()
        && !statement.written.action.negated
        && statement.is_about_every_resource();
    let whole = statement.written.action.entries.iter().find(|entry| is_whole_service(entry));
    if let Some(entry) = whole.filter(|_| is_open) {
        findings
            .at(entry.span, format!("this denies {} to everybody", quote(&entry.text)))
            .hint("say by a condition whom it is to keep out");
    }
}

fn is_whole_service(entry: &ActionEntry) -> bool {
    match &entry.pattern {
        ActionPattern::Every => true,
        ActionPattern::Of { name, .. } => Pattern::glob(name).is_everything(),
        ActionPattern::Nothing => false,
    }
}
