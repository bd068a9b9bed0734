//! Principals that name nobody.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static INVALID_PRINCIPAL_FORMAT: Rule = Rule {
    code: "invalid-principal-format",
    severity: Severity::Error,
    what: "a bare principal other than `*`",
    why: "A `Principal` is `\"*\"` for everyone, or an object that says of what type the \
          principals are: `{\"AWS\": ..}`, `{\"Service\": ..}`, `{\"Federated\": ..}`, \
          `{\"CanonicalUser\": ..}`. AWS refuses any other bare text. Write the type in front \
          of it.",
    kinds: &[PolicyKind::Resource, PolicyKind::Trust, PolicyKind::VpcEndpoint],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "444455556666", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static INVALID_PRINCIPAL_KEY: Rule = Rule {
    code: "invalid-principal-key",
    severity: Severity::Error,
    what: "a type of principal that does not exist",
    why: "The types of principals are `AWS`, `Service`, `Federated` and `CanonicalUser`, with \
          exactly these letters. AWS refuses every other: `Aws`, `Account`, `Role`. Accounts, \
          users, roles and sessions all stand under `AWS`.",
    kinds: &[PolicyKind::Resource, PolicyKind::Trust, PolicyKind::VpcEndpoint],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Aws": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static INVALID_PRINCIPAL: Rule = Rule {
    code: "invalid-principal",
    severity: Severity::Error,
    what: "a text under `Principal` that names nobody",
    why: "Under `AWS` stands an account number, the ARN of a user, role, session or account \
          root, the unique id of a user or role, or `*`. Groups, instance profiles and \
          policies are no principals, and AWS refuses them. Under `CanonicalUser` stands the \
          64-digit id of an account that Amazon S3 uses. IAM Access Analyzer has no code of \
          its own for this.",
    kinds: &[PolicyKind::Resource, PolicyKind::Trust, PolicyKind::VpcEndpoint],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:group/finance"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/Finance"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static UNSUPPORTED_WILDCARD_IN_PRINCIPAL: Rule = Rule {
    code: "unsupported-wildcard-in-principal",
    severity: Severity::Error,
    what: "a wildcard as a part of a principal",
    why: "`*` stands for everyone when it stands alone or under `AWS`. As a part of an ARN, or \
          under another type, it is no wildcard at all: AWS refuses `role/app-*`, and where an \
          old policy holds it, it matches nobody. Write `\"*\"`, and test `aws:PrincipalArn` \
          with `ArnLike` in a condition, together with `aws:PrincipalAccount` or \
          `aws:PrincipalOrgID`.",
    kinds: &[PolicyKind::Resource, PolicyKind::Trust, PolicyKind::VpcEndpoint],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/reporting-*"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/reporting-*"}}}]}"#,
    ),
    logic: Logic::Reading,
};
