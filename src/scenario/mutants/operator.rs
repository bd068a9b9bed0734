//! The kinds of small step, and what one does to what is granted.

use crate::policy::Effect;

macro_rules! operators {
    ($($variant:ident $name:literal $does:literal),+ $(,)?) => {
        /// A kind of small step.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Operator {
            $(#[doc = $does] $variant),+
        }

        impl Operator {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in ids: `drop-value`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }
    };
}

operators! {
    DropLayer "drop-layer" "The policy is not there.",
    DropStatement "drop-statement" "A statement is not there.",
    FlipEffect "flip-effect" "`Allow` is `Deny`, or the other way round.",
    WidenPrincipal "widen-principal" "A principal is the next larger one.",
    NarrowPrincipal "narrow-principal" "A principal is the one that is asked about.",
    WidenAction "widen-action" "An action is every action of its service.",
    NarrowAction "narrow-action" "A pattern is the one action that is asked about.",
    WidenResource "widen-resource" "The last part of a resource is `*`.",
    WidenVariable "widen-variable" "A variable in a resource is `*`.",
    NarrowResource "narrow-resource" "A pattern is the one resource that is asked about.",
    DropValue "drop-value" "One value of several is not there.",
    DropCondition "drop-condition" "A condition is not there.",
    NegateOperator "negate-operator" "An operator is its opposite.",
    SwapOperator "swap-operator" "An operator is its neighbour.",
    FlipValue "flip-value" "`true` is `false`, or the other way round.",
    AddIfExists "add-if-exists" "A condition holds where its key is missing.",
    DropIfExists "drop-if-exists" "A condition does not hold only because its key is missing.",
    AddForAllValues "add-for-all-values" "An operator is asked of all values of the request.",
    AddForAnyValue "add-for-any-value" "An operator is asked of some value of the request.",
    DropSetOperator "drop-set-operator" "An operator is asked of one value.",
    SwapSetOperator "swap-set-operator" "All values are any, or the other way round.",
}

/// What a step does to what is granted, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// It can only grant more.
    More,
    /// It can do both.
    Either,
    /// It can only grant less.
    Less,
}

impl Direction {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Either => "either",
            Self::Less => "less",
        }
    }
}

/// What a step does to the requests that an element fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Wider,
    Narrower,
    Other,
}

impl Reach {
    /// The same step on the entries of an element that lists what it is not about.
    pub(super) fn negated(self, negated: bool) -> Self {
        match self {
            Self::Wider if negated => Self::Narrower,
            Self::Narrower if negated => Self::Wider,
            other => other,
        }
    }

    /// What it does to what is granted.
    pub(super) fn direction(self, effect: Effect) -> Direction {
        match (self, effect) {
            (Self::Wider, Effect::Allow) | (Self::Narrower, Effect::Deny) => Direction::More,
            (Self::Narrower, Effect::Allow) | (Self::Wider, Effect::Deny) => Direction::Less,
            (Self::Other, _) => Direction::Either,
        }
    }
}
