//! Roles for IAM Roles Anywhere.

use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::caller::Caller;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::lint::subject::Subject;
use crate::policy::PrincipalEntry;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "missing-action-for-roles-anywhere-trust-policy",
    severity: Severity::Error,
    what: "a role for IAM Roles Anywhere that lacks one of the three actions the service calls",
    why: "IAM Roles Anywhere assumes a role with the source identity and the session tags that it \
          reads from the certificate. The trust policy has to allow sts:AssumeRole, sts:TagSession \
          and sts:SetSourceIdentity to rolesanywhere.amazonaws.com; without all three no session is \
          created.",
    kinds: &[PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "rolesanywhere.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "rolesanywhere.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]}]}"#,
    ),
    logic: Logic::Policy(find),
};

const SERVICE: &str = "rolesanywhere.amazonaws.com";

const CALLS: [&str; 3] = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut named = subject.statements().filter(StatementView::is_allow).filter_map(entry_of);
    let Some((statement, entry)) = named.next() else { return };
    let role = subject.parties().role();
    let is_missing =
        |call: &&&str| subject.lets_caller(&Caller::of(SERVICE), call, &role) == Truth::False;
    let missing: Vec<_> = CALLS.iter().filter(is_missing).map(|call| format!("`{call}`")).collect();
    if missing.is_empty() {
        return;
    }
    findings
        .at(entry.span, format!("IAM Roles Anywhere also calls {}", missing.join(" and ")))
        .label(statement.written.action.span, "only these are allowed")
        .hint("allow `sts:AssumeRole`, `sts:SetSourceIdentity` and `sts:TagSession`");
}

fn entry_of(statement: StatementView<'_>) -> Option<(StatementView<'_>, &PrincipalEntry)> {
    let (entry, _) = statement.services().find(|(_, name)| *name == SERVICE)?;
    Some((statement, entry))
}
