//! How a resource-based policy grants.

use super::truth::Truth;

/// What a resource-based policy grants, by how directly it names the caller.
// AWS: D-9, P-19
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Grants<T> {
    /// To the caller itself, or to everyone.
    pub direct: T,
    /// To the role or user behind the session.
    pub entity: T,
    /// To the caller's account, which may pass it on.
    pub delegated: T,
}

impl Grants<Truth> {
    /// No grant.
    pub const NONE: Self =
        Self { direct: Truth::False, entity: Truth::False, delegated: Truth::False };

    /// A grant to the caller itself.
    pub(super) fn direct(truth: Truth) -> Self {
        Self { direct: truth, ..Self::NONE }
    }

    /// Whether there is any grant.
    pub fn most(self) -> Truth {
        self.direct.or(self.entity).or(self.delegated)
    }

    /// Whether it is known of each grant if there is one.
    pub(crate) fn is_known(self) -> bool {
        [self.direct, self.entity, self.delegated].iter().all(|truth| truth.known().is_some())
    }

    pub(super) fn within(self, limit: Truth) -> Self {
        Self {
            direct: self.direct.and(limit),
            entity: self.entity.and(limit),
            delegated: self.delegated.and(limit),
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            direct: self.direct.or(other.direct),
            entity: self.entity.or(other.entity),
            delegated: self.delegated.or(other.delegated),
        }
    }
}
