//! Addresses that no request from the internet comes from.

use crate::compile::ValueSet;
use crate::lint::condition::ConditionView;
use crate::lint::finding::{Finding, Findings};
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::policy::ConditionTest;
use crate::text::{Severity, quote};
use crate::value_set::AddressRange;

pub(super) static ALL: Rule = Rule {
    code: "private-ip-address",
    severity: Severity::Error,
    what: "`aws:SourceIp` compared with private addresses only",
    why: "`aws:SourceIp` is the public address from which a request reaches AWS. Private addresses \
          are translated on the way out, and a request through a VPC endpoint carries `aws:VpcSourceIp` \
          instead. The condition never holds. Use the public addresses of your network, or test \
          `aws:VpcSourceIp` together with `aws:SourceVpc`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}, "StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d4e5f60718"}}}]}"#,
    ),
    logic: Logic::Condition(find_all),
};

pub(super) static NOT_ALL: Rule = Rule {
    code: "private-not-ip-address",
    severity: Severity::Error,
    what: "`aws:SourceIp` required to lie outside private addresses only",
    why: "`aws:SourceIp` is the public address from which a request reaches AWS, and never a private \
          one. So the condition holds for every request: an Allow is not restricted by it, and a Deny \
          hits everybody. Use the public addresses of your network, or test `aws:VpcSourceIp` together \
          with `aws:SourceVpc`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "192.168.0.0/16"}, "Bool": {"aws:ViaAWSService": "false"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "Bool": {"aws:ViaAWSService": "false"}}}]}"#,
    ),
    logic: Logic::Condition(find_all_negated),
};

pub(super) static SOME: Rule = Rule {
    code: "private-ip-address-subset",
    severity: Severity::Suggestion,
    what: "`aws:SourceIp` compared with private addresses among others",
    why: "`aws:SourceIp` is the public address from which a request reaches AWS. The private ranges in \
          the list match no request, so they can be taken out. If requests come through a VPC endpoint, \
          test `aws:VpcSourceIp` in a statement of its own.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"]}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"]}}}]}"#,
    ),
    logic: Logic::Condition(find_some),
};

pub(super) static NOT_SOME: Rule = Rule {
    code: "private-not-ip-address-subset",
    severity: Severity::Suggestion,
    what: "`aws:SourceIp` required to lie outside private addresses among others",
    why: "`aws:SourceIp` is the public address from which a request reaches AWS. No request comes from \
          the private ranges in the list, so they exempt nobody. If requests come through a VPC \
          endpoint, test `aws:VpcSourceIp` in a statement of its own.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"]}, "Bool": {"aws:ViaAWSService": "false"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"]}, "Bool": {"aws:ViaAWSService": "false"}}}]}"#,
    ),
    logic: Logic::Condition(find_some_negated),
};

const INSTEAD: &str = "requests through a VPC endpoint carry `aws:VpcSourceIp` instead";

fn find_all(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if are_private(condition, ConditionTest::IpAddress) == Some(Share::All) {
        let message = "no request comes from a private address, so this never holds";
        point(condition, findings, message).hint(INSTEAD);
    }
}

fn find_all_negated(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if are_private(condition, ConditionTest::NotIpAddress) == Some(Share::All) {
        let message = "no request comes from a private address, so this always holds";
        point(condition, findings, message).hint(INSTEAD);
    }
}

fn point<'f>(
    condition: &ConditionView<'_>,
    findings: &'f mut Findings<'_>,
    message: &str,
) -> &'f mut Finding {
    let value = condition.written.values.first();
    findings.at(value.map_or(condition.written.key_span, |value| value.span), message)
}

fn find_some(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if are_private(condition, ConditionTest::IpAddress) == Some(Share::Some) {
        each(condition, findings);
    }
}

fn find_some_negated(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if are_private(condition, ConditionTest::NotIpAddress) == Some(Share::Some) {
        each(condition, findings);
    }
}

fn each(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    for (value, is_private) in condition.written.values.iter().zip(privacy(condition)) {
        if is_private {
            let message = format!("{} is private: no request comes from there", quote(&value.text));
            findings.at(value.span, message).hint(INSTEAD);
        }
    }
}

/// How many of the values are private.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Share {
    All,
    Some,
}

/// `None` if none of them is, or the condition is another one.
// AWS: C-21
fn are_private(condition: &ConditionView<'_>, test: ConditionTest) -> Option<Share> {
    if condition.operator.test != test || condition.lower_key != "aws:sourceip" {
        return None;
    }
    let private = privacy(condition);
    match private.iter().filter(|is_private| **is_private).count() {
        0 => None,
        count if count == private.len() => Some(Share::All),
        _ => Some(Share::Some),
    }
}

fn privacy(condition: &ConditionView<'_>) -> Vec<bool> {
    let is_private = |set: Option<&ValueSet>| {
        matches!(set, Some(ValueSet::Address(ranges))
            if !ranges.is_empty() && ranges.iter().all(AddressRange::is_private))
    };
    condition.sets().map(is_private).collect()
}
