//! Names of statements.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static UNSUPPORTED_SID: Rule = Rule {
    code: "unsupported-sid",
    severity: Severity::Error,
    what: "a `Sid` with other characters than letters and digits",
    why: "In the policies of IAM a `Sid` is made of the letters A to Z and a to z and the \
          digits 0 to 9; AWS refuses spaces, hyphens and everything else. Policies on \
          resources are freer: Amazon S3 and others take spaces. The name decides nothing, so \
          any other name does.",
    kinds: &[
        PolicyKind::Identity,
        PolicyKind::PermissionsBoundary,
        PolicyKind::Session,
        PolicyKind::Trust,
    ],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Read reports", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "ReadReports", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static UNIQUE_SIDS_REQUIRED: Rule = Rule {
    code: "unique-sids-required",
    severity: Severity::Error,
    what: "two statements with the same `Sid` where it must be unique",
    why: "The policies of IAM have each `Sid` once, and AWS refuses a policy in which two \
          statements share a name. It happens when statements are copied or joined from \
          several sources. Rename one, or leave the `Sid` out.",
    kinds: &[
        PolicyKind::Identity,
        PolicyKind::PermissionsBoundary,
        PolicyKind::Session,
        PolicyKind::Trust,
    ],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Reports", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}, {"Sid": "Reports", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "ReadReports", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}, {"Sid": "ListReports", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static UNIQUE_SIDS_RECOMMENDED: Rule = Rule {
    code: "unique-sids-recommended",
    severity: Severity::Warning,
    what: "two statements with the same `Sid`",
    why: "This kind of policy may have one `Sid` twice, and the evaluation does not care. \
          People and tools do: they tell statements apart by name, and some replace every \
          statement of a name when they update one. Give each statement a name of its own.",
    kinds: &[
        PolicyKind::Resource,
        PolicyKind::ServiceControl,
        PolicyKind::ResourceControl,
        PolicyKind::VpcEndpoint,
    ],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Reports", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}, {"Sid": "Reports", "Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "OwnAccount", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}, {"Sid": "PartnerAccount", "Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};
