//! A statement without `Effect`.

use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "missing-effect",
    severity: Severity::Error,
    what: "a statement without `Effect`",
    why: "AWS refuses a statement that does not say whether it allows or denies. There is no default: \
          add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};
