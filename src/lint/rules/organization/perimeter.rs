//! Resource control policies that keep strangers out, and stop more than those.

use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::caller::Caller;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::request::Given;
use crate::text::{Severity, quote};

pub(super) static PRINCIPAL: Rule = Rule {
    code: "rcp-missing-related-principal-condition-key",
    severity: Severity::Warning,
    what: "a resource control policy that keeps out foreign principals, and AWS services with them",
    why: "When an AWS service calls as itself, the request has no aws:PrincipalOrgID and no other key \
          that describes a principal; a negated test of a missing key is true, so the Deny hits the \
          service. Log delivery, replication and the like stop. Add BoolIfExists with \
          aws:PrincipalIsAWSService `false` to the statement.",
    kinds: &[PolicyKind::ResourceControl],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}]}"#,
    ),
    logic: Logic::Statement(find_principal),
};

pub(super) static SERVICE: Rule = Rule {
    code: "rcp-missing-related-service-principal-condition-key",
    severity: Severity::Warning,
    what: "a resource control policy about calls by AWS services that hits everybody else, too",
    why: "Only calls that a service makes as itself have aws:SourceOrgID, aws:SourceAccount and \
          aws:SourceArn. For users and roles the keys are missing, a negated test of a missing key \
          is true, and the Deny hits them all. Add Bool with aws:PrincipalIsAWSService `true` to \
          the statement.",
    kinds: &[PolicyKind::ResourceControl],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}, "Null": {"aws:SourceAccount": "false"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}}]}"#,
    ),
    logic: Logic::Statement(find_service),
};

pub(super) static NULL_CHECK: Rule = Rule {
    code: "rcp-missing-service-condition-key-null-check",
    severity: Severity::Warning,
    what: "a resource control policy that hits AWS services that do not say for whom they call",
    why: "Not every service fills in aws:SourceOrgID and its siblings for every call. Where they are \
          missing a negated test of them is true, and the Deny hits calls for your own resources, \
          too. Add Null with aws:SourceAccount (or aws:SourceArn) `false`, so that the statement is \
          about calls that have a source.",
    kinds: &[PolicyKind::ResourceControl],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}, "Null": {"aws:SourceAccount": "false"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}}]}"#,
    ),
    logic: Logic::Statement(find_null_check),
};

/// Keys that say to whom a principal belongs and are missing where a service calls. One that names
/// single principals (`aws:PrincipalArn`) says who administers something, which services do not.
const PRINCIPAL_KEYS: [&str; 3] =
    ["aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths"];

/// Keys that describe for what a service calls.
const SOURCE_KEYS: [&str; 4] =
    ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"];

const DELIVERY: &str = "delivery.logs.amazonaws.com";

fn find_principal(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(condition) = negated(statement, &PRINCIPAL_KEYS) else { return };
    if statement.hits(&own_service(statement)) == Truth::False {
        return;
    }
    let key = quote(&condition.written.key);
    findings
        .at(condition.written.key_span, format!("AWS services have no {key}: this Deny stops them"))
        .hint("add `\"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"false\"}`");
}

fn find_service(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(condition) = negated(statement, &SOURCE_KEYS) else { return };
    let parties = statement.subject.parties();
    let user = format!("arn:{}:iam::{}:user/iamsim-user", parties.partition, parties.owner);
    if statement.hits(&Caller::of(user)) == Truth::False {
        return;
    }
    let key = quote(&condition.written.key);
    findings
        .at(
            condition.written.key_span,
            format!("users and roles have no {key}: this Deny stops them all"),
        )
        .hint("add `\"Bool\": {\"aws:PrincipalIsAWSService\": \"true\"}`");
}

fn find_null_check(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(condition) = negated(statement, &SOURCE_KEYS) else { return };
    let without = |caller: Caller, key: &&str| caller.with_state(*key, Given::Absent);
    let caller = SOURCE_KEYS.iter().fold(Caller::of(DELIVERY), without);
    if statement.hits(&caller) == Truth::False {
        return;
    }
    let key = quote(&condition.written.key);
    findings
        .at(
            condition.written.key_span,
            format!("this Deny also stops services whose calls have no {key}"),
        )
        .hint("add `\"Null\": {\"aws:SourceAccount\": \"false\"}`");
}

/// A service that calls for a resource of the own account.
fn own_service(statement: &StatementView<'_>) -> Caller {
    let parties = statement.subject.parties();
    let source = format!("arn:{}:logs:us-east-1:{}:iamsim", parties.partition, parties.owner);
    Caller::of(DELIVERY)
        .with("aws:sourcearn", source)
        .with("aws:sourceaccount", &*parties.owner)
        .with_state("aws:sourceorgid", Given::PresentUnknown)
        .with_state("aws:sourceorgpaths", Given::PresentUnknown)
        .with_state("aws:principalaccount", Given::Absent)
}

/// The first negated condition of a Deny on one of the keys that holds where the key is missing.
fn negated<'s>(statement: &StatementView<'s>, keys: &[&str]) -> Option<ConditionView<'s>> {
    let is_one = |one: &ConditionView<'_>| {
        keys.contains(&one.lower_key.as_str()) && one.operator.test.is_negated()
    };
    statement.conditions().find(is_one).filter(|_| statement.is_deny())
}
