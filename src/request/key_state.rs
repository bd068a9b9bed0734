//! What is known of a condition key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::aws::Arn;
use crate::policy::ConditionFamily;
use crate::value_set::{AddressRange, Decimal, Instant};

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

/// `true` and `false` in any letter case.
// AWS: C-17
pub(crate) fn read_bool(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The bytes that a base64 text stands for.
// AWS: C-18
pub(crate) fn read_base64(text: &str) -> Option<Box<[u8]>> {
    STANDARD.decode(text).ok().map(Vec::into_boxed_slice)
}

/// The base64 text of some bytes.
pub(crate) fn write_base64(bytes: &[u8]) -> Box<str> {
    STANDARD.encode(bytes).into()
}
