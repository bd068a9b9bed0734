//! Attributes of items restricted, and what is read not.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;

use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "dynamodb-attributes-without-select",
    severity: Severity::SecurityWarning,
    what: "`dynamodb:Attributes` without `dynamodb:Select`",
    why: "`dynamodb:Attributes` holds the attributes that a request names. A request that asks for all \
          attributes, or names none, is not stopped by it: it gets all of them. Add `dynamodb:Select` \
          with `SPECIFIC_ATTRIBUTES`, under `StringEqualsIfExists` where the statement is also about \
          actions that do not read.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/reports", "Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["Title", "Day"]}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/reports", "Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["Title", "Day"]}, "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

const SELECT: &str = "dynamodb:select";

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let statement = condition.statement;
    if condition.lower_key != "dynamodb:attributes" || is_selected(condition) {
        return;
    }
    let catalog = statement.subject.catalog();
    let mut reading = statement.actions().iter().filter(|one| {
        let mut keys = catalog.condition_keys(one.action.condition_keys);
        keys.any(|key| key.name.eq_ignore_ascii_case(SELECT))
    });
    if reading.next().is_some() {
        findings
            .at(
                condition.written.key_span,
                "a request that asks for all attributes names none of them",
            )
            .hint("add `\"StringEqualsIfExists\": {\"dynamodb:Select\": \"SPECIFIC_ATTRIBUTES\"}`");
    }
}

fn is_selected(condition: &ConditionView<'_>) -> bool {
    let mut tests = condition.statement.conditions_on(SELECT);
    tests.any(|other| other.values().any(|value| value == "SPECIFIC_ATTRIBUTES"))
}
