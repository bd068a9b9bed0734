//! Elements without which AWS takes no statement.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static MISSING_STATEMENT: Rule = Rule {
    code: "missing-statement",
    severity: Severity::Error,
    what: "a policy without a statement",
    why: "A policy says nothing without `Statement`, and AWS refuses one that lacks it or in \
          which it is an empty list. If the list comes from a template, the template's \
          condition has taken out all of its entries.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(r#"{"Version": "2012-10-17"}"#),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static MISSING_ACTION: Rule = Rule {
    code: "missing-action",
    severity: Severity::Error,
    what: "a statement without `Action` or `NotAction`",
    why: "Every statement says for which actions it is, and AWS refuses one that does not. \
          There is no default that means all: write `\"Action\": \"*\"` if every action is \
          meant, better the actions themselves.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static MISSING_RESOURCE: Rule = Rule {
    code: "missing-resource",
    severity: Severity::Error,
    what: "a statement without `Resource` or `NotResource`",
    why: "In policies of users, groups, roles and organizations every statement says on which \
          resources, and AWS refuses one that does not. A role's trust policy has no \
          `Resource`: it is about the role. In other policies on resources this is a warning, \
          because some services, such as Amazon ECR, store statements without it, and others \
          refuse them.",
    kinds: &[
        PolicyKind::Identity,
        PolicyKind::PermissionsBoundary,
        PolicyKind::Session,
        PolicyKind::Resource,
        PolicyKind::ServiceControl,
        PolicyKind::ResourceControl,
        PolicyKind::VpcEndpoint,
    ],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static MISSING_PRINCIPAL: Rule = Rule {
    code: "missing-principal",
    severity: Severity::Error,
    what: "a statement of a policy on a resource that names nobody",
    why: "A policy on a resource says for whom each of its statements is: AWS refuses one \
          without `Principal`, and where an old one is stored it applies to nobody. Name \
          accounts, roles or services, or write `\"Principal\": \"*\"` together with a \
          condition.",
    kinds: &[
        PolicyKind::Resource,
        PolicyKind::Trust,
        PolicyKind::ResourceControl,
        PolicyKind::VpcEndpoint,
    ],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/Reporting"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};
