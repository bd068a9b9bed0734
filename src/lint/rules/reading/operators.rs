//! Operators that do not exist.

use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static INVALID_CONDITION_OPERATOR: Rule = Rule {
    code: "invalid-condition-operator",
    severity: Severity::Error,
    what: "a condition operator that does not exist",
    why: "AWS knows a fixed set of operators, each with `IfExists` behind it and \
          `ForAllValues:` or `ForAnyValue:` in front where wanted, and refuses every other \
          name. A condition that was skipped would leave an Allow without its restriction.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringMatches": {"aws:PrincipalTag/team": "finance-*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringLike": {"aws:PrincipalTag/team": "finance-*"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static OPERATOR_LETTER_CASE: Rule = Rule {
    code: "operator-letter-case",
    severity: Severity::Warning,
    what: "a condition operator in other letter case than AWS writes it",
    why: "IAM takes operators in any letter case, so `stringequals` works. Other tools do not \
          always: some skip what they do not know, and with it the restriction. Write the name \
          as AWS does.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"stringequals": {"aws:PrincipalTag/team": "finance"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "finance"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static NULL_WITH_IF_EXISTS: Rule = Rule {
    code: "null-with-if-exists",
    severity: Severity::Error,
    what: "`Null` with `IfExists`",
    why: "`Null` asks whether a key is there, and `IfExists` says what to do when it is not: \
          together they have no meaning, and AWS refuses them. Write `Null` with `true` for a \
          missing key, with `false` for one that is there.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"NullIfExists": {"aws:TokenIssueTime": "true"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Null": {"aws:TokenIssueTime": "true"}}}]}"#,
    ),
    logic: Logic::Reading,
};
