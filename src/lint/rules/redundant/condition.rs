//! A condition that follows from another of the same statement.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "redundant-condition",
    severity: Severity::Suggestion,
    what: "a condition that follows from the other conditions of the statement",
    why: "All conditions of a statement must hold. Where the others on its key hold, this one holds as \
          well, so it decides nothing. Take it out, or correct it if it was meant to restrict more.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"StringEquals": {"s3:prefix": "2026/"}, "StringLike": {"s3:prefix": "20*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"StringEquals": {"s3:prefix": "2026/"}}}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    if statement.written.conditions.len() < 2 {
        return;
    }
    let conditions: Vec<ConditionView<'_>> = statement.conditions().collect();
    for (number, condition) in conditions.iter().enumerate() {
        let is_stronger = |(other, one): &(usize, &ConditionView<'_>)| {
            *other != number
                && one.implies(condition)
                && (*other < number || !condition.implies(one))
        };
        let Some((_, stronger)) = conditions.iter().enumerate().find(is_stronger) else { continue };
        let key = quote(&condition.written.key);
        let (mine, other) = (condition.operator, stronger.operator);
        findings
            .at(condition.written.key_span, format!("`{mine}` on {key} follows from `{other}`"))
            .label(stronger.written.key_span, "where this holds, the other holds too")
            .fix(statement.subject.condition_removal("remove the condition", condition.written));
    }
}
