//! Patterns as a policy would write them.

use crate::compile::{ArnValue, ResourcePattern, TextPattern, Variables};
use crate::request::ContextKeys;
use crate::value_set::{Decimal, Instant, Part, Pattern};

/// A pattern and its variables: `home/${aws:username}/*`.
pub(super) fn pattern_text(pattern: &Pattern, variables: &Variables, keys: &ContextKeys) -> String {
    let spell = |part: &Part| match part {
        Part::Literal(text) => escaped(text),
        Part::AnyRun => "*".to_owned(),
        Part::AnyCharacter => "?".to_owned(),
        Part::Variable(number) => variables.written(*number, keys),
    };
    pattern.parts().iter().map(spell).collect()
}

/// The same of one text among a condition's values.
pub(super) fn text_of(text: &TextPattern, keys: &ContextKeys) -> String {
    pattern_text(&text.pattern, &text.variables, keys)
}

/// One resource of a policy.
pub(super) fn resource_text(entry: &ResourcePattern, keys: &ContextKeys) -> String {
    match entry {
        ResourcePattern::Everything => "*".to_owned(),
        ResourcePattern::Nothing => "nothing".to_owned(),
        ResourcePattern::Arn(pattern, variables) => {
            let none = Variables::default();
            let [head @ .., resource] = pattern.clone().into_parts();
            let head = head.map(|segment| pattern_text(&segment, &none, keys));
            format!("{}:{}", head.join(":"), pattern_text(&resource, variables, keys))
        }
    }
}

/// One ARN among a condition's values.
pub(super) fn arn_text(value: &ArnValue, keys: &ContextKeys) -> String {
    value.parts().iter().map(|part| text_of(part, keys)).collect::<Vec<_>>().join(":")
}

/// Where wildcards mean something, those that stand for themselves.
// AWS: V-5
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '*' => escaped.push_str("${*}"),
            '?' => escaped.push_str("${?}"),
            '$' if rest.peek() == Some(&'{') => escaped.push_str("${$}"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// How many digits a number is written with at most.
const MOST_DIGITS: i64 = 40;

/// A number as people write it: `0.05`, `3600`.
pub(super) fn number_text(number: &Decimal) -> String {
    let exact = number.to_string();
    plain_digits(&exact).unwrap_or(exact)
}

/// `0.36e4` as `3600`; `None` if that takes too many zeros.
fn plain_digits(exact: &str) -> Option<String> {
    let (sign, unsigned) = exact.strip_prefix('-').map_or(("", exact), |rest| ("-", rest));
    let (fraction, exponent) = unsigned.strip_prefix("0.")?.split_once('e')?;
    let digits = fraction.trim_end_matches('0');
    let exponent: i64 = exponent.parse().ok()?;
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    if !(-MOST_DIGITS..=MOST_DIGITS).contains(&exponent) {
        return None;
    }
    let Ok(whole) = usize::try_from(exponent) else {
        let zeros = "0".repeat(usize::try_from(-exponent).ok()?);
        return Some(format!("{sign}0.{zeros}{digits}"));
    };
    if digits.len() <= whole {
        return Some(format!("{sign}{digits}{}", "0".repeat(whole - digits.len())));
    }
    let (whole, rest) = digits.split_at(whole);
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(format!("{sign}{whole}.{rest}"))
}

/// `2026-01-15T12:00:00Z`
pub(super) fn instant_text(instant: Instant) -> String {
    let seconds = instant.epoch_seconds();
    chrono::DateTime::from_timestamp(seconds, 0)
        .map_or_else(|| seconds.to_string(), |time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_do() {
        for text in ["0", "3600", "-1", "0.05", "12.5", "0.5", "-0.0001", "100000000000000000000"] {
            assert_eq!(number_text(&Decimal::parse(text).unwrap()), text);
        }
        assert_eq!(number_text(&Decimal::parse("1e9").unwrap()), "1000000000");
        let huge = Decimal::parse("1e999").unwrap();
        assert_eq!(Decimal::parse(&number_text(&huge)), Some(huge));
    }

    #[test]
    fn wildcards_that_stand_for_themselves_are_told_from_others() {
        let parts = [Part::Literal("a*${b".into()), Part::AnyRun, Part::AnyCharacter];
        let pattern = Pattern::from_parts(parts);
        let text = pattern_text(&pattern, &Variables::default(), &ContextKeys::new());
        assert_eq!(text, "a${*}${$}{b?*");
    }
}
