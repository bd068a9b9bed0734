//! What conditions and decisions are made of.

use std::ops::Not;

/// True, false, or hanging on something that nobody told us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Truth {
    /// Surely not.
    False,
    /// Open.
    Unknown,
    /// Surely.
    True,
}

impl Truth {
    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// Which it surely is, if either.
    pub fn known(self) -> Option<bool> {
        match self {
            Self::True => Some(true),
            Self::False => Some(false),
            Self::Unknown => None,
        }
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        if known { Self::True } else { Self::False }
    }
}

/// What the decision computes with: truth values here, formulas where all requests are compared at
/// once.
pub trait Algebra {
    /// A truth value or something that stands for one.
    type Truth: Clone;

    /// A constant.
    fn constant(&mut self, value: bool) -> Self::Truth;

    /// Both.
    fn and(&mut self, left: &Self::Truth, right: &Self::Truth) -> Self::Truth;

    /// Either.
    fn or(&mut self, left: &Self::Truth, right: &Self::Truth) -> Self::Truth;

    /// The opposite.
    fn not(&mut self, value: &Self::Truth) -> Self::Truth;

    /// The constant that a value surely is, if it is one.
    fn known(&self, value: &Self::Truth) -> Option<bool>;
}

/// What computes with [`Truth`] itself.
pub(super) trait ThreeValued {}

impl<T: ThreeValued> Algebra for T {
    type Truth = Truth;

    fn constant(&mut self, value: bool) -> Truth {
        value.into()
    }

    fn and(&mut self, left: &Truth, right: &Truth) -> Truth {
        left.and(*right)
    }

    fn or(&mut self, left: &Truth, right: &Truth) -> Truth {
        left.or(*right)
    }

    fn not(&mut self, value: &Truth) -> Truth {
        !*value
    }

    fn known(&self, value: &Truth) -> Option<bool> {
        value.known()
    }
}
