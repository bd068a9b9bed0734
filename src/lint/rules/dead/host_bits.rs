//! A range of addresses that is not written as one.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::policy::ConditionFamily;
use crate::text::{Severity, quote};
use crate::value_set::AddressRange;

pub(super) static RULE: Rule = Rule {
    code: "improve-ip-range",
    severity: Severity::Suggestion,
    what: "a range of addresses whose address is not its first",
    why: "The bits of an address behind the length of the range count for nothing: `203.0.113.7/24` is \
          the whole of `203.0.113.0/24`. Write the range as it is, or take away the length if a single \
          address was meant.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.7/24"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

// AWS: C-19
fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if condition.operator.test.family() != ConditionFamily::Address {
        return;
    }
    for value in &condition.written.values {
        let Some((address, _)) = value.text.split_once('/') else { continue };
        let (range, own) = (AddressRange::parse(&value.text), AddressRange::parse(address));
        let (Some(range), Some(own)) = (range, own) else { continue };
        if own.network().addr() == range.network().addr() {
            continue;
        }
        let range = range.network().to_string();
        let subject = condition.statement.subject;
        findings
            .at(value.span, format!("{} is the whole of `{range}`", quote(&value.text)))
            .hint(format!("write `{range}`, or {} for the one address", quote(address)))
            .fix(subject.replacement("write the range", value.span, &range));
    }
}
