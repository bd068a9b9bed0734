//! Denies by network or organization that hit calls which AWS services make.

use crate::aws::PolicyKind;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::policy::PrincipalValue;
use crate::text::{Severity, quote};

pub(super) static NETWORK: Rule = Rule {
    code: "network-deny-hits-service-calls",
    severity: Severity::Warning,
    what: "a Deny by address or VPC that also hits calls made by AWS services",
    why: "When a service such as CloudFormation or Athena calls another with the caller's permissions, \
          the request comes from the service's address and through no VPC of yours. A Deny for all \
          that do not come from your network refuses these calls as well, and things break in places \
          that are hard to find. Add `Bool` with `aws:ViaAWSService` and `false` to the Deny, and in \
          resource-based policies `aws:PrincipalIsAWSService` with `false`, unless services are to be \
          kept out.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "Bool": {"aws:ViaAWSService": "false"}}}]}"#,
    ),
    logic: Logic::Condition(find_network),
};

pub(super) static ORGANIZATION: Rule = Rule {
    code: "organization-deny-hits-service-principals",
    severity: Severity::Warning,
    what: "a Deny by organization, for everybody, that also hits AWS's own services",
    why: "A service that writes logs or events for you asks as itself and belongs to no organization: \
          the request carries neither `aws:PrincipalOrgID` nor `aws:PrincipalOrgPaths`, and a negated \
          comparison holds for a missing key, with `IfExists` or without. Services are refused even \
          where the policy allows them by name. Add `Bool` with `aws:PrincipalIsAWSService` and `false` \
          to the Deny, unless services are to be kept out.",
    kinds: &[PolicyKind::Resource],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice",
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}}]}"#,
    ),
    logic: Logic::Condition(find_organization),
};

/// Keys of the network from which a request comes.
const OF_NETWORKS: &[&str] =
    &["aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip", "aws:sourcevpcarn"];

/// Keys by which a statement spares services, or says that it is about them.
const OF_SERVICES: &[&str] = &[
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:viaawsservice",
];

// AWS: K-4, C-21
fn find_network(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let statement = &condition.statement;
    let is_of_network = OF_NETWORKS.contains(&&*condition.lower_key);
    let hits = statement.is_deny() && condition.is_negated() && condition.holds_without_key();
    // INVARIANT: one finding for a statement, at the first such condition.
    let is_first = statement
        .conditions()
        .find(|one| one.is_negated() && OF_NETWORKS.contains(&&*one.lower_key))
        .is_some_and(|first| first.written.key_span == condition.written.key_span);
    if is_of_network && hits && is_first && !spares_services(statement) && names_people(statement) {
        let key = quote(&condition.written.key);
        let message =
            format!("calls that services make for the caller fail this test of {key}, too");
        findings
            .at(condition.written.key_span, message)
            .hint("add `Bool` with `aws:ViaAWSService` and `false`");
    }
}

fn find_organization(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let statement = &condition.statement;
    let is_of_organization =
        matches!(&*condition.lower_key, "aws:principalorgid" | "aws:principalorgpaths");
    let hits = statement.is_deny() && condition.is_negated() && condition.holds_without_key();
    if is_of_organization && hits && is_for_everybody(statement) && !spares_services(statement) {
        let key = quote(&condition.written.key);
        findings
            .at(condition.written.key_span, format!("requests of AWS services lack {key}"))
            .hint("add `Bool` with `aws:PrincipalIsAWSService` and `false`");
    }
}

/// Whether the statement, or a part of its principals, leaves services or sessions out.
fn spares_services(statement: &StatementView<'_>) -> bool {
    OF_SERVICES.iter().any(|key| statement.tests(key))
}

/// Whether the statement is about more than services.
fn names_people(statement: &StatementView<'_>) -> bool {
    let is_service = |value: &PrincipalValue| matches!(value, PrincipalValue::Service(_));
    statement.written.principal.as_ref().is_none_or(|element| {
        element.negated || element.entries.iter().any(|entry| !is_service(&entry.value))
    })
}

fn is_for_everybody(statement: &StatementView<'_>) -> bool {
    statement.written.principal.as_ref().is_some_and(|element| {
        element.entries.iter().any(|entry| entry.value == PrincipalValue::Everyone)
            && !element.negated
    })
}
