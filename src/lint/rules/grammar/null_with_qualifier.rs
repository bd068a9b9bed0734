//! `Null` asked of each value.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::policy::{ConditionTest, SetOperator};
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "null-with-qualifier",
    severity: Severity::Suggestion,
    what: "`Null` with a set operator",
    why: "`Null` asks whether a key is there, which is no question to its values: \
          `ForAllValues:Null` always holds, and `ForAnyValue:Null` never does, whatever the \
          request carries. An Allow under the first has no restriction by it; a statement \
          under the second never applies. Write `Null` alone, which works for keys with \
          several values, too.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"ForAllValues:Null": {"aws:TagKeys": "false"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"Null": {"aws:TagKeys": "false"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let operator = condition.operator;
    let Some(set) = operator.set.filter(|_| operator.test == ConditionTest::Null) else { return };
    let effect = match set {
        SetOperator::ForAllValues => "always holds",
        SetOperator::ForAnyValue => "never holds",
    };
    let span = condition.written.operator_span;
    findings.at(span, format!("`{operator}` {effect}")).hint("write `Null`");
}
