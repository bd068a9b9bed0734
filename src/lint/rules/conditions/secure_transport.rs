//! Tests of encrypted connections that are the wrong way round.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::policy::{ConditionFamily, ConditionTest};
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "inverted-secure-transport-test",
    severity: Severity::Warning,
    what: "an Allow for unencrypted requests only, or a Deny for encrypted ones",
    why: "`aws:SecureTransport` is `true` for requests over TLS. This statement favours those without, \
          which AWS's endpoints mostly do not even accept. To require TLS, deny with `false`, or allow \
          with `true`.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let statement = &condition.statement;
    let family = condition.operator.test.family();
    let is_comparison = matches!(family, ConditionFamily::Bool | ConditionFamily::Text)
        && !matches!(
            condition.operator.test,
            ConditionTest::StringLike | ConditionTest::StringNotLike
        );
    if condition.lower_key != "aws:securetransport" || !is_comparison {
        return;
    }
    let favoured = if statement.is_allow() == condition.is_negated() { "true" } else { "false" };
    let is_inverted = !condition.written.values.is_empty()
        && condition.values().all(|value| value.eq_ignore_ascii_case(favoured));
    if is_inverted {
        let message = if statement.is_allow() {
            "this allows requests without TLS and no others"
        } else {
            "this denies requests over TLS"
        };
        let value = condition.written.values.first();
        findings.at(value.map_or(condition.written.key_span, |value| value.span), message);
    }
}
