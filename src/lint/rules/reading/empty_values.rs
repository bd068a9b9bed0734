//! Condition keys that are compared with nothing.

use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static EMPTY_ARRAY_CONDITION: Rule = Rule {
    code: "empty-array-condition",
    severity: Severity::Suggestion,
    what: "a condition key without a value to compare with",
    why: "With no values a condition cannot hold: an Allow under it grants nothing, and a Deny \
          denies nothing. A negated operator such as `StringNotEquals` always holds, because \
          the request's value is none of them. A list that a template fills may have come out \
          empty. Add the values, or take the key out.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": []}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": ["finance"]}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static EMPTY_ARRAY_CONDITION_FORALLVALUES: Rule = Rule {
    code: "empty-array-condition-forallvalues",
    severity: Severity::Suggestion,
    what: "a condition with `ForAllValues` and no value to compare with",
    why: "`ForAllValues` with no values holds only for requests that do not carry the key at \
          all, or carry no value of it: every value of a request would have to be one of none. \
          Use `Null` if that was meant, or add the values.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "arn:aws:ec2:*:111122223333:instance/*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": []}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "arn:aws:ec2:*:111122223333:instance/*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static EMPTY_ARRAY_CONDITION_FORANYVALUE: Rule = Rule {
    code: "empty-array-condition-foranyvalue",
    severity: Severity::Suggestion,
    what: "a condition with `ForAnyValue` and no value to compare with",
    why: "`ForAnyValue` with no values never holds: no value of a request can be one of none. \
          An Allow under it grants nothing, and a Deny denies nothing. Add the values, or take \
          the key out.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "arn:aws:ec2:*:111122223333:instance/*", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": []}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "arn:aws:ec2:*:111122223333:instance/*", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static EMPTY_ARRAY_CONDITION_IFEXISTS: Rule = Rule {
    code: "empty-array-condition-ifexists",
    severity: Severity::Suggestion,
    what: "a condition with `IfExists` and no value to compare with",
    why: "With `IfExists` and no values a condition holds only for requests without the key. \
          Use `Null` if that was meant, or add the values.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEqualsIfExists": {"aws:PrincipalTag/team": []}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEqualsIfExists": {"aws:PrincipalTag/team": ["finance"]}}}]}"#,
    ),
    logic: Logic::Reading,
};
