//! Resources that are no ARNs.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static INVALID_ARN_PREFIX: Rule = Rule {
    code: "invalid-arn-prefix",
    severity: Severity::Error,
    what: "a resource that does not begin with `arn:`",
    why: "A resource is named by its ARN, `arn:partition:service:region:account:resource`, or \
          by `*` for all of them. The name of a bucket or the id of an instance is not enough, \
          and AWS refuses the policy. The prefix is written in lower case.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static MISSING_ARN_FIELD: Rule = Rule {
    code: "missing-arn-field",
    severity: Severity::Warning,
    what: "an ARN with fewer than six parts",
    why: "An ARN has six parts between colons; region and account may be empty, but their \
          colons are there. In policies on resources a shorter ARN without wildcards matches \
          nothing, which is a warning; service control policies take one only if it ends in \
          `*`, and resource control policies none, which is an error. In policies of users and \
          roles IAM fills the missing parts up with `*`, and there is no finding. IAM Access \
          Analyzer calls all of them errors.",
    kinds: &[
        PolicyKind::Resource,
        PolicyKind::VpcEndpoint,
        PolicyKind::Trust,
        PolicyKind::ServiceControl,
        PolicyKind::ResourceControl,
    ],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3::reports"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};
