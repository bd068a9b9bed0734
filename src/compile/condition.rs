//! One condition, compiled: a set of values, and how a request's values are held against it.

use super::values::ValueSet;
use crate::aws::{KeyType, ValueType};
use crate::policy::{Condition, ConditionTest, SetOperator, Version};
use crate::request::{ContextKeys, Family, KeyId, read_bool};

/// One operator applied to one key.
#[derive(Clone, Debug)]
pub struct CompiledCondition {
    /// The key.
    pub key: KeyId,
    /// What is asked of its values.
    pub test: Test,
    /// How many of them must fit.
    pub quantifier: Quantifier,
    /// Whether a value must be outside the set.
    pub negated: bool,
    /// Whether a missing key makes the condition true.
    pub if_exists: bool,
    /// Whether the document lists no values at all.
    // AWS: C-38
    pub is_empty: bool,
    /// The key's type, if it is a global key.
    pub key_type: Option<KeyType>,
}

/// What a condition asks.
#[derive(Clone, Debug)]
pub enum Test {
    /// `Null`: whether the key may be missing (`true`) or present (`false`).
    Null(Box<[bool]>),
    /// Every other operator.
    Values(ValueSet),
    /// An operator that AWS does not have, in a document evaluated as stored.
    NotUnderstood,
}

/// How many of a request's values must fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// No set operator: the key has one value.
    One,
    /// `ForAllValues`
    All,
    /// `ForAnyValue`
    Any,
}

impl CompiledCondition {
    pub(super) fn compile(written: &Condition, version: Version, keys: &mut ContextKeys) -> Self {
        let key = keys.intern(&written.key);
        let operator = written.operator;
        let test = match operator.map(|operator| operator.test) {
            None => Test::NotUnderstood,
            Some(ConditionTest::Null) => {
                let texts = written.values.iter().map(|value| &*value.text);
                Test::Null(texts.filter_map(read_bool).collect())
            }
            Some(test) => ValueSet::compile(test, &written.values, version, keys)
                .map_or(Test::NotUnderstood, Test::Values),
        };
        if let Test::Values(values) = &test {
            keys.read_as(key, values.family());
        }
        Self {
            key,
            test,
            quantifier: match operator.and_then(|operator| operator.set) {
                None => Quantifier::One,
                Some(SetOperator::ForAllValues) => Quantifier::All,
                Some(SetOperator::ForAnyValue) => Quantifier::Any,
            },
            negated: operator.is_some_and(|operator| operator.test.is_negated()),
            if_exists: operator.is_some_and(|operator| operator.if_exists),
            is_empty: written.values.is_empty(),
            key_type: keys.key_type(key),
        }
    }
}

/// Whether operators of a family can be asked of values of a type. Text operators read every value
/// as text; AWS itself compares tags with ARN operators.
// AWS: C-6, C-16, C-24
pub(crate) fn fits(family: Family, value: ValueType) -> bool {
    match family {
        Family::Text => true,
        Family::Arn => matches!(value, ValueType::Arn | ValueType::String),
        Family::Number => matches!(value, ValueType::Numeric | ValueType::EpochTime),
        Family::Instant => matches!(value, ValueType::Date | ValueType::EpochTime),
        Family::Boolean => value == ValueType::Bool,
        Family::Binary => value == ValueType::Binary,
        Family::Address => value == ValueType::IpAddress,
    }
}
