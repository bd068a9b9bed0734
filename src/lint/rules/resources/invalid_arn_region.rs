//! An ARN in a region that AWS does not have.

use super::arn::{Field, WrittenArn};
use super::regions::{DATE, PARTITIONS, REGIONS, is_some_region, partition_of};
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;

use crate::text::{Severity, nearest, quote};

pub(super) static RULE: Rule = Rule {
    code: "invalid-arn-region",
    severity: Severity::Warning,
    what: "an ARN in a region that does not exist, or not in its partition",
    why: "The fourth part of an ARN is a region. If AWS has no such region, or the region belongs to \
          another partition than the ARN names, no resource has that ARN: an Allow grants nothing and \
          a Deny does not deny. AWS's check of policies calls this an error; it is a warning here \
          because AWS may have opened a region since this program was made.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-9:111122223333:jobs"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-*:111122223333:jobs"}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for arn in WrittenArn::all(*statement).filter(|arn| !arn.is_void()) {
        let pattern = arn.lower_pattern(Field::Region);
        if pattern.matches("") {
            continue;
        }
        if is_some_region(&pattern) {
            in_other_partition(&arn, findings);
            continue;
        }
        let written = arn.field(Field::Region);
        let message = format!("AWS has no region {} (list of {DATE})", quote(written));
        let finding = findings.at(arn.span(Field::Region), message);
        if let Some(meant) = nearest(written, REGIONS.iter().copied()) {
            finding.hint(format!("did you mean `{meant}`?"));
        }
    }
}

fn in_other_partition(arn: &WrittenArn<'_>, findings: &mut Findings<'_>) {
    let Some(region) = arn.plain(Field::Region) else { return };
    let Some(partition) = partition_of(&region.to_ascii_lowercase()) else { return };
    let written = arn.field(Field::Partition);
    let is_known = PARTITIONS.iter().any(|(name, _)| written.eq_ignore_ascii_case(name));
    if is_known && !written.eq_ignore_ascii_case(partition) {
        let message = format!(
            "{} is a region of the partition `{partition}`, not of {}",
            quote(region),
            quote(written)
        );
        findings
            .at(arn.span(Field::Region), message)
            .label(arn.span(Field::Partition), "the ARN's partition")
            .hint(format!("write `arn:{partition}:..`, or `arn:*:..` for every partition"));
    }
}
