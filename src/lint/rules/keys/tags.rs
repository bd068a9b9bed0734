//! Conditions on resources' tags where the service does not send them.

use super::sent::{Sending, holds_if_absent};
use crate::catalog::Catalog;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::policy::{ActionEntry, ActionPattern, Effect};
use crate::text::{Severity, quote};

/// The family of keys of resources' tags.
pub(super) const RESOURCE_TAG: &str = "aws:resourcetag/";

const TAGGED: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": ["ec2:TerminateInstances", "dynamodb:DeleteTable"], "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/stage": "production"}}}]}"#;

pub(super) static DENY: Rule = Rule {
    code: "deny-with-unsupported-tag-condition-key-for-service",
    severity: Severity::SecurityWarning,
    what: "a Deny by the resource's tag of actions that do not send it",
    why: "The Deny is meant to hold for resources with a tag. For the actions pointed at, AWS does not \
          send `aws:ResourceTag`, so the test is never true and they are not denied, whatever the \
          resource's tags are. Deny them in another way: by ARN, or by the principal's tags.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": ["ec2:TerminateInstances", "s3:PutAccountPublicAccessBlock"], "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/stage": "production"}}}]}"#,
    ),
    quiet: Example::identity(TAGGED),
    logic: Logic::Statement(|statement, findings| named(*statement, Effect::Deny, findings)),
};

pub(super) static ALLOW: Rule = Rule {
    code: "allow-with-unsupported-tag-condition-key-for-service",
    severity: Severity::Suggestion,
    what: "an Allow by the resource's tag of actions that do not send it",
    why: "For the actions pointed at, AWS does not send `aws:ResourceTag`, so the test is never true \
          and this statement does not allow them, whatever the resource's tags are. Move them to a \
          statement without the condition, or take them out.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ec2:StartInstances", "ec2:DescribeInstances"], "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "reports"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "reports"}}}, {"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| named(*statement, Effect::Allow, findings)),
};

pub(super) static DENY_NOT_ACTION: Rule = Rule {
    code: "deny-notaction-with-unsupported-tag-condition-key-for-service",
    severity: Severity::SecurityWarning,
    what: "a Deny with `NotAction` by the resource's tag",
    why: "The statement is about nearly every action of AWS, and many of them do not send \
          `aws:ResourceTag`. For those the test is never true, so they are not denied even on resources \
          that have the tag. List the actions to deny, or test a key that every request has.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/stage": "production"}}}]}"#,
    ),
    quiet: Example::identity(TAGGED),
    logic: Logic::Statement(|statement, findings| negated(*statement, Effect::Deny, findings)),
};

pub(super) static ALLOW_NOT_ACTION: Rule = Rule {
    code: "allow-notaction-with-unsupported-tag-condition-key-for-service",
    severity: Severity::Suggestion,
    what: "an Allow with `NotAction` by the resource's tag",
    why: "The statement is about nearly every action of AWS, and many of them do not send \
          `aws:ResourceTag`. For those the test is never true, so that it allows fewer actions than it \
          seems to. List the actions that are meant.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "reports"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "reports"}}}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| negated(*statement, Effect::Allow, findings)),
};

fn named(statement: StatementView<'_>, effect: Effect, findings: &mut Findings<'_>) {
    if statement.written.effect != effect || statement.written.action.negated {
        return;
    }
    let Some(condition) = needs_tag(statement) else { return };
    let Some(sending) = Sending::of(&condition) else { return };
    let catalog = statement.subject.catalog();
    let lacking: Vec<_> = statement
        .written
        .action
        .entries
        .iter()
        .filter(|entry| !is_sent_by_some(catalog, entry, &sending))
        .collect();
    let Some(first) = lacking.first() else { return };
    let key = quote(&condition.written.key);
    let comes_to = if effect == Effect::Deny { "is not denied" } else { "is not allowed" };
    let name = quote(&first.text);
    let message = match lacking.len() {
        1 => format!("{name} {comes_to}: it does not send {key}"),
        count => format!("{name} and {} other entries send no {key}", count - 1),
    };
    let finding = findings.at(condition.written.key_span, message);
    for entry in lacking.iter().take(LABELS) {
        finding.label(entry.span, comes_to);
    }
}

const LABELS: usize = 3;

fn negated(statement: StatementView<'_>, effect: Effect, findings: &mut Findings<'_>) {
    if statement.written.effect != effect || !statement.written.action.negated {
        return;
    }
    let Some(condition) = needs_tag(statement) else { return };
    let comes_to = if effect == Effect::Deny { "denied" } else { "allowed" };
    let key = quote(&condition.written.key);
    findings
        .at(
            condition.written.key_span,
            format!("actions that do not send {key} are not {comes_to}"),
        )
        .label(statement.key_span("NotAction"), "many of these do not");
}

/// The first condition that fails where the resource's tags are not sent.
fn needs_tag(statement: StatementView<'_>) -> Option<ConditionView<'_>> {
    statement
        .conditions()
        .find(|condition| condition.is_in_family(RESOURCE_TAG) && !holds_if_absent(condition))
}

fn is_sent_by_some(catalog: &Catalog, entry: &ActionEntry, sending: &Sending<'_>) -> bool {
    match &entry.pattern {
        ActionPattern::Every | ActionPattern::Nothing => true,
        pattern @ ActionPattern::Of { .. } => {
            catalog.matching(pattern).iter().any(|one| sending.is_sent_by(one))
        }
    }
}
