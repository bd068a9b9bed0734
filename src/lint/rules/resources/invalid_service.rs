//! A service that does not exist, in an ARN or a condition key.

use super::arn::{Field, WrittenArn};
use super::formats;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::rules::keys::names;
use crate::lint::subject::Subject;
use crate::text::{Severity, nearest, quote};

pub(super) static RULE: Rule = Rule {
    code: "invalid-service",
    severity: Severity::Warning,
    what: "a service that does not exist, in an ARN or a condition key",
    why: "No service of this name is in the service authorization reference. An ARN of it matches no \
          resource, and a condition key of it is never sent, so the statement does not do what it \
          says. AWS's check of policies calls this an error; it is a warning here because the \
          reference may be older than the service. A newer one can be given with `--catalogue`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamo:eu-west-1:111122223333:table/reports"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/reports"}]}"#,
    ),
    logic: Logic::Policy(find),
};

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for statement in subject.statements() {
        for arn in WrittenArn::all(statement).filter(|arn| !arn.is_void()) {
            in_arn(subject, &arn, findings);
        }
        for condition in statement.conditions() {
            in_key(subject, &condition, findings);
        }
    }
}

fn in_arn(subject: &Subject<'_>, arn: &WrittenArn<'_>, findings: &mut Findings<'_>) {
    let catalog = subject.catalog();
    let Some(written) = arn.plain(Field::Service) else { return };
    let lower = written.to_ascii_lowercase();
    if catalog.service(&lower).is_some()
        || formats::every(catalog).any(|format| format.is_of_service(arn))
    {
        return;
    }
    report(subject, written, arn.span(Field::Service), findings);
}

fn in_key(subject: &Subject<'_>, condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let key = &condition.written.key;
    if names::standing(subject.catalog(), &condition.lower_key) != names::Standing::UnknownService {
        return;
    }
    let end = key.find(':').unwrap_or(key.len());
    let span = subject.span_within(condition.written.key_span, key, 0..end);
    report(subject, &key[..end], span, findings);
}

fn report(
    subject: &Subject<'_>,
    written: &str,
    span: crate::text::Span,
    findings: &mut Findings<'_>,
) {
    let catalog = subject.catalog();
    let message =
        format!("no service {} is known (catalogue of {})", quote(written), catalog.date());
    let finding = findings.at(span, message);
    if let Some(meant) = nearest(written, catalog.prefixes()) {
        finding.hint(format!("did you mean `{meant}`?"));
    }
}
