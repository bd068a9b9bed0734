//! The key that AWS replaced by two.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "deprecated-global-condition-key",
    severity: Severity::Warning,
    what: "the condition key `aws:ARN`",
    why: "`aws:ARN` is not among the keys that AWS documents any more. It said who calls in \
          some requests and where a call came from in others; today `aws:PrincipalArn` is the \
          caller and `aws:SourceArn` the resource on whose behalf a service calls. IAM Access \
          Analyzer has two findings for the key, `deprecated-global-condition-key` and \
          `unsupported-global-condition-key`; this stands for both.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"ArnLike": {"aws:ARN": "arn:aws:iam::111122223333:role/Reporting"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Reporting"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if condition.lower_key == "aws:arn" {
        let message = format!("AWS replaced {}", quote(&condition.written.key));
        findings
            .at(condition.written.key_span, message)
            .hint("test the caller by `aws:PrincipalArn`, the calling resource by `aws:SourceArn`");
    }
}
