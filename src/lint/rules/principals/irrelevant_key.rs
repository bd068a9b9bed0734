//! Keys that say nothing in a bucket's own policy.

use super::bucket::is_about_buckets;
use crate::aws::PolicyKind;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "irrelevant-condition-key-in-policy",
    severity: Severity::Suggestion,
    what: "a condition on s3:ResourceAccount in a bucket policy",
    why: "s3:ResourceAccount is the account that owns the bucket. In the policy of that bucket it is \
          always the same, so the test decides nothing; it is meant for identity-based policies and \
          VPC endpoint policies. To say who may come in test aws:PrincipalAccount.",
    kinds: &[PolicyKind::Resource],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"s3:ResourceAccount": "111122223333"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalAccount": "444455556666"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if condition.lower_key == "s3:resourceaccount" && is_about_buckets(condition.statement.subject)
    {
        let key = quote(&condition.written.key);
        findings
            .at(condition.written.key_span, format!("{key} is the same for every request here"))
            .hint("to say who may come in test `aws:PrincipalAccount`");
    }
}
