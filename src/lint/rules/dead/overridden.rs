//! What an Allow lists and a Deny of the same policy always refuses.

use crate::lint::cover::resource_covers;
use crate::lint::finding::{Finding, Findings};
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::lint::subject::Subject;
use crate::text::{Severity, Span, quote};

pub(super) static RULE: Rule = Rule {
    code: "allow-always-denied",
    severity: Severity::Warning,
    what: "an Allow, or an entry of it, that Denies of the same policy always override",
    why: "A Deny wins over every Allow. Whatever this Allow, or this one of its entries, lets in, a \
          Deny of the same policy refuses on the same resources and under the same conditions, or \
          several do between them, so it never grants anything. Take it out, or let the Denies leave \
          room for it.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::reports/*"}, {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::reports/*"}, {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "arn:aws:s3:::reports/2026/*"}]}"#,
    ),
    logic: Logic::Policy(find),
};

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let denies: Vec<_> = subject.statements().filter(StatementView::is_deny).collect();
    if denies.is_empty() {
        return;
    }
    for allow in subject.statements().filter(StatementView::is_allow) {
        let mut whole = denies.iter().filter(|deny| deny.covers(&allow));
        if let Some(deny) = whole.next() {
            let message = "this Allow never grants anything: a Deny covers all of it".to_owned();
            report(findings, allow.span(), message, deny)
                .fix(subject.removal("remove the statement", allow.written.span));
            continue;
        }
        for deny in &denies {
            if deny.covers_principals(&allow) && deny.covers_conditions(&allow) {
                find_actions(&allow, deny, findings);
                find_resources(&allow, deny, findings);
            }
        }
    }
}

fn find_actions(allow: &StatementView<'_>, deny: &StatementView<'_>, findings: &mut Findings<'_>) {
    let element = &allow.written.action;
    if element.negated || !deny.covers_resources(allow) {
        return;
    }
    for entry in element.entries.iter().filter(|entry| deny.covers_entry(&entry.pattern)) {
        let message = format!("{} is never granted: a Deny covers it", quote(&entry.text));
        report(findings, entry.span, message, deny)
            .fix(allow.subject.removal("remove the entry", entry.span));
    }
}

fn find_resources(
    allow: &StatementView<'_>,
    deny: &StatementView<'_>,
    findings: &mut Findings<'_>,
) {
    let written = (&allow.written.resource, &deny.written.resource);
    let (Some(element), Some(denied)) = written else { return };
    if element.negated || denied.negated || !deny.covers_actions(allow) {
        return;
    }
    for (entry, pattern) in element.entries.iter().zip(allow.resources()) {
        if deny.resources().iter().any(|denied| resource_covers(denied, pattern)) {
            let message = format!("nothing is granted on {}: a Deny covers it", quote(&entry.text));
            report(findings, entry.span, message, deny)
                .fix(allow.subject.removal("remove the entry", entry.span));
        }
    }
}

fn report<'f>(
    findings: &'f mut Findings<'_>,
    at: Span,
    message: String,
    deny: &StatementView<'_>,
) -> &'f mut Finding {
    findings.at(at, message).label(deny.span(), "this Deny always wins")
}
