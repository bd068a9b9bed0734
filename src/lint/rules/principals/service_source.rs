//! Services that act for anybody: confused deputies.

use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::caller::{Parties, filled, values_of};
use crate::lint::finding::Findings;
use crate::lint::named::keys_in_words;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::policy::PrincipalEntry;
use crate::text::{Severity, quote};

pub(super) static RESTRICT: Rule = Rule {
    code: "restrict-access-to-service-principal",
    severity: Severity::SecurityWarning,
    what: "a service that is let in for whichever account it works",
    why: "An AWS service works for every customer. A policy that trusts it without asking on whose \
          behalf it calls lets anybody in who can make the service call: a stranger points their own \
          topic, trail or rule at your resource (the confused deputy). The service was asked on \
          behalf of another account, and this policy grants it. Test aws:SourceArn, \
          aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths, without a wildcard for the \
          account.",
    kinds: &[PolicyKind::Resource],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:111122223333:orders"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:111122223333:orders", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}]}"#,
    ),
    logic: Logic::Statement(find_unrestricted),
};

pub(super) static RECOMMENDED: Rule = Rule {
    code: "recommended-condition-key-for-service-principal",
    severity: Severity::Suggestion,
    what: "a service that is restricted by another key than those that say for whom it works",
    why: "What this statement tests can hold for a call that the service makes on behalf of another \
          account: a referer, for example, is what the caller says it is. The keys that the service \
          itself fills in are aws:SourceArn, aws:SourceAccount, aws:SourceOrgID and \
          aws:SourceOrgPaths; test one of them.",
    kinds: &[PolicyKind::Resource],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ses.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:Referer": "111122223333"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ses.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}]}"#,
    ),
    logic: Logic::Statement(find_weak),
};

const HINT: &str = "test `aws:SourceArn` or `aws:SourceAccount`";

fn find_unrestricted(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for (entry, service) in statement.services() {
        if deputy(statement, service) == Truth::True {
            let message = match statement.conditions().find(|one| is_source(&one.lower_key)) {
                Some(_) => "lets this service in on behalf of other accounts, too",
                None => "lets this service in on whoever's behalf it calls",
            };
            tell(statement, entry, &format!("{} {message}", quote(&entry.text)), findings);
        }
    }
    everyone_through_services(statement, findings);
}

/// `*` names services, too: with a condition on the source it is meant for them.
// AWS: P-17
fn everyone_through_services(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(span) = statement.everyone().filter(|_| statement.is_allow()) else { return };
    for source in statement.conditions_on("aws:sourcearn") {
        let Some(service) = source.values().find_map(|value| value.split(':').nth(2)) else {
            continue;
        };
        let name = format!("{}.amazonaws.com", filled(service));
        if deputy(statement, &name) == Truth::True {
            findings
                .at(span, "this lets services in on behalf of other accounts, too")
                .label(source.written.span, "resources of other accounts fit this")
                .hint("write the account's number in the ARN, or test `aws:SourceAccount`");
            return;
        }
    }
}

fn tell(
    statement: &StatementView<'_>,
    entry: &PrincipalEntry,
    message: &str,
    findings: &mut Findings<'_>,
) {
    let finding = findings.at(entry.span, message);
    match statement.conditions().find(|one| is_source(&one.lower_key)) {
        Some(source) => finding
            .label(source.written.span, "resources of other accounts fit this")
            .hint("write the account's number, or test `aws:SourceAccount`"),
        None => finding.hint(HINT),
    };
}

fn find_weak(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for (entry, service) in statement.services() {
        let weak = statement.keys_that(|key| !is_source(key));
        let Some(first) = weak.first() else { continue };
        if deputy(statement, service) == Truth::Unknown {
            let (service, keys) = (quote(&entry.text), keys_in_words(&weak));
            findings
                .at(entry.span, format!("{service} is restricted by {keys} alone"))
                .label(first.span, "a call for another account may meet this")
                .hint(HINT);
        }
    }
}

fn is_source(lower_key: &str) -> bool {
    matches!(
        lower_key,
        "aws:sourcearn"
            | "aws:sourceaccount"
            | "aws:sourceorgid"
            | "aws:sourceorgpaths"
            | "aws:sourceowner"
    )
}

/// Whether a service comes in for a stranger.
fn deputy(statement: &StatementView<'_>, service: &str) -> Truth {
    if !statement.is_allow() {
        return Truth::False;
    }
    let parties = statement.subject.parties();
    let ask = |source: String| statement.lets_in(&parties.service(service, &source));
    sources(statement, parties, service).into_iter().map(ask).fold(Truth::False, Truth::or)
}

/// What the stranger may make the service call for.
fn sources(statement: &StatementView<'_>, parties: &Parties, service: &str) -> Vec<String> {
    let values = values_of(statement.subject, "aws:sourcearn");
    let mut found: Vec<_> = values.filter_map(|value| parties.foreign_twin(value)).collect();
    let own = service.split('.').next().unwrap_or_default();
    let any = format!("arn:{}:{own}:us-east-1:*:iamsim-stranger", parties.partition);
    found.extend(parties.foreign_twin(&any));
    found
}
