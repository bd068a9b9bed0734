//! Characters that IAM does not store.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "invalid-character",
    severity: Severity::Error,
    what: "a character that IAM does not take",
    why: "The documents of IAM may hold tabs, line breaks and the characters from U+0020 to \
          U+00FF, and AWS refuses the rest: typographic quotes and dashes, zero-width spaces, \
          emoji. They mostly come with text that was pasted from a web page or a word \
          processor, and some cannot be seen. Replace the character that is underlined.",
    kinds: &[
        PolicyKind::Identity,
        PolicyKind::PermissionsBoundary,
        PolicyKind::Session,
        PolicyKind::Trust,
    ],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/2026–03/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/2026-03/*"}]}"#,
    ),
    logic: Logic::Reading,
};
