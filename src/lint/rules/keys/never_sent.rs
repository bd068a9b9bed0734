//! Condition keys that do not go with the statement's actions.

use super::sent::{Sending, holds_if_absent, spares_absent};
use super::tags::RESOURCE_TAG;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;

use crate::lint::rules::actions::each_named;
use crate::text::{Severity, quote};

pub(super) static CONDITION_KEY_NEVER_SENT: Rule = Rule {
    code: "condition-key-never-sent",
    severity: Severity::Warning,
    what: "a condition key that none of the statement's actions sends",
    why: "A service sends each condition key with certain actions, and some with certain types of \
          resources only. On requests of this statement the key is always absent. A positive test is \
          then never true, so that an Allow grants nothing and a Deny denies nothing; a negated test, \
          `IfExists` and `ForAllValues` are always true, so that the condition restricts nothing. Look \
          the action up in the service authorization reference for the keys that it has.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringLike": {"s3:prefix": "2026/*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"StringLike": {"s3:prefix": "2026/*"}}}]}"#,
    ),
    logic: Logic::Condition(by_none),
};

pub(super) static UNSUPPORTED_ACTION_FOR_CONDITION_KEY: Rule = Rule {
    code: "unsupported-action-for-condition-key",
    severity: Severity::Warning,
    what: "an action that does not send the key of the condition, beside others that do",
    why: "The key comes with some actions of the statement and never with those pointed at. For these \
          a positive test is never true: an Allow does not grant them and a Deny does not deny them. \
          A negated test is always true for them. Give them a statement of their own, without the \
          condition or with one that fits. AWS's check of policies calls this an error; it is a warning \
          here because the catalogue may be older than the service.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation"], "Resource": "arn:aws:s3:::reports", "Condition": {"StringLike": {"s3:prefix": "2026/*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:ListBucket", "s3:ListBucketVersions"], "Resource": "arn:aws:s3:::reports", "Condition": {"StringLike": {"s3:prefix": "2026/*"}}}]}"#,
    ),
    logic: Logic::Condition(by_some),
};

// AWS: C-36
fn by_none(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let holds = holds_if_absent(condition);
    if condition.is_in_family(RESOURCE_TAG) && !holds {
        return;
    }
    let Some(sending) = Sending::of(condition).filter(|sending| !sending.is_sent()) else { return };
    drop(sending);
    let written = condition.written;
    let date = condition.statement.subject.catalog().date();
    let key = quote(&written.key);
    let message = format!("no action of this statement sends {key} (catalogue of {date})");
    let comes_to = match (holds, condition.statement.is_allow()) {
        (true, _) => "so this is always true: it restricts nothing",
        (false, true) => "so this is never true: the statement allows nothing",
        (false, false) => "so this is never true: the statement denies nothing",
    };
    findings.at(written.key_span, message).label(written.operator_span, comes_to);
}

fn by_some(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let holds = holds_if_absent(condition);
    if spares_absent(condition) || (condition.is_in_family(RESOURCE_TAG) && !holds) {
        return;
    }
    let Some(sending) = Sending::of(condition).filter(Sending::is_sent) else { return };
    let lacking: Vec<_> =
        each_named(&condition.statement).filter(|(_, one)| !sending.is_sent_by(one)).collect();
    let Some((_, first)) = lacking.first() else { return };
    let key = quote(&condition.written.key);
    let name = quote(&first.full_name());
    let message = match lacking.len() {
        1 => format!("{name} does not send {key}"),
        count => format!("{name} and {} other actions do not send {key}", count - 1),
    };
    let comes_to = match (holds, condition.statement.is_allow()) {
        (true, true) => "allowed whatever the condition says",
        (true, false) => "denied whatever the condition says",
        (false, true) => "not allowed by this statement",
        (false, false) => "not denied by this statement",
    };
    let finding = findings.at(condition.written.key_span, message);
    for (entry, _) in lacking.iter().take(LABELS) {
        finding.label(entry.span, comes_to);
    }
    finding.hint("give these actions a statement of their own");
}

const LABELS: usize = 3;
