//! A value of a condition that another value of the same list covers.

use super::covered::covered;
use crate::compile::ValueSet;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::value_relation::covers;
use crate::policy::ConditionTest;
use crate::text::Severity;

use super::condition_value_num::is_bound;

pub(super) static RULE: Rule = Rule {
    code: "redundant-condition-value",
    severity: Severity::Suggestion,
    what: "a value of a condition that the rest of the policy covers",
    why: "The values of one key are alternatives. Whatever fits this value fits another one too, or \
          several others between them, or is excluded by another condition, or is let in by other \
          statements: this value changes nothing. Take it out, or narrow what lets in too much.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"StringLike": {"s3:prefix": ["2026/*", "2026/03/*"]}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"StringLike": {"s3:prefix": ["2025/*", "2026/03/*"]}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let values = &condition.written.values;
    if values.len() < 2 || is_bound(condition.operator.test) {
        return;
    }
    let sets: Vec<Option<&ValueSet>> = condition.sets().collect();
    let is_covered = |narrow: usize, wide: usize| {
        values[narrow].text == values[wide].text
            || matches!((sets.get(wide), sets.get(narrow)),
                (Some(Some(wide)), Some(Some(narrow))) if covers(wide, narrow))
            || (condition.operator.test == ConditionTest::Null
                && values[narrow].text.eq_ignore_ascii_case(&values[wide].text))
    };
    for narrow in 0..values.len() {
        let is_wider = |wide: &usize| {
            *wide != narrow
                && is_covered(narrow, *wide)
                && (*wide < narrow || !is_covered(*wide, narrow))
        };
        let Some(wide) = (0..values.len()).find(is_wider) else { continue };
        let (value, wider) = (&values[narrow], &values[wide]);
        covered(findings, (value.span, &value.text), (wider.span, &wider.text))
            .fix(condition.statement.subject.removal("remove the value", value.span));
    }
}
