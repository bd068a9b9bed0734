//! Values that their operator cannot read.

use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static TYPE_MISMATCH_NUMBER: Rule = Rule {
    code: "type-mismatch-number",
    severity: Severity::Warning,
    what: "a value under a numeric operator that is no number",
    why: "A numeric operator compares numbers, written as digits with at most a point: `3600`, \
          `10.5`. A value that is no number matches nothing, so an Allow grants nothing by it \
          and a Deny denies nothing. Write the number without units.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "1h"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static TYPE_MISMATCH_DATE: Rule = Rule {
    code: "type-mismatch-date",
    severity: Severity::Warning,
    what: "a value under a date operator that is no date",
    why: "A date operator reads dates of ISO 8601, such as `2026-03-01T09:00:00Z` or \
          `2026-03-01`, and seconds since 1970. Anything else matches nothing, so an Allow \
          grants nothing by it and a Deny denies nothing, also after the day that was meant.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"DateLessThan": {"aws:CurrentTime": "31 Dec 2026"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2026-12-31T23:59:59Z"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static TYPE_MISMATCH_BOOLEAN: Rule = Rule {
    code: "type-mismatch-boolean",
    severity: Severity::Warning,
    what: "a value under `Bool` or `Null` that is neither true nor false",
    why: "`Bool` and `Null` compare with `true` or `false`. Another value matches nothing, so \
          an Allow grants nothing by it and a Deny denies nothing: `\"yes\"` in a Deny without \
          TLS leaves the door open.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Bool": {"aws:SecureTransport": "yes"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static TYPE_MISMATCH_STRING: Rule = Rule {
    code: "type-mismatch-string",
    severity: Severity::Warning,
    what: "a value under `BinaryEquals` that is not written in base64",
    why: "`BinaryEquals` compares bytes and takes its values in base64. A text that is none \
          matches nothing. Encode the value, or use a string operator if the key holds text.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/*", "Condition": {"BinaryEquals": {"kms:EncryptionContext/digest": "not base64!"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/*", "Condition": {"BinaryEquals": {"kms:EncryptionContext/digest": "cmVwb3J0cw=="}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static TYPE_MISMATCH_IP_RANGE: Rule = Rule {
    code: "type-mismatch-ip-range",
    severity: Severity::Warning,
    what: "a value under an address operator that is no address",
    why: "`IpAddress` and `NotIpAddress` read addresses and ranges of IPv4 and IPv6, such as \
          `203.0.113.0/24` and `2001:db8::/32`. Anything else is in no range: `IpAddress` \
          never holds, `NotIpAddress` always does. IAM Access Analyzer calls it an error; it \
          is a warning here, because services store it.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static TYPE_MISMATCH_ARN: Rule = Rule {
    code: "type-mismatch-arn",
    severity: Severity::Warning,
    what: "a value under an ARN operator that is no ARN",
    why: "The ARN operators compare ARNs part by part, with wildcards inside the parts. A \
          value without the six parts between colons is no ARN and matches nothing: `ArnLike` \
          never holds, `ArnNotLike` always does. Write all colons, as in `arn:aws:s3:::*`, or \
          use `StringLike` for other texts. IAM Access Analyzer has no code of its own for \
          this.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"ArnLike": {"aws:PrincipalArn": "444455556666"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:*"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static DATE_AMBIGUITY: Rule = Rule {
    code: "date-ambiguity",
    severity: Severity::Warning,
    what: "a number under a date operator that looks like a year or a day",
    why: "Date operators read a number as seconds since 1970, so `2027` is half an hour past \
          midnight on the first of January 1970, and `20270101` a day in August 1970. A Deny \
          until that day has long ended, and an Allow as well. Write dates with hyphens: \
          `2027-01-01`. IAM Access Analyzer's `invalid-date-value` is about all numbers under \
          date operators; this is about those that surely say something else.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"DateLessThan": {"aws:CurrentTime": "20270101"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2027-01-01"}}}]}"#,
    ),
    logic: Logic::Reading,
};
