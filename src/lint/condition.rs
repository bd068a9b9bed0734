//! A condition under the linter.

use std::cell::OnceCell;

use super::statement::StatementView;
use crate::aws::{KeyType, global_key};
use crate::compile::{CompiledCondition, Test, ValueSet};
use crate::policy::{Condition, ConditionOperator, ConditionTest, SetOperator};

/// One operator applied to one key, and the statement in which it stands.
#[derive(Clone, Debug)]
pub struct ConditionView<'s> {
    /// The statement.
    pub statement: StatementView<'s>,
    /// As written.
    pub written: &'s Condition,
    /// Its operator.
    pub operator: ConditionOperator,
    /// Its key in lower case.
    pub lower_key: String,
    number: usize,
    key_type: OnceCell<Option<KeyType>>,
}

impl<'s> ConditionView<'s> {
    /// `None` if the operator is none of AWS's.
    pub(super) fn of(
        statement: StatementView<'s>,
        number: usize,
        written: &'s Condition,
    ) -> Option<Self> {
        let lower_key = written.key.to_ascii_lowercase();
        let (operator, key_type) = (written.operator?, OnceCell::new());
        Some(Self { statement, written, operator, lower_key, number, key_type })
    }

    /// As it is asked, each value on its own as well.
    pub(super) fn compiled(&self) -> Option<&'s CompiledCondition> {
        let (policy, _) = self.statement.subject.compiled();
        policy.statements.get(self.statement.number)?.conditions.get(self.number)
    }

    /// All its values as one set; `None` for `Null`.
    pub(super) fn set(&self) -> Option<&'s ValueSet> {
        match &self.compiled()?.test {
            Test::Values(set) => Some(set),
            Test::Null(_) | Test::NotUnderstood(_) => None,
        }
    }

    /// Each of its values as a set.
    pub(super) fn sets(&self) -> impl Iterator<Item = Option<&'s ValueSet>> {
        let each = self.compiled().map_or(&[][..], |compiled| &compiled.each);
        each.iter().map(|test| match test {
            Test::Values(set) => Some(set),
            Test::Null(_) | Test::NotUnderstood(_) => None,
        })
    }

    /// What it says of a request without the key.
    // AWS: C-3, C-4, C-5, C-25
    pub fn holds_without_key(&self) -> bool {
        match self.operator {
            ConditionOperator { test: ConditionTest::Null, set: None, .. } => {
                self.values().any(|value| value.eq_ignore_ascii_case("true"))
            }
            ConditionOperator { if_exists: true, .. } => true,
            ConditionOperator { set: Some(set), .. } => set == SetOperator::ForAllValues,
            ConditionOperator { set: None, test, .. } => test.is_negated(),
        }
    }

    /// Whether the key is known to have one value at most.
    // AWS: C-31
    pub fn has_one_value(&self) -> bool {
        self.key_type().is_some_and(|key| !key.multivalued)
    }

    /// Whether it is a comparison that a value must fit, and no set operator changes that.
    pub fn is_plain_positive(&self) -> bool {
        let ConditionOperator { set, test, .. } = self.operator;
        set.is_none() && !test.is_negated() && test != ConditionTest::Null
    }

    /// Whether it is a comparison that no value may fit.
    pub fn is_negated(&self) -> bool {
        self.operator.test.is_negated()
    }

    /// The key's type as far as AWS tells; that of a tag is that of its family.
    pub fn key_type(&self) -> Option<KeyType> {
        *self.key_type.get_or_init(|| {
            let global = global_key(&self.lower_key).map(|key| key.entry().key_type);
            let catalog = self.statement.subject.catalog();
            global.or_else(|| Some(catalog.condition_key(&self.lower_key)?.key_type))
        })
    }

    /// Whether the key is one of this family, given in lower case: `aws:resourcetag/`.
    pub fn is_in_family(&self, lower_family: &str) -> bool {
        self.lower_key.starts_with(lower_family)
    }

    /// The values as written.
    pub fn values(&self) -> impl Iterator<Item = &'s str> {
        self.written.values.iter().map(|value| &*value.text)
    }

    /// Whether it is `Null` with this value.
    pub fn is_null(&self, expected: bool) -> bool {
        let expected = if expected { "true" } else { "false" };
        self.operator.test == ConditionTest::Null
            && self.values().all(|value| value.eq_ignore_ascii_case(expected))
            && self.written.values.len() == 1
    }

    /// Whether it has this set operator.
    pub fn has_set(&self, set: SetOperator) -> bool {
        self.operator.set == Some(set)
    }
}
