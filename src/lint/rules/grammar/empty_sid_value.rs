//! A statement whose name is empty.

use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "empty-sid-value",
    severity: Severity::Suggestion,
    what: "an empty `Sid`",
    why: "A `Sid` names a statement for people and tools; an empty one names nothing and \
          decides nothing. Take it out, which `--fix` does, or give the statement a name.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "ReadReports", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(sid) = statement.written.sid.as_ref().filter(|sid| sid.value.is_empty()) else {
        return;
    };
    findings
        .at(sid.span, "the `Sid` is empty")
        .hint("give the statement a name, or leave the `Sid` out")
        .fix(statement.subject.removal("remove the `Sid`", sid.span));
}
