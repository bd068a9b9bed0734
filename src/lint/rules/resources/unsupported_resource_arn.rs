//! A policy of one resource that speaks of another kind.

use super::arn::{Field, WrittenArn};
use super::attached::{Attachable, attachable};
use super::formats::Format;
use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;

use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "unsupported-resource-arn-in-policy",
    severity: Severity::Error,
    what: "an ARN of another kind than the resource that has the policy",
    why: "A resource-based policy is asked only about the resource to which it is attached. An ARN of \
          another kind, such as a queue's in a bucket's policy, never matches, and the services \
          refuse most such policies. Name the resource itself, or put the statement into the other \
          resource's policy.",
    kinds: &[PolicyKind::Resource],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:sqs:eu-west-1:111122223333:jobs", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    )
    .attached_to("AWS::S3::Bucket"),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    )
    .attached_to("AWS::S3::Bucket"),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(holder) = statement.subject.attached_to().and_then(attachable) else { return };
    for arn in WrittenArn::all(*statement).filter(|arn| !arn.is_void()) {
        if is_of(holder, &arn, statement) {
            continue;
        }
        let message = format!("{} is not the ARN of {}", quote(arn.text()), holder.called);
        findings.at(arn.span(Field::Service), message).hint(format!(
            "the policy is attached to {}: only its own ARN can match",
            holder.called
        ));
    }
}

fn is_of(holder: &Attachable, arn: &WrittenArn<'_>, statement: &StatementView<'_>) -> bool {
    let (prefix, names) = holder.arns;
    // INVARIANT: a test holds every row of the table against the catalogue that comes with us; in
    // another the service may be missing, which tells nothing.
    let Some(service) = statement.subject.catalog().service(prefix) else { return true };
    let mut types = service.resource_types.iter().filter(|one| names.contains(&&*one.name));
    types.any(|one| Format::of_type(one).any(|format| format.fits(arn)))
}
