//! Principals that are wider than they look.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static ALLOW_WITH_NOT_PRINCIPAL: Rule = Rule {
    code: "allow-with-not-principal",
    severity: Severity::SecurityWarning,
    what: "an Allow with `NotPrincipal`",
    why: "An Allow with `NotPrincipal` grants to everyone who is not named: every user of \
          every other account, and callers without credentials. It does not deny those who are \
          named, either: another policy may still let them in. Name those who may in \
          `Principal`. To shut somebody out, write a Deny.",
    kinds: &[PolicyKind::Resource, PolicyKind::VpcEndpoint],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:user/mallory"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}, {"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:user/mallory"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL: Rule = Rule {
    code: "role-trust-policy-unsupported-wildcard-in-principal",
    severity: Severity::Warning,
    what: "a role that trusts everyone",
    why: "`\"Principal\": \"*\"` in the Allow of a trust policy lets every principal of every \
          account assume the role, as far as the conditions do not stop them. IAM Access \
          Analyzer calls it an error; IAM stores it and documents it together with conditions, \
          so it is a warning here. Name the accounts, roles, services or providers that need \
          the role, and use conditions to narrow them further. Where a stranger meets the \
          conditions, `public-role-trust` is found instead.",
    kinds: &[PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}}}]}"#,
    ),
    logic: Logic::Reading,
};
