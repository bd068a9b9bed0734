//! What is known of a condition key.

use crate::aws::Arn;
use crate::policy::ConditionFamily;
use crate::value_set::{AddressRange, Decimal, Instant, read_base64, read_bool};

/// What is known of a key in a request.
#[derive(Clone, Debug)]
pub enum KeyState {
    /// The request does not carry the key.
    Absent,
    /// Nobody said whether the request carries it.
    Unknown,
    /// The request carries it; nobody said with which value.
    PresentUnknown,
    /// The request carries these values.
    Present(Box<[ContextValue]>),
}

/// A set of [`ConditionFamily`] values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Families(u8);

impl Families {
    /// Adds a family.
    pub fn insert(&mut self, family: ConditionFamily) {
        self.0 |= 1 << family as u8;
    }

    /// Whether the family is in the set.
    pub fn contains(self, family: ConditionFamily) -> bool {
        self.0 & (1 << family as u8) != 0
    }
}

/// One value of a key: its text, and what it is when an operator reads it as something else. A
/// reading is `None` if the text cannot be read so, or if no policy asks.
#[derive(Clone, Debug)]
pub struct ContextValue {
    /// As given.
    pub text: Box<str>,
    /// For `Numeric*`
    pub number: Option<Decimal>,
    /// For `Date*`
    pub instant: Option<Instant>,
    /// For `Bool`
    pub boolean: Option<bool>,
    /// For `BinaryEquals`
    pub bytes: Option<Box<[u8]>>,
    /// For `IpAddress`
    pub address: Option<AddressRange>,
    /// For `Arn*`
    pub arn: Option<Arn>,
}

impl ContextValue {
    /// Reads a value for the operators that will ask for it.
    pub fn read(text: &str, families: Families) -> Self {
        let asks = |family| families.contains(family);
        Self {
            number: asks(ConditionFamily::Numeric).then(|| Decimal::parse(text)).flatten(),
            instant: asks(ConditionFamily::Date).then(|| Instant::parse(text)).flatten(),
            boolean: asks(ConditionFamily::Bool).then(|| read_bool(text)).flatten(),
            bytes: asks(ConditionFamily::Binary).then(|| read_base64(text)).flatten(),
            address: asks(ConditionFamily::Address).then(|| AddressRange::parse(text)).flatten(),
            arn: asks(ConditionFamily::Arn).then(|| Arn::parse(text)).flatten(),
            text: text.into(),
        }
    }
}
