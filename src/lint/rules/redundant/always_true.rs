//! Wildcards that make a condition always or never true.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::value_relation::is_every_text;
use crate::policy::{ConditionOperator, SetOperator};
use crate::text::{Severity, quote};

pub(super) static KEY: Rule = Rule {
    code: "redundant-key-due-to-wildcard-in-condition",
    severity: Severity::Suggestion,
    what: "a comparison with `*` that every request passes",
    why: "The operator accepts requests without the key, and every value fits `*`: the condition holds \
          for each request and restricts nothing. Take it out, or write the values that are meant.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "*", "Condition": {"StringLikeIfExists": {"aws:ResourceTag/team": "*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "*", "Condition": {"StringLikeIfExists": {"aws:ResourceTag/team": "data-*"}}}]}"#,
    ),
    logic: Logic::Condition(find_always),
};

pub(super) static STATEMENT: Rule = Rule {
    code: "redundant-statement-due-to-wildcard-in-condition",
    severity: Severity::Suggestion,
    what: "a comparison with `*` that no request passes",
    why: "`ForAnyValue` asks for a value that is unlike `*`, and there is none; a request without values \
          does not pass either. The statement never applies: a Deny of this kind denies nothing. Write \
          the values that are meant, or take the statement out.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"ForAnyValue:StringNotLike": {"aws:TagKeys": "*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"ForAnyValue:StringNotLike": {"aws:TagKeys": "team*"}}}]}"#,
    ),
    logic: Logic::Condition(find_never),
};

fn find_always(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let ConditionOperator { set, test, if_exists } = condition.operator;
    let takes_each = match set {
        None => if_exists && condition.has_one_value(),
        Some(set) => set == SetOperator::ForAllValues,
    };
    if test.is_negated() || !takes_each || !has_star(condition) {
        return;
    }
    let (operator, key) = (condition.operator, quote(&condition.written.key));
    let message = format!("`{operator}` on {key} holds for every request: `*` fits any value");
    let subject = condition.statement.subject;
    findings
        .at(condition.written.operator_span, message)
        .fix(subject.condition_removal("remove the condition", condition.written));
}

fn find_never(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let ConditionOperator { set, test, if_exists } = condition.operator;
    let takes_none = set == Some(SetOperator::ForAnyValue) && test.is_negated() && !if_exists;
    if takes_none && has_star(condition) {
        let (operator, key) = (condition.operator, quote(&condition.written.key));
        let message = format!("`{operator}` on {key} never holds: no value is unlike `*`");
        findings
            .at(condition.written.operator_span, message)
            .label(condition.statement.span(), "so this statement never applies");
    }
}

fn has_star(condition: &ConditionView<'_>) -> bool {
    condition.set().is_some_and(is_every_text)
}
