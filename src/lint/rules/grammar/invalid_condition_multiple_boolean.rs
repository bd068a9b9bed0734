//! A question of yes or no with two answers.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::policy::ConditionFamily;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "invalid-condition-multiple-boolean",
    severity: Severity::Warning,
    what: "a boolean condition with several values",
    why: "A condition with `Bool` or `Null` holds if any of its values fits. With `true` and \
          `false` it holds whatever the request says, as long as it carries the key; the same \
          value twice says nothing more than once. IAM Access Analyzer calls it an error; here \
          it is a warning, because its meaning is clear, though hardly meant. Keep one value.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Bool": {"aws:SecureTransport": ["true", "false"]}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let family = condition.operator.test.family();
    let is_boolean = matches!(family, ConditionFamily::Bool | ConditionFamily::Null);
    let [first, second, ..] = &*condition.written.values else { return };
    if !is_boolean {
        return;
    }
    let is_same = condition.values().all(|value| value.eq_ignore_ascii_case(&first.text));
    let message = format!(
        "{} is compared with {}",
        quote(&condition.written.key),
        if is_same { "the same value more than once" } else { "both `true` and `false`" }
    );
    let finding = findings.at(second.span, message);
    finding.label(first.span, "first given here").hint("keep one of the values");
}
