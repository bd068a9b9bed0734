//! Elements that a kind of policy has no place for.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static UNSUPPORTED_PRINCIPAL: Rule = Rule {
    code: "unsupported-principal",
    severity: Severity::Error,
    what: "`Principal` or `NotPrincipal` in a policy of a user, group or role",
    why: "A policy that is attached to a user, a group or a role applies to whom it is \
          attached to, and so do permissions boundaries and session policies: IAM refuses \
          `Principal` and `NotPrincipal` in them. If the policy was meant for a resource, such \
          as a bucket, say so with its kind.",
    kinds: &[PolicyKind::Identity, PolicyKind::PermissionsBoundary, PolicyKind::Session],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/ann"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static SCP_SYNTAX_ERROR_PRINCIPAL: Rule = Rule {
    code: "scp-syntax-error-principal",
    severity: Severity::Error,
    what: "`Principal` or `NotPrincipal` in a service control policy",
    why: "A service control policy limits all principals of the accounts to which it is \
          attached, and AWS Organizations refuses `Principal` and `NotPrincipal` in it. To \
          pick out or to spare some principals, test `aws:PrincipalArn` in a condition.",
    kinds: &[PolicyKind::ServiceControl],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::ServiceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/Admin"}, "Action": "ec2:TerminateInstances", "Resource": "*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ServiceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:TerminateInstances", "Resource": "*", "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Admin"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL: Rule = Rule {
    code: "role-trust-policy-syntax-error-notprincipal",
    severity: Severity::Error,
    what: "`NotPrincipal` in a trust policy",
    why: "A role's trust policy names those who may assume the role, and IAM refuses \
          `NotPrincipal` in it: an Allow for all but some would trust the rest of the world. \
          Name them in `Principal`; for exceptions write a Deny with a condition on \
          `aws:PrincipalArn`.",
    kinds: &[PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/Deploy"}, "Action": "sts:AssumeRole"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Deploy"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: Rule = Rule {
    code: "role-trust-policy-syntax-error-resource",
    severity: Severity::Error,
    what: "`Resource` or `NotResource` in a trust policy",
    why: "A role's trust policy is about the role itself, which is therefore never named in \
          it: IAM refuses `Resource` and `NotResource`. Leave the element out. What the role \
          may do with other resources belongs into its identity-based policies.",
    kinds: &[PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/Deploy"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static RCP_SYNTAX_ERROR_NOTACTION: Rule = Rule {
    code: "rcp-syntax-error-notaction",
    severity: Severity::Error,
    what: "`NotAction` in a resource control policy",
    why: "A resource control policy lists the actions that it denies, and AWS Organizations \
          refuses `NotAction`: it would reach into services that resource control policies do \
          not cover. Write the actions, such as `s3:*`.",
    kinds: &[PolicyKind::ResourceControl],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    logic: Logic::Reading,
};
