//! Elements with a few fixed values.

use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static INVALID_VERSION: Rule = Rule {
    code: "invalid-version",
    severity: Severity::Error,
    what: "a version of the policy language that does not exist",
    why: "`Version` is the version of the language, not the date of the policy. There are two: \
          `2012-10-17`, and the older `2008-10-17` without policy variables. AWS refuses every \
          other text. Write `2012-10-17`.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
    fires: Example::identity(
        r#"{"Version": "2026-03-01", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static INVALID_EFFECT: Rule = Rule {
    code: "invalid-effect",
    severity: Severity::Error,
    what: "an `Effect` that is neither `Allow` nor `Deny`",
    why: "`Effect` is `Allow` or `Deny`, with exactly these letters: AWS refuses `allow`, \
          `DENY` and anything else. It would be dangerous to guess which of the two was meant.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};
