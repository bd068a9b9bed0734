//! Capital letters where ARNs have none.

use super::arn::{Field, WrittenArn};
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::text::{Severity, quote};

pub(super) static INVALID_ARN_SERVICE_CASE: Rule = Rule {
    code: "invalid-arn-service-case",
    severity: Severity::Error,
    what: "a capital letter in the service part of an ARN",
    why: "The service part of every ARN is lower case: `s3`, `sqs`. AWS's check of policies refuses \
          capital letters there, and whether such an entry matches anything is documented nowhere. \
          Write the service in lower case.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:S3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::Reports/*"}]}"#,
    ),
    logic: Logic::Statement(in_service),
};

pub(super) static ARN_LETTER_CASE: Rule = Rule {
    code: "arn-letter-case",
    severity: Severity::Warning,
    what: "a capital letter in the partition or region part of an ARN",
    why: "AWS writes partitions and regions in lower case. Nothing is documented about capital \
          letters there: this simulator takes the two as equal, AWS may not, and then the entry \
          would match nothing. Write them in lower case.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:EU-west-1:111122223333:jobs"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:Jobs"}]}"#,
    ),
    logic: Logic::Statement(in_head),
};

fn in_service(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    find(*statement, Field::Service, findings);
}

fn in_head(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    find(*statement, Field::Partition, findings);
    find(*statement, Field::Region, findings);
}

// AWS: R-5
fn find(statement: StatementView<'_>, field: Field, findings: &mut Findings<'_>) {
    for arn in WrittenArn::all(statement).filter(|arn| !arn.is_void()) {
        let written = arn.field(field);
        let lower = written.to_ascii_lowercase();
        if lower == written {
            continue;
        }
        let fixed = arn.with(field, &lower);
        let fix = statement.subject.replacement("write it in lower case", arn.whole_span(), &fixed);
        findings
            .at(arn.span(field), format!("{} has capital letters", quote(written)))
            .hint(format!("write {}", quote(&lower)))
            .fix(fix);
    }
}
