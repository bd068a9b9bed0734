//! Keys that mean nothing without another.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;

use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "missing-paired-condition-keys",
    severity: Severity::SecurityWarning,
    what: "an address within a VPC, without the VPC",
    why: "`aws:VpcSourceIp` is an address within some VPC, and every account can make a VPC with the \
          same addresses. Without a test of which VPC it is, requests from anybody's VPC fit. Test \
          `aws:SourceVpc`, `aws:SourceVpce` or another key of the network beside it.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        crate::aws::PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}}}]}"#,
    ),
    quiet: Example::of(
        crate::aws::PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}, "StringEquals": {"aws:SourceVpc": "vpc-12345678"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

/// Keys, and those of which one must stand beside them. Source: the pages on the keys.
const PAIRS: &[(&str, &[&str])] = &[(
    "aws:vpcsourceip",
    &[
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
    ],
)];

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let Some((_, partners)) = PAIRS.iter().find(|(key, _)| *key == condition.lower_key) else {
        return;
    };
    let statement = condition.statement;
    let is_letting_in = statement.is_allow() != condition.operator.test.is_negated();
    if is_letting_in && !partners.iter().any(|partner| statement.tests(partner)) {
        let key = quote(&condition.written.key);
        findings
            .at(condition.written.key_span, format!("{key} fits the same address in anybody's VPC"))
            .hint("test `aws:SourceVpc` beside it");
    }
}
