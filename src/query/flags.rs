//! What a policy of a caller answered, in a byte; what several answered is the union of theirs.

use super::dependence::Dependence;
use crate::evaluate::{Answered, Grants, Truth};

/// What some policies of one layer answered, and on whom that depends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags(u8);

const DENIED: u8 = 1;
const MAY_BE_DENIED: u8 = 1 << 1;
const ALLOWED: u8 = 1 << 2;
const MAY_BE_ALLOWED: u8 = 1 << 3;
const DEPENDS_ON_COHORT: u8 = 1 << 4;
const DEPENDS_ON_CALLER: u8 = 1 << 5;
const ASKED: u8 = 1 << 6;

impl Flags {
    pub(super) fn new(answered: Answered, dependence: Dependence) -> Self {
        let denied = match answered.denied {
            Truth::True => DENIED,
            Truth::Unknown => MAY_BE_DENIED,
            Truth::False => 0,
        };
        let allowed = match answered.granted.most() {
            Truth::True => ALLOWED,
            Truth::Unknown => MAY_BE_ALLOWED,
            Truth::False => 0,
        };
        let depends = match dependence {
            Dependence::Nobody => 0,
            Dependence::Cohort => DEPENDS_ON_COHORT,
            Dependence::Caller => DEPENDS_ON_CALLER,
        };
        Self(denied | allowed | depends | ASKED)
    }

    /// What the policies of both come to.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn was_asked(self) -> bool {
        self.0 & ASKED != 0
    }

    /// Whether another caller of the same kind and account may get another answer.
    pub(super) fn depends_on_caller(self) -> bool {
        self.0 & DEPENDS_ON_CALLER != 0
    }

    /// Whether some other caller may get another answer.
    pub(super) fn depends(self) -> bool {
        self.0 & (DEPENDS_ON_CALLER | DEPENDS_ON_COHORT) != 0
    }

    /// The answer alone, as a number below [`Self::ANSWERS`].
    pub(super) fn answer(self) -> usize {
        usize::from(self.0) % Self::ANSWERS
    }

    /// How many answers there are.
    pub(super) const ANSWERS: usize = 16;

    /// The answer of a layer whose policies name no principals.
    pub(super) fn answered(self) -> Answered {
        let truth = |surely: u8, maybe: u8| match self.0 {
            bits if bits & surely != 0 => Truth::True,
            bits if bits & maybe != 0 => Truth::Unknown,
            _ => Truth::False,
        };
        Answered {
            denied: truth(DENIED, MAY_BE_DENIED),
            granted: Grants { direct: truth(ALLOWED, MAY_BE_ALLOWED), ..Grants::NONE },
        }
    }
}
