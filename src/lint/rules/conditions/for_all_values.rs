//! Set operators and requests without the key.

use crate::aws::PolicyKind;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::policy::SetOperator;
use crate::text::{Severity, quote};

pub(super) static ALLOW: Rule = Rule {
    code: "forallvalues-allow-without-null-check",
    severity: Severity::Warning,
    what: "an Allow with `ForAllValues` that requests without the key pass",
    why: "`ForAllValues` asks that no value of the request lies outside the list. A request that \
          carries no value at all has none outside, so it is allowed. If the key must be there, add \
          `Null` with `false` for it. Limits on the keys of tags are spared: a request without tags sets \
          none that is not in the list.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/players", "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:username}"]}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/players", "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:username}"]}, "Null": {"dynamodb:LeadingKeys": "false"}}}]}"#,
    ),
    logic: Logic::Condition(find_allow),
};

pub(super) static DENY: Rule = Rule {
    code: "foranyvalue-deny-without-null-check",
    severity: Severity::SecurityWarning,
    what: "a Deny with `ForAnyValue` that those without the key escape",
    why: "`ForAnyValue` with a negated operator asks for a value that is not in the list. A principal, \
          a resource or a network that belongs to no organization carries no value at all, so the Deny \
          does not stop it, although it stops every other organization's. Use `ForAllValues` with the \
          negated operator, which holds for requests without values, or deny with `Null` and `true` as \
          well.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*", "Condition": {"ForAnyValue:StringNotLike": {"aws:ResourceOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*", "Condition": {"ForAllValues:StringNotLike": {"aws:ResourceOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"}}}]}"#,
    ),
    logic: Logic::Condition(find_deny),
};

// AWS: C-30
fn find_allow(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let statement = &condition.statement;
    // INVARIANT: on keys with one value the set operator itself is the mistake, and is told as such.
    let restricts =
        !condition.is_negated() && condition.set().is_some() && !condition.has_one_value();
    let is_open = condition.has_set(SetOperator::ForAllValues) && restricts && statement.grants();
    if is_open && !needs_key(statement, &condition.lower_key) && !is_mere_limit(condition) {
        let key = quote(&condition.written.key);
        findings
            .at(condition.written.operator_span, format!("requests without {key} are allowed, too"))
            .hint(format!("if the key must be there, add `Null` with {key} and `false`"));
    }
}

/// Whether a condition of the statement holds only for requests with the key.
fn needs_key(statement: &StatementView<'_>, lower_key: &str) -> bool {
    let requires = |one: ConditionView<'_>| {
        one.needs_value() || (one.operator.set.is_none() && one.is_null(false))
    };
    statement.conditions_on(lower_key).any(requires)
}

/// Keys that every call has to which they belong, from the services' own references.
const SENT_WITH_THE_CALL: &[&str] = &[
    "kms:grantoperations",
    "route53:changeresourcerecordsetsactions",
    "route53:changeresourcerecordsetsnormalizedrecordnames",
    "route53:changeresourcerecordsetsrecordtypes",
];

/// Whether a request without the key is none to worry about: it sets no tags, or there is no such
/// request.
fn is_mere_limit(condition: &ConditionView<'_>) -> bool {
    let key = &*condition.lower_key;
    key.ends_with("tagkeys") || is_audience_of_token(condition) || SENT_WITH_THE_CALL.contains(&key)
}

/// Whether it is the audience in a trust policy, which each token has; its set operator has a finding
/// of its own.
fn is_audience_of_token(condition: &ConditionView<'_>) -> bool {
    condition.statement.subject.kind() == PolicyKind::Trust && condition.lower_key.ends_with(":aud")
}

/// Keys that are missing where somebody belongs to no organization.
const OF_ORGANIZATIONS: &[&str] =
    &["aws:principalorgpaths", "aws:resourceorgpaths", "aws:sourceorgpaths", "aws:vpceorgpaths"];

// AWS: C-27
fn find_deny(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let statement = &condition.statement;
    let escapes = condition.has_set(SetOperator::ForAnyValue)
        && condition.is_negated()
        && !condition.operator.if_exists
        && statement.is_deny()
        && OF_ORGANIZATIONS.contains(&&*condition.lower_key);
    if escapes && !denies_missing(condition) {
        let key = quote(&condition.written.key);
        findings
            .at(condition.written.operator_span, format!("requests without {key} escape this Deny"))
            .hint("write `ForAllValues` in place of `ForAnyValue`");
    }
}

/// Whether a Deny of the policy on the same actions stops requests without the key, or the statement
/// asks for the key on purpose.
fn denies_missing(condition: &ConditionView<'_>) -> bool {
    let statement = &condition.statement;
    let family = condition.lower_key.trim_end_matches("paths");
    let is_about_key = |one: &ConditionView<'_>| one.lower_key.starts_with(family);
    needs_key_by_null(statement, &condition.lower_key)
        || statement.subject.statements().any(|other| {
            other.is_deny()
                && other.covers_actions(statement)
                && other.conditions().any(|one| is_about_key(&one) && one.holds_without_key())
        })
}

fn needs_key_by_null(statement: &StatementView<'_>, lower_key: &str) -> bool {
    statement.conditions_on(lower_key).any(|one| one.is_null(false))
}
