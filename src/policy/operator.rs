//! Condition operators by name.

use std::fmt;

use super::{ConditionOperator, ConditionTest, SetOperator};
use crate::aws::ValueType;

/// What a comparison compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConditionFamily {
    /// `String*`
    Text,
    /// `Numeric*`
    Numeric,
    /// `Date*`
    Date,
    /// `Bool`
    Bool,
    /// `BinaryEquals`
    Binary,
    /// `IpAddress`, `NotIpAddress`
    Address,
    /// `Arn*`
    Arn,
    /// `Null`
    Null,
}

impl ConditionFamily {
    /// Whether such operators can be asked of values of a type. Text operators read every value as
    /// text; AWS itself compares tags with ARN operators.
    // AWS: C-6, C-16, C-23, C-24
    pub fn fits(self, value: ValueType) -> bool {
        match self {
            Self::Text | Self::Null => true,
            Self::Arn => matches!(value, ValueType::Arn | ValueType::String),
            Self::Numeric => matches!(value, ValueType::Numeric | ValueType::EpochTime),
            Self::Date => matches!(value, ValueType::Date | ValueType::EpochTime),
            Self::Bool => value == ValueType::Bool,
            Self::Binary => value == ValueType::Binary,
            Self::Address => value == ValueType::IpAddress,
        }
    }
}

impl ConditionTest {
    /// What it compares.
    pub fn family(self) -> ConditionFamily {
        let name = self.name();
        match self {
            Self::Bool => ConditionFamily::Bool,
            Self::BinaryEquals => ConditionFamily::Binary,
            Self::IpAddress | Self::NotIpAddress => ConditionFamily::Address,
            Self::Null => ConditionFamily::Null,
            _ if name.starts_with("String") => ConditionFamily::Text,
            _ if name.starts_with("Numeric") => ConditionFamily::Numeric,
            _ if name.starts_with("Date") => ConditionFamily::Date,
            _ => ConditionFamily::Arn,
        }
    }

    /// Whether it asks that no value fits.
    // AWS: C-1
    pub fn is_negated(self) -> bool {
        matches!(
            self,
            Self::StringNotEquals
                | Self::StringNotEqualsIgnoreCase
                | Self::StringNotLike
                | Self::NumericNotEquals
                | Self::DateNotEquals
                | Self::NotIpAddress
                | Self::ArnNotEquals
                | Self::ArnNotLike
        )
    }

    /// Whether `*` and `?` in its values are wildcards.
    // AWS: C-7, C-9, C-22
    pub fn takes_wildcards(self) -> bool {
        matches!(self, Self::StringLike | Self::StringNotLike)
            || self.family() == ConditionFamily::Arn
    }

    /// Whether variables in its values are expanded.
    // AWS: V-1, V-2
    pub fn takes_variables(self) -> bool {
        matches!(self.family(), ConditionFamily::Text | ConditionFamily::Arn)
    }
}

impl SetOperator {
    /// AWS's spelling, without the colon.
    pub fn name(self) -> &'static str {
        match self {
            Self::ForAllValues => "ForAllValues",
            Self::ForAnyValue => "ForAnyValue",
        }
    }
}

const IF_EXISTS: &str = "IfExists";

impl ConditionOperator {
    /// Reads an operator in any letter case; its `Display` is AWS's spelling.
    // AWS: S-20, S-21
    pub fn parse(text: &str) -> Option<Self> {
        let (set, name) = match text.split_once(':') {
            None => (None, text),
            Some((prefix, name)) => (Some(set_operator(prefix)?), name),
        };
        let (name, if_exists) = split_if_exists(name);
        let found = ConditionTest::ALL.iter().find(|one| one.name().eq_ignore_ascii_case(name))?;
        let is_operator = !(*found == ConditionTest::Null && if_exists);
        is_operator.then_some(Self { set, test: *found, if_exists })
    }

    /// Whether the text is AWS's spelling of this operator.
    pub fn is_spelt(self, text: &str) -> bool {
        let name = match self.set {
            None => Some(text),
            Some(set) => text.strip_prefix(set.name()).and_then(|name| name.strip_prefix(':')),
        };
        let suffix = name.and_then(|name| name.strip_prefix(self.test.name()));
        suffix == Some(if self.if_exists { IF_EXISTS } else { "" })
    }
}

fn set_operator(prefix: &str) -> Option<SetOperator> {
    [SetOperator::ForAllValues, SetOperator::ForAnyValue]
        .into_iter()
        .find(|set| set.name().eq_ignore_ascii_case(prefix))
}

fn split_if_exists(name: &str) -> (&str, bool) {
    name.len()
        .checked_sub(IF_EXISTS.len())
        .and_then(|at| name.split_at_checked(at))
        .filter(|(_, suffix)| suffix.eq_ignore_ascii_case(IF_EXISTS))
        .map_or((name, false), |(name, _)| (name, true))
}

/// AWS's spelling: `ForAnyValue:StringLikeIfExists`.
impl fmt::Display for ConditionOperator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(set) = self.set {
            write!(f, "{}:", set.name())?;
        }
        f.write_str(self.test.name())?;
        f.write_str(if self.if_exists { IF_EXISTS } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_operator() -> impl Iterator<Item = ConditionOperator> {
        let sets = [None, Some(SetOperator::ForAllValues), Some(SetOperator::ForAnyValue)];
        ConditionTest::ALL.iter().flat_map(move |&test| {
            sets.into_iter().flat_map(move |set| {
                [false, true].map(|if_exists| ConditionOperator { set, test, if_exists })
            })
        })
    }

    #[test]
    fn every_operator_reads_back_in_any_letter_case() {
        for operator in every_operator() {
            let is_operator = !(operator.test == ConditionTest::Null && operator.if_exists);
            let expected = is_operator.then_some(operator);
            let text = operator.to_string();
            assert_eq!(ConditionOperator::parse(&text), expected, "{text}");
            assert_eq!(ConditionOperator::parse(&text.to_lowercase()), expected, "{text}");
            assert!(operator.is_spelt(&text) && !operator.is_spelt(&text.to_lowercase()), "{text}");
        }
    }

    #[test]
    fn what_is_no_operator_is_refused() {
        for text in ["", ":", "StringEqual", "ForAll:StringEquals", "ifexists", "é", "Null:Null"] {
            assert_eq!(ConditionOperator::parse(text), None, "{text}");
        }
    }

    #[test]
    fn negated_tests_say_not() {
        for test in ConditionTest::ALL {
            assert_eq!(test.is_negated(), test.name().contains("Not"), "{test:?}");
        }
    }
}
