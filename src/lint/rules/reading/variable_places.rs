//! Policy variables where they are plain text.

use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static VARIABLE_UNSUPPORTED_IN_ELEMENT: Rule = Rule {
    code: "variable-unsupported-in-element",
    severity: Severity::Warning,
    what: "a policy variable where AWS expands none",
    why: "Variables are expanded in the resource part of `Resource` and `NotResource`, behind \
          the fifth colon, and in condition values of string and ARN operators. In actions, \
          principals, names of condition keys and the front of an ARN they are plain text and \
          match nothing. IAM Access Analyzer calls it an error; IAM stores it, so it is a \
          warning here.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:eu-west-1:${aws:PrincipalAccount}:key/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static VARIABLE_UNSUPPORTED_IN_VERSION: Rule = Rule {
    code: "variable-unsupported-in-version",
    severity: Severity::Warning,
    what: "a policy variable in the language of 2008",
    why: "Policy variables came with version `2012-10-17` of the language. In a policy of \
          `2008-10-17`, and in one without `Version`, `${aws:username}` is plain text: it \
          matches only a resource of exactly that name, so an Allow grants nothing and a Deny \
          denies nothing. IAM Access Analyzer calls it an error; IAM stores it, so it is a \
          warning here. Add `\"Version\": \"2012-10-17\"`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${aws:username}/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${aws:username}/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static INVALID_VARIABLE_FOR_OPERATOR: Rule = Rule {
    code: "invalid-variable-for-operator",
    severity: Severity::Warning,
    what: "a policy variable under an operator that expands none",
    why: "Variables are expanded in values of string and ARN operators only. Under numeric, \
          date, boolean, binary and address operators and `Null` they are plain text, which is \
          no number, date or address and matches nothing. IAM Access Analyzer calls it an \
          error; IAM stores it, so it is a warning here. Write the value out, or choose a \
          string operator.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Bool": {"aws:SecureTransport": "${aws:PrincipalTag/tls}"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}"#,
    ),
    logic: Logic::Reading,
};
