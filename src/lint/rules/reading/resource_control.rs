//! What resource control policies take less than others.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static RCP_SYNTAX_ERROR_PRINCIPAL: Rule = Rule {
    code: "rcp-syntax-error-principal",
    severity: Severity::Error,
    what: "a resource control policy that is not for everyone",
    why: "Every statement of a resource control policy has exactly `\"Principal\": \"*\"`: AWS \
          Organizations refuses other principals, the form `{\"AWS\": \"*\"}` and \
          `NotPrincipal`. To pick out or to spare some principals, test `aws:PrincipalArn`, \
          `aws:PrincipalAccount` or `aws:PrincipalOrgID` in a condition.",
    kinds: &[PolicyKind::ResourceControl],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static RCP_SYNTAX_ERROR_ALLOW: Rule = Rule {
    code: "rcp-syntax-error-allow",
    severity: Severity::Error,
    what: "an Allow in a resource control policy",
    why: "Resource control policies only deny. The one that allows, RCPFullAWSAccess, is AWS's \
          own and is always attached, so an Allow has nothing to add, and AWS Organizations \
          refuses it. Access itself is granted by the policies of principals and resources.",
    kinds: &[PolicyKind::ResourceControl],
    page: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html",
    fires: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static RCP_SYNTAX_ERROR_ACTION: Rule = Rule {
    code: "rcp-syntax-error-action",
    severity: Severity::Error,
    what: "`*` alone as an action of a resource control policy",
    why: "A resource control policy names the services that it is about, such as `s3:*`: AWS \
          Organizations refuses `*` alone, because these policies cover some services only. \
          List the services that you mean to limit.",
    kinds: &[PolicyKind::ResourceControl],
    page: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html",
    fires: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": ["s3:*", "sqs:*"], "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    logic: Logic::Reading,
};
