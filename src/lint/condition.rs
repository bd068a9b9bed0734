//! A condition under the linter.

use super::statement::StatementView;
use crate::aws::{KeyType, global_key};
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
}

impl<'s> ConditionView<'s> {
    /// `None` if the operator is none of AWS's.
    pub(super) fn of(statement: StatementView<'s>, written: &'s Condition) -> Option<Self> {
        let lower_key = written.key.to_ascii_lowercase();
        Some(Self { statement, written, operator: written.operator?, lower_key })
    }

    /// The key's type as far as AWS tells; that of a tag is that of its family.
    pub fn key_type(&self) -> Option<KeyType> {
        let global = global_key(&self.lower_key).map(|key| key.entry().key_type);
        let catalog = self.statement.subject.catalog();
        global.or_else(|| Some(catalog.condition_key(&self.lower_key)?.key_type))
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
