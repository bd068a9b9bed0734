//! One condition, compiled: a set of values, and how a request's values are held against it.

use std::slice;

use super::values::ValueSet;
use crate::aws::KeyType;
use crate::policy::{
    Condition, ConditionFamily, ConditionTest, ConditionValue, SetOperator, Version,
};
use crate::request::{ContextKeys, KeyId};
use crate::value_set::read_bool;

/// One operator applied to one key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CompiledCondition {
    /// The key.
    pub key: KeyId,
    /// What is asked of its values.
    pub test: Test,
    /// What each value alone would ask, in the order written; empty unless a policy was compiled
    /// [with each value](super::CompiledPolicy::with_each_value).
    pub each: Box<[Test]>,
    /// How many of them must fit.
    pub quantifier: Quantifier,
    /// Whether a value must be outside the set.
    pub negated: bool,
    /// Whether a missing key makes the condition true.
    pub if_exists: bool,
    /// Whether the document lists no values at all.
    // AWS: C-38
    pub is_empty: bool,
    /// What the operator compares; `None` if it is not understood.
    pub family: Option<ConditionFamily>,
    /// The key's type, if it is a global key.
    pub key_type: Option<KeyType>,
}

/// What a condition asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// `Null`: whether the key may be missing (`true`) or present (`false`).
    Null(Box<[bool]>),
    /// Every other operator.
    Values(ValueSet),
    /// An operator that AWS does not have, in a document evaluated as stored: operator and values as
    /// written.
    NotUnderstood(Box<[Box<str>]>),
}

/// How many of a request's values must fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
        let test = Test::compile(written, &written.values, version, keys);
        let family = operator.map(|operator| operator.test.family());
        if let Some(family) = family {
            keys.read_as(key, family);
        }
        Self {
            key,
            test,
            each: Box::default(),
            quantifier: match operator.and_then(|operator| operator.set) {
                None => Quantifier::One,
                Some(SetOperator::ForAllValues) => Quantifier::All,
                Some(SetOperator::ForAnyValue) => Quantifier::Any,
            },
            negated: operator.is_some_and(|operator| operator.test.is_negated()),
            if_exists: operator.is_some_and(|operator| operator.if_exists),
            family,
            is_empty: written.values.is_empty(),
            key_type: keys.key_type(key),
        }
    }

    /// Compiles each value on its own as well.
    pub(super) fn compile_each(
        &mut self,
        written: &Condition,
        version: Version,
        keys: &mut ContextKeys,
    ) {
        let values = written.values.iter().map(slice::from_ref);
        let compile = |value| Test::compile(written, value, version, keys);
        self.each = values.map(compile).collect();
    }

    /// How many comparisons it takes at most to hold one value against it, roughly.
    pub(super) fn comparisons(&self) -> usize {
        match &self.test {
            Test::Values(set) => 1 + set.comparisons(),
            Test::Null(_) | Test::NotUnderstood(_) => 1,
        }
    }
}

impl Test {
    fn compile(
        written: &Condition,
        values: &[ConditionValue],
        version: Version,
        keys: &mut ContextKeys,
    ) -> Self {
        let not_understood = || {
            let values = values.iter().map(|value| value.text.clone());
            Self::NotUnderstood(
                std::iter::once(written.operator_text.clone()).chain(values).collect(),
            )
        };
        match written.operator.map(|operator| operator.test) {
            None => not_understood(),
            Some(ConditionTest::Null) => {
                let texts = values.iter().map(|value| &*value.text);
                Self::Null(texts.filter_map(read_bool).collect())
            }
            Some(test) => ValueSet::compile(test, values, version, keys)
                .map_or_else(not_understood, Self::Values),
        }
    }
}
