//! Operators of another family than the key's type.

use crate::aws::{ValueType, global_key};
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;

use crate::policy::{ConditionFamily, ConditionTest};
use crate::text::{Severity, quote};
use crate::value_set::{Decimal, Pattern};

const BY_ARN: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:jobs", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:reports"}}}]}"#;

pub(super) static TYPE_MISMATCH: Rule = Rule {
    code: "type-mismatch",
    severity: Severity::Warning,
    what: "an operator that cannot be true for the type of the key",
    why: "Each condition key has a type, and an operator of another family cannot compare its values: \
          a number under `DateLessThan`, a text under `Bool`, an address range under `StringEquals`. \
          The test is then never true, or compares the characters that the value happens to be \
          written with. Use the family of the key's type.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
    ),
    logic: Logic::Condition(mismatch),
};

pub(super) static MISMATCHED_TYPE_BUT_USABLE: Rule = Rule {
    code: "mismatched-type-but-usable",
    severity: Severity::Suggestion,
    what: "an operator that works, but is not of the key's type",
    why: "A text operator compares the value as it is written, which here comes out right. It knows \
          nothing of the type: the parts of an ARN, numbers that are equal and written differently, \
          `true` and `True`. The operator of the type does, and tells a reader what is compared.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    fires: Example::of(
        crate::aws::PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:jobs", "Condition": {"StringEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:reports"}}}]}"#,
    ),
    quiet: Example::of(crate::aws::PolicyKind::Resource, BY_ARN),
    logic: Logic::Condition(usable),
};

pub(super) static STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS: Rule = Rule {
    code: "string-like-operator-with-arn-condition-keys",
    severity: Severity::SecurityWarning,
    what: "a wildcard under `StringLike` that runs past the parts of an ARN",
    why: "`StringLike` does not know the parts of an ARN: a `*` for the account or the region also \
          matches colons and everything behind them, so that ARNs of other services, regions or \
          accounts fit whose resource part ends as the pattern does. `ArnLike` compares part by part. \
          Write `ArnLike`, or `ArnNotLike` for the negation. ARNs of IAM and STS hold no further colons, so \
          nothing is found there.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        crate::aws::PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:jobs", "Condition": {"StringLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:reports"}}}]}"#,
    ),
    quiet: Example::of(crate::aws::PolicyKind::Resource, BY_ARN),
    logic: Logic::Condition(runs_past),
};

fn mismatch(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let family = condition.operator.test.family();
    let Some(value) = value_type(condition) else { return };
    if family == ConditionFamily::Text {
        // INVARIANT: what a text operator compares a boolean with is told at the value.
        if value == ValueType::Bool && !ignores_case(condition.operator.test) {
            return;
        }
        if let Some(unfit) =
            condition.written.values.iter().find(|one| is_unfit(condition, &one.text))
        {
            let message = format!("{} is compared as text", quote(&condition.written.key));
            findings
                .at(condition.written.operator_span, message)
                .label(unfit.span, "so this text would have to be the value, letter by letter")
                .hint(format!("{}: {}", value.clause(), operators_for(value)));
        }
    } else if !family.fits(value) && global_key(&condition.lower_key).is_none() {
        let operator = condition.operator;
        let message = format!(
            "`{operator}` never matches {}: {}",
            quote(&condition.written.key),
            value.clause()
        );
        findings
            .at(condition.written.operator_span, message)
            .label(condition.written.key_span, value.clause())
            .hint(operators_for(value));
    }
}

fn usable(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let Some(value) = value_type(condition).filter(|value| *value != ValueType::String) else {
        return;
    };
    let is_text = condition.operator.test.family() == ConditionFamily::Text;
    let is_fit = condition.values().all(|text| !is_unfit(condition, text) && !is_present(text));
    if is_text && is_fit && running_past(condition).is_none() {
        let operator = condition.operator.test.name();
        let message =
            format!("`{operator}` on {}: {}", quote(&condition.written.key), value.clause());
        findings.at(condition.written.operator_span, message).hint(operators_for(value));
    }
}

// AWS: C-22
fn runs_past(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let widens = condition.statement.is_allow() != condition.operator.test.is_negated();
    let Some(value) = running_past(condition).filter(|_| widens) else { return };
    let message = format!("a wildcard of {} also matches colons", quote(&value.text));
    let negated = condition.operator.test.is_negated();
    findings
        .at(value.span, message)
        .label(condition.written.operator_span, "this does not know the parts of an ARN")
        .hint(if negated { "write `ArnNotLike`" } else { "write `ArnLike`" });
}

/// A value with a wildcard before the resource part of an ARN, where the operator takes it as text.
fn running_past<'s>(condition: &ConditionView<'s>) -> Option<&'s crate::policy::ConditionValue> {
    let operator = condition.operator.test;
    let is_text = operator.family() == ConditionFamily::Text && operator.takes_wildcards();
    if !is_text || value_type(condition) != Some(ValueType::Arn) {
        return None;
    }
    condition.written.values.iter().find(|value| !is_present(&value.text) && is_open(&value.text))
}

/// Whether a wildcard stands before the fifth colon, and something else than wildcards behind it, in
/// an ARN whose resource part may hold colons: names of IAM and STS hold none.
fn is_open(text: &str) -> bool {
    let Some(first) = text.find(['*', '?']) else { return false };
    let colons = text[..first].bytes().filter(|byte| *byte == b':').count();
    let service = text.split(':').nth(2).filter(|_| colons > 2);
    let is_without_colons = service.is_some_and(|name| matches!(name, "iam" | "sts"));
    colons < 5
        && !is_without_colons
        && text[first..].contains(|other| !matches!(other, '*' | '?' | ':'))
}

/// Whether it only asks that the key is there.
fn is_present(text: &str) -> bool {
    Pattern::glob(text).is_everything()
}

fn ignores_case(test: ConditionTest) -> bool {
    matches!(test, ConditionTest::StringEqualsIgnoreCase | ConditionTest::StringNotEqualsIgnoreCase)
}

/// Whether a text operator can hardly be true for this value.
fn is_unfit(condition: &ConditionView<'_>, text: &str) -> bool {
    let takes_wildcards = condition.operator.test.takes_wildcards();
    if text.contains("${") || (takes_wildcards && is_present(text)) {
        return false;
    }
    let pattern = if takes_wildcards { Pattern::glob(text) } else { Pattern::literal(text) };
    match value_type(condition) {
        Some(ValueType::Bool) => {
            let fits = |known: &str| pattern.matches(known) || text.eq_ignore_ascii_case(known);
            !fits("true") && !fits("false")
        }
        Some(ValueType::IpAddress) => text.contains('/'),
        Some(ValueType::Numeric) => {
            !(takes_wildcards && text.contains(['*', '?'])) && Decimal::parse(text).is_none()
        }
        Some(ValueType::Date | ValueType::EpochTime) => true,
        Some(ValueType::String | ValueType::Arn | ValueType::Binary) | None => false,
    }
}

fn value_type(condition: &ConditionView<'_>) -> Option<ValueType> {
    condition.key_type().map(|key_type| key_type.value)
}

fn operators_for(value: ValueType) -> &'static str {
    match value {
        ValueType::String => "use `StringEquals` or `StringLike`",
        ValueType::Numeric => "use `NumericEquals`, `NumericLessThan` and the like",
        ValueType::Arn => "use `ArnEquals` or `ArnLike`",
        ValueType::Bool => "use `Bool`",
        ValueType::Date | ValueType::EpochTime => "use `DateLessThan` and the like",
        ValueType::IpAddress => "use `IpAddress` or `NotIpAddress`",
        ValueType::Binary => "use `BinaryEquals`",
    }
}
