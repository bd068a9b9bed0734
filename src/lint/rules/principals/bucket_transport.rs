//! A bucket that answers without TLS although its policy asks for it.

use super::bucket::{bucket_names, is_about_buckets};
use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::caller::{Caller, filled};
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::lint::subject::Subject;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "missing-secure-transport-rule",
    severity: Severity::Suggestion,
    what: "a bucket policy that asks for TLS in an Allow and does not deny requests without it",
    why: "Amazon S3 also answers plain HTTP. A condition on aws:SecureTransport in an Allow only keeps \
          this Allow from applying; other policies may allow the same without TLS. A policy that wants \
          every request encrypted on its way denies all actions to everyone where aws:SecureTransport \
          is `false`. A request without TLS was asked for an object of the bucket and met no Deny. \
          Bucket policies that do not mention TLS are left alone.",
    kinds: &[PolicyKind::Resource],
    page: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit",
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}, {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    logic: Logic::Policy(find),
};

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let asks_for_tls = |one: &StatementView<'_>| {
        one.is_allow() && one.conditions_on("aws:securetransport").any(|test| !test.is_negated())
    };
    let Some(first) = subject.statements().find(asks_for_tls) else { return };
    if !is_about_buckets(subject) {
        return;
    }
    let names = bucket_names(subject).unwrap_or_default();
    let Some(name) = names.first() else { return };
    let parties = subject.parties();
    let user = format!("arn:{}:iam::{}:user/iamsim-user", parties.partition, parties.owner);
    let plain = Caller::of(user).with("aws:securetransport", "false");
    let object = format!("arn:{}:s3:::{}/iamsim-object", parties.partition, filled(name));
    let answers = subject
        .statements()
        .filter(StatementView::is_deny)
        .map(|one| one.applies_to(&plain, "s3:GetObject", &object));
    let denied = answers.fold(Truth::False, Truth::or);
    if denied == Truth::False {
        findings
            .at(first.span(), "this keeps nobody from other grants without TLS, and no Deny does")
            .hint("add a Deny of `s3:*` for everyone where `aws:SecureTransport` is `false`");
    }
}
