//! Conditions as people say them.

use crate::policy::{Condition, ConditionFamily, ConditionTest, SetOperator};
use crate::text::printable;

/// How many values are told.
const MOST_VALUES: usize = 4;

/// What a key must be for a condition to hold, or not to: `aws:SourceIp is in 203.0.113.0/24`.
pub(super) fn in_words(key: &str, condition: &Condition, holds: bool) -> String {
    let key = printable(key);
    let Some(operator) = condition.operator else {
        return format!("{key} fulfils `{}`", printable(&condition.operator_text));
    };
    let values: Vec<&str> = condition.values.iter().map(|value| &*value.text).collect();
    let positive = holds != operator.test.is_negated();
    let is = match operator.set {
        None => one_value(operator.test, &values, positive, operator.if_exists),
        Some(set) => several_values(set, operator.test, &values, holds),
    };
    let or_absent = if operator.if_exists && holds { " or absent" } else { "" };
    format!("{key} {is}{or_absent}")
}

fn one_value(test: ConditionTest, values: &[&str], positive: bool, if_exists: bool) -> String {
    match test.family() {
        ConditionFamily::Address if positive => format!("is in {}", any_of(values)),
        ConditionFamily::Address => format!("is outside of {}", listed(values)),
        ConditionFamily::Text | ConditionFamily::Arn if test.takes_wildcards() => {
            let has_wildcards = values.iter().any(|value| value.contains(['*', '?']));
            match (has_wildcards, positive) {
                (true, true) => format!("matches {}", any_of(values)),
                (true, false) => format!("matches {}", none_of(values)),
                (false, positive) => equals(values, positive),
            }
        }
        ConditionFamily::Bool => boolean(values, positive, if_exists),
        ConditionFamily::Null => presence(values, positive),
        ConditionFamily::Numeric | ConditionFamily::Date => {
            compared(test, values, positive).unwrap_or_else(|| equals(values, positive))
        }
        ConditionFamily::Text | ConditionFamily::Arn | ConditionFamily::Binary => {
            equals(values, positive)
        }
    }
}

fn equals(values: &[&str], positive: bool) -> String {
    match (values, positive) {
        ([one], false) => format!("is not {}", shown(one)),
        (_, true) => format!("is {}", any_of(values)),
        (_, false) => format!("is {}", none_of(values)),
    }
}

/// Where a missing key makes the condition true, the other truth value is the only way out.
// AWS: C-3, C-4
fn boolean(values: &[&str], positive: bool, if_exists: bool) -> String {
    match (values, positive) {
        ([one], false) if if_exists && one.eq_ignore_ascii_case("true") => "is false".to_owned(),
        ([one], false) if if_exists && one.eq_ignore_ascii_case("false") => "is true".to_owned(),
        _ => equals(values, positive),
    }
}

// AWS: C-25
fn presence(values: &[&str], positive: bool) -> String {
    match values {
        [one] if one.eq_ignore_ascii_case("true") == positive => "is absent".to_owned(),
        [_] => "is present".to_owned(),
        _ => equals(values, positive),
    }
}

fn compared(test: ConditionTest, values: &[&str], positive: bool) -> Option<String> {
    let [value] = values else { return None };
    let words = match (test, positive) {
        (ConditionTest::NumericLessThan, true)
        | (ConditionTest::NumericGreaterThanEquals, false) => "is less than",
        (ConditionTest::NumericLessThanEquals, true)
        | (ConditionTest::NumericGreaterThan, false) => "is at most",
        (ConditionTest::NumericGreaterThan, true)
        | (ConditionTest::NumericLessThanEquals, false) => "is more than",
        (ConditionTest::NumericGreaterThanEquals, true)
        | (ConditionTest::NumericLessThan, false) => "is at least",
        (ConditionTest::DateLessThan, true) | (ConditionTest::DateGreaterThanEquals, false) => {
            "is before"
        }
        (ConditionTest::DateLessThanEquals, true) | (ConditionTest::DateGreaterThan, false) => {
            "is not after"
        }
        (ConditionTest::DateGreaterThan, true) | (ConditionTest::DateLessThanEquals, false) => {
            "is after"
        }
        (ConditionTest::DateGreaterThanEquals, true) | (ConditionTest::DateLessThan, false) => {
            "is not before"
        }
        _ => return None,
    };
    Some(format!("{words} {}", shown(value)))
}

fn several_values(set: SetOperator, test: ConditionTest, values: &[&str], holds: bool) -> String {
    let which = listed(values);
    match (set, test.is_negated(), holds) {
        (SetOperator::ForAnyValue, false, true) => format!("has one of {which}"),
        (SetOperator::ForAnyValue, false, false) => format!("has none of {which}"),
        (SetOperator::ForAnyValue, true, true) => format!("has a value other than {which}"),
        (SetOperator::ForAnyValue, true, false) => format!("has no value other than {which}"),
        (SetOperator::ForAllValues, false, true) => format!("has no value other than {which}"),
        (SetOperator::ForAllValues, false, false) => format!("has a value other than {which}"),
        (SetOperator::ForAllValues, true, true) => format!("has none of {which}"),
        (SetOperator::ForAllValues, true, false) => format!("has one of {which}"),
    }
}

fn any_of(values: &[&str]) -> String {
    if values.len() == 1 { listed(values) } else { format!("one of {}", listed(values)) }
}

fn none_of(values: &[&str]) -> String {
    format!("none of {}", listed(values))
}

fn listed(values: &[&str]) -> String {
    let more = match values.len().saturating_sub(MOST_VALUES) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let first: Vec<String> = values.iter().take(MOST_VALUES).map(|one| shown(one)).collect();
    first.join(", ") + &more
}

/// A value: bare if nobody could misread it.
fn shown(text: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_.:/@+=*".contains(char);
    let text_is_plain = !text.is_empty() && text.chars().all(is_plain);
    if text_is_plain { text.to_owned() } else { format!("`{}`", printable(text)) }
}

/// A single value of a key, for one.
pub(super) fn example(key: &str, values: &[&str]) -> String {
    let key = printable(key);
    match values {
        [] => format!("{key} has no value"),
        [one] => format!("{key} is {}, for one", shown(one)),
        several => format!("{key} has the values {}, for one", listed(several)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{ConditionOperator, ConditionValue};
    use crate::text::Span;

    fn said(operator: &str, values: &[&str], holds: bool) -> String {
        let value = |text: &&str| ConditionValue { span: Span::default(), text: (*text).into() };
        let condition = Condition {
            span: Span::default(),
            operator_span: Span::default(),
            operator: ConditionOperator::parse(operator),
            operator_text: operator.into(),
            key_span: Span::default(),
            key: "k".into(),
            values: values.iter().map(value).collect(),
        };
        in_words("k", &condition, holds)
    }

    #[test]
    fn conditions_are_said_both_ways() {
        let cases: &[(&str, &[&str], &str, &str)] = &[
            (
                "IpAddress",
                &["203.0.113.0/24"],
                "is in 203.0.113.0/24",
                "is outside of 203.0.113.0/24",
            ),
            ("NotIpAddress", &["10.0.0.0/8"], "is outside of 10.0.0.0/8", "is in 10.0.0.0/8"),
            ("StringEquals", &["a", "b"], "is one of a, b", "is none of a, b"),
            ("StringNotEquals", &["a"], "is not a", "is a"),
            ("StringLike", &["a*"], "matches a*", "matches none of a*"),
            ("StringLike", &["a b"], "is `a b`", "is not `a b`"),
            ("Bool", &["true"], "is true", "is not true"),
            ("BoolIfExists", &["false"], "is false or absent", "is true"),
            ("Null", &["true"], "is absent", "is present"),
            ("NumericLessThan", &["5"], "is less than 5", "is at least 5"),
            ("DateGreaterThan", &["2030-01-01"], "is after 2030-01-01", "is not after 2030-01-01"),
            ("ForAnyValue:StringEquals", &["a"], "has one of a", "has none of a"),
            (
                "ForAllValues:StringEquals",
                &["a"],
                "has no value other than a",
                "has a value other than a",
            ),
        ];
        for (operator, values, holds, fails) in cases {
            assert_eq!(said(operator, values, true), format!("k {holds}"), "{operator}");
            assert_eq!(said(operator, values, false), format!("k {fails}"), "{operator}");
        }
    }

    #[test]
    fn hostile_values_are_harmless() {
        assert_eq!(said("StringEquals", &["\u{1b}[1m"], true), r"k is `\u{1b}[1m`");
    }
}
