//! Several bounds under an operator that compares by order.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::value_relation::covers;
use crate::policy::ConditionTest;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "redundant-condition-value-num",
    severity: Severity::Suggestion,
    what: "several numbers or dates under an operator that asks for less or more",
    why: "The values of one key are alternatives, so of several bounds only the widest counts: \
          less than 10 or less than 20 is less than 20. Keep that one, or, if the narrower one was \
          meant, keep the narrower one. AWS reports this for numbers; it is the same for dates.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/audit", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": ["900", "3600"]}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/audit", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

/// Whether the comparison is one of less or more.
pub(super) fn is_bound(test: ConditionTest) -> bool {
    use ConditionTest as T;
    matches!(
        test,
        T::NumericLessThan
            | T::NumericLessThanEquals
            | T::NumericGreaterThan
            | T::NumericGreaterThanEquals
            | T::DateLessThan
            | T::DateLessThanEquals
            | T::DateGreaterThan
            | T::DateGreaterThanEquals
    )
}

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let values = &condition.written.values;
    if values.len() < 2 || !is_bound(condition.operator.test) {
        return;
    }
    let sets: Vec<_> = condition.sets().collect();
    let is_widest = |wide: &usize| {
        let Some(wide) = sets.get(*wide).copied().flatten() else { return false };
        sets.iter().all(|set| set.is_some_and(|narrow| covers(wide, narrow)))
    };
    let Some(widest) = (0..values.len()).find(is_widest) else { return };
    let others = values.iter().enumerate().filter(|(number, _)| *number != widest);
    let spans: Vec<_> = others.map(|(_, value)| value.span).collect();
    let message = format!("of these values only {} counts", quote(&values[widest].text));
    findings
        .at(condition.written.key_span, message)
        .label(values[widest].span, "the widest bound")
        .fix(condition.statement.subject.removal_of("remove the other values", &spans));
}
