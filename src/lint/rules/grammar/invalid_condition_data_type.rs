//! Values of one key in several types of JSON.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::fix::node_at;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::{Node, Severity, Span, Value, quote};

pub(super) static RULE: Rule = Rule {
    code: "invalid-condition-data-type",
    severity: Severity::Warning,
    what: "values of one condition key in several types of JSON",
    why: "Strings, numbers and booleans may stand for each other in a condition: `\"3600\"` is \
          `3600`, `\"true\"` is `true`. IAM Access Analyzer wants the values of one key in one \
          type all the same and calls a mixture an error; here it is a warning, because each \
          value has one meaning. Put all of them in quotes.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"NumericEquals": {"s3:max-keys": ["1", 2]}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"NumericEquals": {"s3:max-keys": ["1", "2"]}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let [first, rest @ ..] = &*condition.written.values else { return };
    let root = condition.statement.subject.node();
    let Some((expected, _)) = type_at(root, first.span).filter(|_| !rest.is_empty()) else {
        return;
    };
    let types = rest.iter().filter_map(|value| Some((value, type_at(root, value.span)?)));
    let Some((value, (found, _))) = types.into_iter().find(|(_, (found, _))| *found != expected)
    else {
        return;
    };
    let key = quote(&condition.written.key);
    findings
        .at(value.span, format!("{key} is compared with {expected} and with {found}"))
        .label(first.span, format!("this is {expected}"))
        .hint("put all values in quotes");
}

fn type_at(root: &Node, span: Span) -> Option<(&'static str, &Node)> {
    let node = node_at(root, span)?;
    (!matches!(node.value, Value::List(_) | Value::Object(_))).then(|| (node.kind(), node))
}
