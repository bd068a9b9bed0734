//! A bucket whose policy nobody can change.

use super::bucket::is_about_buckets;
use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::caller::Caller;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::request::Given;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "bucket-policy-lock-out",
    severity: Severity::Warning,
    what: "a bucket policy that forbids everybody to change it",
    why: "A Deny for everyone that covers s3:PutBucketPolicy and holds whoever calls also stops those \
          who administer the bucket: only the root user of the bucket's account can then replace or \
          delete the policy. Leave s3:PutBucketPolicy and s3:DeleteBucketPolicy out of the Deny, or \
          spare a role with a condition on aws:PrincipalArn.",
    kinds: &[PolicyKind::Resource],
    page: "https://repost.aws/knowledge-center/s3-accidentally-denied-access",
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"], "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/admin"}}}]}"#,
    ),
    logic: Logic::Statement(find),
};

/// What an administrator may turn out to be.
const OPEN: [&str; 9] = [
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltype",
    "aws:principalisawsservice",
    "aws:userid",
    "aws:username",
    "aws:viaawsservice",
];

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(everyone) = statement.everyone().filter(|_| statement.is_deny()) else { return };
    if !is_about_buckets(statement.subject) || !statement.covers_action("s3:PutBucketPolicy") {
        return;
    }
    let parties = statement.subject.parties();
    let user = format!("arn:{}:iam::{}:user/iamsim-admin", parties.partition, parties.owner);
    let open = |caller: Caller, key: &&str| caller.with_state(*key, Given::Unknown);
    let admin = OPEN.iter().fold(Caller::of(user), open);
    let is_stopped = |resource: &String| {
        !resource.contains('/')
            && statement.applies_to(&admin, "s3:PutBucketPolicy", resource) == Truth::True
    };
    if statement.sample_resources().iter().any(is_stopped) {
        findings
            .at(everyone, "this forbids everyone to change the policy of the bucket")
            .label(statement.written.action.span, "this covers `s3:PutBucketPolicy`")
            .hint("leave it out, or spare a role with a condition on `aws:PrincipalArn`");
    }
}
