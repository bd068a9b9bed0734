//! Wildcards that ask no more than whether a key is there.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::rules::conditions::is_sensitive;
use crate::lint::value_relation::is_every_text;
use crate::policy::{ConditionOperator, SetOperator};
use crate::text::{Severity, quote};

pub(super) static NULL_FALSE: Rule = Rule {
    code: "equivalent-to-null-false",
    severity: Severity::Suggestion,
    what: "a comparison with `*` that asks only whether the key is there",
    why: "Every value fits `*`, so the condition holds whenever the request carries the key. `Null` \
          with `false` asks just that, and says it. The two differ in one case: a key that is there with \
          an empty text fits `*`, while `Null` takes it for missing.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "*", "Condition": {"StringLike": {"aws:ResourceTag/team": "*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "*", "Condition": {"Null": {"aws:ResourceTag/team": "false"}}}]}"#,
    ),
    logic: Logic::Condition(find_present),
};

pub(super) static NULL_TRUE: Rule = Rule {
    code: "equivalent-to-null-true",
    severity: Severity::Suggestion,
    what: "a comparison with `*` that asks only whether the key is missing",
    why: "No value is unlike `*`, so the condition holds only for requests without the key. `Null` with \
          `true` asks just that, and says it.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:instance/*", "Condition": {"StringNotLike": {"aws:RequestTag/team": "*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:instance/*", "Condition": {"Null": {"aws:RequestTag/team": "true"}}}]}"#,
    ),
    logic: Logic::Condition(find_missing),
};

fn find_present(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let ConditionOperator { set, test, if_exists } = condition.operator;
    let asks_each = match set {
        None => condition.has_one_value(),
        Some(set) => set == SetOperator::ForAnyValue,
    };
    let is_positive = !test.is_negated() && !if_exists && asks_each;
    if is_positive && has_star(condition) && !is_sensitive(&condition.lower_key) {
        report(condition, "there", "false", findings);
    }
}

fn find_missing(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let ConditionOperator { set, test, .. } = condition.operator;
    let asks_each = match set {
        None => condition.has_one_value(),
        Some(set) => set == SetOperator::ForAllValues,
    };
    if test.is_negated() && asks_each && has_star(condition) {
        report(condition, "missing", "true", findings);
    }
}

fn has_star(condition: &ConditionView<'_>) -> bool {
    condition.set().is_some_and(is_every_text)
}

fn report(condition: &ConditionView<'_>, how: &str, value: &str, findings: &mut Findings<'_>) {
    let key = &condition.written.key;
    let operator = condition.operator;
    let message = format!("`{operator}` with `*` asks only whether {} is {how}", quote(key));
    let hint = format!("write `Null` with {} and `{value}`", quote(key));
    findings.at(condition.written.operator_span, message).hint(hint);
}
