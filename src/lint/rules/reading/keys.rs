//! Names of condition keys.

use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static DUPLICATE_KEYS_WITH_DIFFERENT_CASE: Rule = Rule {
    code: "duplicate-keys-with-different-case",
    severity: Severity::Error,
    what: "one condition key twice under an operator, in different letter case",
    why: "Condition keys have no letter case, so `aws:SourceIp` and `AWS:sourceip` are one \
          key. Under one operator it can stand once, and AWS refuses a second. Join the values \
          in one list if either will do; if both must hold, say so by other operators or \
          statements.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24", "AWS:sourceip": "198.51.100.0/24"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"]}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static MISSING_TAG_KEY_IN_CONDITION: Rule = Rule {
    code: "missing-tag-key-in-condition",
    severity: Severity::Error,
    what: "a tag condition that does not say which tag",
    why: "`aws:ResourceTag/`, `aws:RequestTag/` and `aws:PrincipalTag/` each stand for a \
          family of keys, one for each tag: the tag's key follows the slash, and AWS refuses a \
          name that ends there. The value to compare with is the tag's value.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:ResourceTag/": "finance"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "finance"}}}]}"#,
    ),
    logic: Logic::Reading,
};
