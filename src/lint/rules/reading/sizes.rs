//! Policies longer than AWS stores.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::text::Severity;

/// A text sixteen times.
macro_rules! sixteen {
    ($text:expr) => {
        concat!(
            $text, $text, $text, $text, $text, $text, $text, $text, $text, $text, $text, $text,
            $text, $text, $text, $text
        )
    };
}

/// A policy of one statement with a long list: what stands before the list, the list but for its
/// last entry, that entry, and how the statement ends.
macro_rules! long {
    ($before:literal, $list:expr, $last:literal, $after:literal) => {
        concat!(
            r#"{"Version": "2012-10-17", "Statement": [{"#,
            $before,
            ": [",
            $list,
            $last,
            "]",
            $after,
            "}]}"
        )
    };
}

macro_rules! buckets {
    () => {
        sixteen!("\"arn:aws:s3:::reports-of-the-finance-department-in-2026/*\", ")
    };
}

macro_rules! more_buckets {
    () => {
        concat!(
            buckets!(),
            buckets!(),
            buckets!(),
            buckets!(),
            buckets!(),
            buckets!(),
            buckets!(),
            buckets!()
        )
    };
}

const LONG_IDENTITY: &str = long!(
    r#""Effect": "Allow", "Action": "s3:GetObject", "Resource""#,
    more_buckets!(),
    r#""arn:aws:s3:::reports/*""#,
    ""
);

const LONG_TRUST: &str = long!(
    r#""Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS""#,
    concat!(
        sixteen!("\"arn:aws:iam::444455556666:role/reporting/finance\", "),
        sixteen!("\"arn:aws:iam::444455556666:role/reporting/audit\", "),
        sixteen!("\"arn:aws:iam::444455556666:role/reporting/sales\", ")
    ),
    r#""arn:aws:iam::444455556666:role/reporting/board""#,
    "}"
);

const LONG_RESOURCE: &str = long!(
    r#""Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource""#,
    concat!(more_buckets!(), more_buckets!(), more_buckets!()),
    r#""arn:aws:s3:::reports/*""#,
    ""
);

const LONG_SERVICE_CONTROL: &str = long!(
    r#""Effect": "Deny", "Action": "s3:PutObject", "Resource""#,
    concat!(more_buckets!(), more_buckets!()),
    r#""arn:aws:s3:::reports/*""#,
    ""
);

const LONG_RESOURCE_CONTROL: &str = long!(
    r#""Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource""#,
    more_buckets!(),
    r#""arn:aws:s3:::reports/*""#,
    ""
);

pub(super) static POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA: Rule = Rule {
    code: "policy-size-exceeds-identity-policy-quota",
    severity: Severity::Warning,
    what: "a policy longer than a managed policy may be",
    why: "A managed policy has at most 6,144 characters, white space not counted, and IAM \
          refuses a longer one. Inline policies have limits of their own, on all of an \
          entity's inline policies together: 2,048 characters for a user, 5,120 for a group, \
          10,240 for a role. That is why this is a warning. Split the policy, or say more with \
          less: wildcards in names, tags instead of lists.",
    kinds: &[PolicyKind::Identity, PolicyKind::PermissionsBoundary],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    fires: Example::identity(LONG_IDENTITY),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static POLICY_SIZE_EXCEEDS_SESSION_POLICY_QUOTA: Rule = Rule {
    code: "policy-size-exceeds-session-policy-quota",
    severity: Severity::Warning,
    what: "a session policy longer than a call may pass",
    why: "The policies that are passed with AssumeRole and its siblings have together at most \
          2,048 characters, white space not counted, and a further limit on their packed size \
          that cannot be told in advance. Above it the call fails. Pass the ARNs of managed \
          policies for what never changes.",
    kinds: &[PolicyKind::Session],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    fires: Example::of(PolicyKind::Session, LONG_IDENTITY),
    quiet: Example::of(
        PolicyKind::Session,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA: Rule = Rule {
    code: "policy-size-exceeds-role-trust-policy-quota",
    severity: Severity::Warning,
    what: "a trust policy longer than the usual quota",
    why: "A role's trust policy has at most 2,048 characters, white space not counted. AWS \
          raises that to 8,192 on request, so this is a warning. Instead of a list of roles, \
          name the account and test `aws:PrincipalArn` or `aws:PrincipalTag` with a pattern.",
    kinds: &[PolicyKind::Trust],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    fires: Example::of(PolicyKind::Trust, LONG_TRUST),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/reporting/*"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA: Rule = Rule {
    code: "policy-size-exceeds-resource-policy-quota",
    severity: Severity::Warning,
    what: "a policy on a resource longer than most services store",
    why: "How long a policy on a resource may be is the service's business: Amazon S3 and AWS \
          Lambda take 20 KB, white space included, others more or less. Above it the service \
          refuses the policy. Name accounts or an organization instead of single principals, \
          and join statements that differ in one element.",
    kinds: &[PolicyKind::Resource],
    page: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html",
    fires: Example::of(PolicyKind::Resource, LONG_RESOURCE),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static POLICY_SIZE_EXCEEDS_SCP_QUOTA: Rule = Rule {
    code: "policy-size-exceeds-scp-quota",
    severity: Severity::Warning,
    what: "a service control policy longer than AWS Organizations takes",
    why: "A service control policy has at most 10,240 characters (5,120 before May 2026), and \
          AWS Organizations refuses a longer one. White space counts when the policy is sent \
          by an API call; the console takes it out. IAM Access Analyzer calls it an error; \
          quotas are warnings here, because they change. Join actions by wildcards, or split \
          the policy: ten can be attached to a target.",
    kinds: &[PolicyKind::ServiceControl],
    page: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html",
    fires: Example::of(PolicyKind::ServiceControl, LONG_SERVICE_CONTROL),
    quiet: Example::of(
        PolicyKind::ServiceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static POLICY_SIZE_EXCEEDS_RCP_QUOTA: Rule = Rule {
    code: "policy-size-exceeds-rcp-quota",
    severity: Severity::Warning,
    what: "a resource control policy longer than AWS Organizations takes",
    why: "A resource control policy has at most 5,120 characters, and AWS Organizations \
          refuses a longer one. White space counts when the policy is sent by an API call; the \
          console takes it out. IAM Access Analyzer calls it an error; quotas are warnings \
          here, because they change. Split the policy: five can be attached to a target, \
          RCPFullAWSAccess among them.",
    kinds: &[PolicyKind::ResourceControl],
    page: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html",
    fires: Example::of(PolicyKind::ResourceControl, LONG_RESOURCE_CONTROL),
    quiet: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static POLICY_SIZE_EXCEEDS_VPC_ENDPOINT_POLICY_QUOTA: Rule = Rule {
    code: "policy-size-exceeds-vpc-endpoint-policy-quota",
    severity: Severity::Warning,
    what: "an endpoint policy longer than a VPC endpoint takes",
    why: "The policy of a VPC endpoint has at most 20,480 characters, white space included, \
          and Amazon VPC refuses a longer one. Name accounts or an organization in a condition \
          instead of listing buckets and principals.",
    kinds: &[PolicyKind::VpcEndpoint],
    page: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    fires: Example::of(PolicyKind::VpcEndpoint, LONG_RESOURCE),
    quiet: Example::of(
        PolicyKind::VpcEndpoint,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}}}]}"#,
    ),
    logic: Logic::Reading,
};
