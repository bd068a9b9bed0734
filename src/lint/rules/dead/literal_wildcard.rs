//! Wildcards where they are plain characters.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::policy::{ConditionFamily, ConditionOperator, ConditionTest, Template, TemplatePart};
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "wildcard-without-like-operator",
    severity: Severity::Warning,
    what: "`*` or `?` in a value of an operator that takes them as they are",
    why: "Only `StringLike`, `StringNotLike` and the ARN operators read `*` and `?` as wildcards. Under \
          `StringEquals` and its relatives the value must contain the very character, which hardly any \
          request does: a positive comparison never holds, and a negated one always does. Write the \
          operator with `Like`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"StringEquals": {"s3:prefix": "2026/*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"StringLike": {"s3:prefix": "2026/*"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

/// Keys whose value is `*` in some requests: whom a Lambda permission is for.
const MAY_BE_A_STAR: &[&str] = &["lambda:principal"];

// AWS: C-7, C-8
fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let operator = condition.operator;
    let is_text = operator.test.family() == ConditionFamily::Text;
    if !is_text || operator.test.takes_wildcards() {
        return;
    }
    for value in &condition.written.values {
        let may_be_meant = MAY_BE_A_STAR.contains(&&*condition.lower_key) && &*value.text == "*";
        let version = condition.statement.subject.document().version;
        let Ok(template) = Template::parse(&value.text, version, true) else { continue };
        let is_wild = |part| matches!(part, &TemplatePart::AnyRun | &TemplatePart::AnyCharacter);
        if may_be_meant || !template.parts.iter().any(is_wild) {
            continue;
        }
        let message =
            format!("{} is compared as it stands, wildcards included", quote(&value.text));
        let found = findings.at(value.span, message);
        found.label(condition.written.operator_span, "this operator knows no wildcards");
        if let Some(like) = like(operator.test) {
            let like = ConditionOperator { test: like, ..operator };
            found.hint(format!("write `{like}`"));
        }
    }
}

fn like(test: ConditionTest) -> Option<ConditionTest> {
    match test {
        ConditionTest::StringEquals => Some(ConditionTest::StringLike),
        ConditionTest::StringNotEquals => Some(ConditionTest::StringNotLike),
        _ => None,
    }
}
