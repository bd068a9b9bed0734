//! How much of the policies is covered.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use super::model::{ElementCoverage, Measured, PolicyCoverage, StatementCoverage, StatementState};
use crate::evaluate::Element;

/// How many of something are covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that are covered.
    pub covered: usize,
    /// All of them.
    pub total: usize,
}

impl Tally {
    pub(super) fn of_one(is_covered: bool) -> Self {
        Self { covered: usize::from(is_covered), total: 1 }
    }

    /// The covered part from 0 to 1; 1 if there is nothing to cover.
    #[expect(clippy::cast_precision_loss, reason = "a rate is read to few digits")]
    pub fn rate(self) -> f64 {
        if self.total == 0 { 1.0 } else { self.covered as f64 / self.total as f64 }
    }
}

/// `66.6 %`, never rounded up.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = match self.total {
            0 => 1000,
            total => self.covered as u128 * 1000 / total as u128,
        };
        write!(f, "{}.{} %", tenths / 10, tenths % 10)
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { covered: self.covered + other.covered, total: self.total + other.total }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Self::add)
    }
}

impl Measured {
    /// The statements that were the reason of a decision.
    pub fn statements(&self) -> Tally {
        self.policies.iter().map(PolicyCoverage::statements).sum()
    }

    /// The values that were shown to matter, of all elements.
    pub fn values(&self) -> Tally {
        self.policies.iter().map(PolicyCoverage::values).sum()
    }

    /// The values of conditions that were shown to matter.
    pub fn conditions(&self) -> Tally {
        self.policies.iter().map(PolicyCoverage::conditions).sum()
    }
}

impl PolicyCoverage {
    /// The statements that were the reason of a decision.
    pub fn statements(&self) -> Tally {
        let is_reason = |one: &StatementCoverage| one.state() == StatementState::Reason;
        self.statements.iter().map(|one| Tally::of_one(is_reason(one))).sum()
    }

    /// The values that were shown to matter, of all elements.
    pub fn values(&self) -> Tally {
        self.statements.iter().map(StatementCoverage::values).sum()
    }

    /// The values of conditions that were shown to matter.
    pub fn conditions(&self) -> Tally {
        let elements = self.statements.iter().flat_map(|one| &one.elements);
        elements
            .filter(|one| matches!(one.element, Element::Condition(_)))
            .map(ElementCoverage::tally)
            .sum()
    }
}

impl StatementCoverage {
    /// The values that were shown to matter, of all elements.
    pub fn values(&self) -> Tally {
        self.elements.iter().map(ElementCoverage::tally).sum()
    }
}

impl ElementCoverage {
    fn tally(&self) -> Tally {
        self.values.iter().map(|value| Tally::of_one(self.missing(value).is_empty())).sum()
    }
}
