//! Conditions of one statement that cannot all hold.

use crate::aws::{GlobalKeyIndex, global_key};
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::lint::value_relation::{are_disjoint, covers, lacks_empty_text};
use crate::policy::SetOperator;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "contradicting-conditions",
    severity: Severity::Warning,
    what: "conditions of one statement of which no request fulfils all",
    why: "All conditions of a statement must hold at once; alternatives are several values of one key, \
          or several statements. No value of this key satisfies these conditions together, and a request \
          without the key does not either, so the statement never applies: an Allow grants nothing, a \
          Deny stops nobody. Put the values into one list, or write two statements.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}, "StringLike": {"aws:RequestedRegion": "eu-*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringLike": {"aws:RequestedRegion": ["us-east-1", "eu-*"]}}}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    if statement.written.conditions.len() < 2 {
        return;
    }
    let conditions: Vec<ConditionView<'_>> = statement.conditions().collect();
    for (number, condition) in conditions.iter().enumerate() {
        let earlier = conditions.iter().take(number);
        let mut same_key = earlier.filter(|other| other.lower_key == condition.lower_key);
        let Some(other) = same_key.find(|other| exclude_each_other(condition, other)) else {
            continue;
        };
        if may_lack_key(&conditions, condition) {
            continue;
        }
        let key = quote(&condition.written.key);
        let (one, two) = (other.operator, condition.operator);
        let message = format!("no {key} fulfils both this `{two}` and `{one}`");
        findings
            .at(condition.written.key_span, message)
            .label(other.written.key_span, "this asks for something else")
            .label(statement.span(), "so this statement never applies");
    }
}

/// Whether a request without the key fulfils all conditions on it.
fn may_lack_key(conditions: &[ConditionView<'_>], of: &ConditionView<'_>) -> bool {
    let is_sent = global_key(&of.lower_key).is_some_and(GlobalKeyIndex::is_always_sent);
    let mut same_key = conditions.iter().filter(|other| other.lower_key == of.lower_key);
    !is_sent && same_key.all(ConditionView::holds_without_key)
}

/// Whether no request that carries the key fulfils both.
fn exclude_each_other(one: &ConditionView<'_>, other: &ConditionView<'_>) -> bool {
    exclude_by_null(one, other) || exclude_by_null(other, one) || exclude_by_value(one, other)
}

// AWS: C-25
fn exclude_by_null(null: &ConditionView<'_>, other: &ConditionView<'_>) -> bool {
    let is_plain = null.operator.set.is_none() && null.is_null(true);
    let other_is_null = other.operator.set.is_none() && other.is_null(false);
    let fits_no_empty_text = other.is_plain_positive() && other.set().is_some_and(lacks_empty_text);
    is_plain && (other_is_null || fits_no_empty_text || other.has_set(SetOperator::ForAnyValue))
}

// AWS: C-26, C-27, C-28
fn exclude_by_value(one: &ConditionView<'_>, other: &ConditionView<'_>) -> bool {
    let (Some(mine), Some(theirs)) = (one.set(), other.set()) else { return false };
    let is_about_one_value = match (one.operator.set, other.operator.set) {
        (None, None) => true,
        (Some(one), Some(other)) => one != other,
        _ => false,
    };
    let is_all = |condition: &ConditionView<'_>| condition.has_set(SetOperator::ForAllValues);
    is_about_one_value
        && match (one.is_negated(), other.is_negated()) {
            (false, false) => are_disjoint(mine, theirs),
            (false, true) => !is_all(one) && covers(theirs, mine),
            (true, false) => !is_all(other) && covers(mine, theirs),
            (true, true) => false,
        }
}
