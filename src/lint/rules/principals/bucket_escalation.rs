//! Who may change what they may do with a bucket.

use super::bucket::is_about_buckets;
use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::policy::PrincipalEntry;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "resource-policy-privilege-escalation",
    severity: Severity::Warning,
    what: "a principal that may not use a bucket's objects but may let itself in, or make them vanish",
    why: "Whoever may write a bucket's policy or its access control list can grant itself what the \
          policy leaves out, and whoever may write its lifecycle rules can have every object \
          expire. A policy that allows this and not the objects themselves looks narrower than it \
          is. Take the action out, or grant the objects openly.",
    kinds: &[PolicyKind::Resource],
    page: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/operator"}, "Action": ["s3:GetBucketAcl", "s3:PutBucketAcl"], "Resource": "arn:aws:s3:::reports"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/operator"}, "Action": ["s3:GetBucketAcl", "s3:GetObject", "s3:PutBucketAcl", "s3:PutObject", "s3:DeleteObject"], "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]}]}"#,
    ),
    logic: Logic::Statement(find),
};

/// An action, and those on objects that it amounts to.
const WAYS: [(&str, &[&str], &str); 3] = [
    (
        "s3:PutBucketPolicy",
        &["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        "lets its holder grant itself the objects of the bucket",
    ),
    (
        "s3:PutBucketAcl",
        &["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        "lets its holder grant itself the objects of the bucket",
    ),
    (
        "s3:PutLifecycleConfiguration",
        &["s3:DeleteObject"],
        "lets its holder have the objects of the bucket expire",
    ),
];

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(who) = statement.principals().first() else { return };
    if !statement.is_allow() || !is_about_buckets(statement.subject) {
        return;
    }
    for (action, amounts_to, what) in WAYS {
        let missing = amounts_to.iter().find(|one| !grants(statement, who, one));
        let Some(entry) = granting_entry(statement, action) else { continue };
        if let Some(missing) = missing {
            findings
                .at(entry, format!("`{action}` {what}"))
                .label(who.span, format!("{} has no `{missing}`", quote(&who.text)));
            return;
        }
    }
}

fn granting_entry(statement: &StatementView<'_>, action: &str) -> Option<crate::text::Span> {
    let wanted = crate::policy::ActionPattern::parse(action).ok()?;
    let element = &statement.written.action;
    let found = element.entries.iter().find(|entry| entry.pattern.covers(&wanted));
    found.filter(|_| !element.negated).map(|entry| entry.span)
}

/// Whether any Allow names the same principal, or everyone, for an action.
fn grants(statement: &StatementView<'_>, who: &PrincipalEntry, action: &str) -> bool {
    statement.subject.statements().filter(StatementView::is_allow).any(|one| {
        let names = one.principals().iter().any(|entry| entry.value == who.value);
        (names || one.everyone().is_some()) && one.covers_action(action)
    })
}
