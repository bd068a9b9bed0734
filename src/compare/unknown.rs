//! Why a question has no answer, in words.

use super::atoms::{Atom, AtomId, Atoms, Open};
use crate::compile::Test;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// A condition operator that AWS does not have.
    Operator,
    /// Policy variables that join two keys in a way that is not decided.
    Variables,
    /// No resource-based policy was given where AWS always has one: on roles and KMS keys.
    ResourcePolicy,
    /// A key is read as text in patterns and as something else, in a way that is not decided.
    Readings,
    /// The search was given up after its budget.
    Budget,
}

impl Unknown {
    /// Why a question about these atoms is left open, where no value is found for them.
    pub(super) fn of_open(atoms: &Atoms, asked: &[AtomId]) -> Self {
        let of_atom = |id: &AtomId| match atoms.get(*id) {
            Some(Atom::Open(Open::ResourcePolicy(_))) => Some(Self::ResourcePolicy),
            Some(Atom::Open(Open::Condition(condition)))
                if matches!(condition.test, Test::NotUnderstood(_)) =>
            {
                Some(Self::Operator)
            }
            _ => None,
        };
        asked.iter().find_map(of_atom).unwrap_or(Self::Variables)
    }

    /// Why, in words that follow "because".
    pub fn why(self) -> &'static str {
        match self {
            Self::Operator => "a condition has an operator that AWS does not have",
            Self::Variables => {
                "policy variables tie keys or resources together in a way that is not decided"
            }
            Self::ResourcePolicy => {
                "AWS always has a resource-based policy on roles and KMS keys, and none was given"
            }
            Self::Readings => {
                "a key is read both as text and as a number, a date or an address, in a way that is \
                 not decided"
            }
            Self::Budget => "the search was given up after its budget",
        }
    }
}
