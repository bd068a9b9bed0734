//! `Condition`, as written: one [`Condition`] for each operator and key.

use crate::text::Span;

/// One operator applied to one key.
// AWS: C-1
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// From the key to the end of its values.
    pub span: Span,
    /// The operator's place.
    pub operator_span: Span,
    /// The operator; `None` if it is none of AWS's, which only stored documents may hold.
    pub operator: Option<ConditionOperator>,
    /// The operator as written.
    pub operator_text: Box<str>,
    /// The key's place.
    pub key_span: Span,
    /// The key as written.
    pub key: Box<str>,
    /// The values in the order written.
    pub values: Vec<ConditionValue>,
}

/// A value to compare with; numbers and booleans in their text form.
// AWS: S-10
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionValue {
    /// Its place.
    pub span: Span,
    /// As text.
    pub text: Box<str>,
}

/// An operator with what may stand before and behind its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConditionOperator {
    /// `ForAllValues:` or `ForAnyValue:`
    pub set: Option<SetOperator>,
    /// The comparison.
    pub test: ConditionTest,
    /// Whether the name ends in `IfExists`.
    pub if_exists: bool,
}

/// A set operator.
// AWS: C-26, C-27
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetOperator {
    /// Every value of the request must fit.
    ForAllValues,
    /// Some value of the request must fit.
    ForAnyValue,
}

macro_rules! condition_tests {
    ($($name:ident),+ $(,)?) => {
        /// The comparisons, under AWS's names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ConditionTest {
            $(#[doc = concat!("`", stringify!($name), "`")] $name),+
        }

        impl ConditionTest {
            /// All of them, in the user guide's order.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// AWS's spelling.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name)),+
                }
            }
        }
    };
}

condition_tests! {
    StringEquals, StringNotEquals, StringEqualsIgnoreCase, StringNotEqualsIgnoreCase, StringLike,
    StringNotLike, NumericEquals, NumericNotEquals, NumericLessThan, NumericLessThanEquals,
    NumericGreaterThan, NumericGreaterThanEquals, DateEquals, DateNotEquals, DateLessThan,
    DateLessThanEquals, DateGreaterThan, DateGreaterThanEquals, Bool, BinaryEquals, IpAddress,
    NotIpAddress, ArnEquals, ArnLike, ArnNotEquals, ArnNotLike, Null,
}
