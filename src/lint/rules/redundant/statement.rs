//! A statement that others of the same effect cover.

use super::covered::because_of;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::lint::subject::Subject;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "redundant-statement",
    severity: Severity::Suggestion,
    what: "a statement that the rest of the policy covers",
    why: "Wherever this statement applies, another one applies too and has the same effect, or several \
          that share it between them, or a Deny refuses what they leave: taking this one out changes no \
          decision. AWS reports statements that are equal; this finds all for which that can be proven, \
          for every request that there can be. A Deny counts as covered only by other Denies. If the \
          narrower statement was the one that is meant, the wider ones grant too much.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports/*"}, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/2026/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports/*"}, {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/2026/*"}]}"#,
    ),
    logic: Logic::Policy(find),
};

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let statements: Vec<StatementView<'_>> = subject.statements().collect();
    for statement in &statements {
        let Some(wider) = statements.iter().find(|other| is_covered(statement, other)) else {
            continue;
        };
        let is_equal = statement.covers(wider);
        let says = if is_equal { "says the same as" } else { "is covered by" };
        let message = format!("this statement {says} statement {}", wider.number + 1);
        let says = if is_equal { "the same" } else { "this covers it" };
        because_of(findings.at(statement.span(), message), wider.span(), says)
            .fix(subject.removal("remove the statement", statement.written.span));
    }
}

/// Whether another statement makes this one redundant; of two that say the same the first stays.
fn is_covered(statement: &StatementView<'_>, other: &StatementView<'_>) -> bool {
    other.number != statement.number
        && other.written.effect == statement.written.effect
        && other.covers(statement)
        && (other.number < statement.number || !statement.covers(other))
}
