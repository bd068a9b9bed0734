//! An ARN in a partition that AWS does not have.

use super::arn::{Field, WrittenArn};
use super::regions::{DATE, PARTITIONS};
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;

use crate::text::{Severity, nearest, quote};

pub(super) static RULE: Rule = Rule {
    code: "invalid-partition",
    severity: Severity::Warning,
    what: "an ARN in a partition that does not exist",
    why: "The second part of an ARN is the partition: `aws`, `aws-cn` for China, `aws-us-gov` for \
          GovCloud, and a few closed ones. No resource lives in any other, so the entry matches \
          nothing: an Allow grants nothing and a Deny does not deny. AWS refuses it when it checks \
          the policy; it is a warning here because the list of partitions may have grown since \
          this program was made.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:awz:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let names = || PARTITIONS.iter().map(|(name, _)| *name);
    for arn in WrittenArn::all(*statement).filter(|arn| !arn.is_void()) {
        let pattern = arn.lower_pattern(Field::Partition);
        if names().any(|name| pattern.matches(name)) {
            continue;
        }
        let written = arn.field(Field::Partition);
        let message = format!("AWS has no partition {} (list of {DATE})", quote(written));
        let finding = findings.at(arn.span(Field::Partition), message);
        if let Some(meant) = nearest(written, names()) {
            finding.hint(format!("did you mean `{meant}`?"));
        }
    }
}
