//! Ranges that take in every address.

use crate::compile::ValueSet;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "address-range-of-everything",
    severity: Severity::Warning,
    what: "a range of addresses that takes in the whole internet",
    why: "`0.0.0.0/0` is every IPv4 address and `::/0` every IPv6 address: compared with them, a \
          request's address tells nothing. An Allow is not restricted to any network, and a Deny with \
          `NotIpAddress` stops hardly anybody. Write the ranges of your own network, or take the \
          condition out.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if !matches!(&*condition.lower_key, "aws:sourceip" | "aws:vpcsourceip") {
        return;
    }
    let is_everything = |set: Option<&ValueSet>| {
        matches!(set, Some(ValueSet::Address(ranges))
            if ranges.iter().any(|range| range.network().prefix_len() == 0))
    };
    for (value, set) in condition.written.values.iter().zip(condition.sets()) {
        if is_everything(set) {
            let message = format!("{} takes in every address of its kind", quote(&value.text));
            findings.at(value.span, message);
        }
    }
}
