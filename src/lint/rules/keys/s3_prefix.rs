//! A prefix of keys in a test that a shorter one slips through.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;

use crate::policy::ConditionTest;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "s3-prefix-in-negative-context",
    severity: Severity::SecurityWarning,
    what: "`s3:prefix` that names what must not be listed",
    why: "`s3:prefix` is the prefix that a request asks for, and a shorter prefix, or none, lists the \
          same keys and more. Denying `secret/` does not stop anybody from listing the whole bucket or \
          `secre`. Say what may be listed: an Allow with a positive test, or a Deny with \
          `StringNotLike` or `StringNotEquals`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"StringLike": {"s3:prefix": "secret/*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"StringNotLike": {"s3:prefix": "public/*"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let test = condition.operator.test;
    let is_excluding = condition.statement.is_deny() != test.is_negated();
    let is_about_a_prefix = condition.values().any(|value| !value.is_empty() && value != "*");
    if condition.lower_key == "s3:prefix"
        && test != ConditionTest::Null
        && is_excluding
        && is_about_a_prefix
    {
        findings
            .at(condition.written.key_span, "a request for a shorter prefix lists the same keys")
            .label(condition.written.operator_span, "this names what must not be listed")
            .hint("name what may be listed instead");
    }
}
