//! The types that AWS gives to condition keys.

/// What a condition key's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// Text.
    String,
    /// Decimal number.
    Numeric,
    /// ARN.
    Arn,
    /// `true` or `false`.
    Bool,
    /// Point in time.
    Date,
    /// Point in time, also as a number of seconds: `aws:EpochTime`.
    // AWS: C-16
    EpochTime,
    /// Address or range of addresses.
    IpAddress,
    /// Bytes.
    Binary,
}

impl ValueType {
    /// What its values are, as a clause: `its values are numbers`.
    pub(crate) fn clause(self) -> &'static str {
        match self {
            Self::String => "its values are text",
            Self::Numeric => "its values are numbers",
            Self::Arn => "its values are ARNs",
            Self::Bool => "its values are booleans",
            Self::Date | Self::EpochTime => "its values are points in time",
            Self::IpAddress => "its values are addresses",
            Self::Binary => "its values are bytes",
        }
    }
}

/// A key's type: what its values are, and whether a request may carry several.
// AWS: K-7, C-31
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyType {
    /// What each value is.
    pub value: ValueType,
    /// Whether the key is multivalued.
    pub multivalued: bool,
}

impl KeyType {
    /// A key with at most one value.
    pub const fn single(value: ValueType) -> Self {
        Self { value, multivalued: false }
    }

    /// A key with any number of values.
    pub const fn several(value: ValueType) -> Self {
        Self { value, multivalued: true }
    }

    /// Reads the service authorization reference's spelling: `String`, `ArrayOfARN`.
    pub fn parse(text: &str) -> Option<Self> {
        let (multivalued, name) = match text.strip_prefix("ArrayOf") {
            Some(name) => (true, name),
            None => (false, text),
        };
        let value = match name {
            "String" => ValueType::String,
            "Numeric" => ValueType::Numeric,
            "ARN" => ValueType::Arn,
            "Bool" => ValueType::Bool,
            "Date" => ValueType::Date,
            "IPAddress" => ValueType::IpAddress,
            "Binary" => ValueType::Binary,
            _ => return None,
        };
        Some(Self { value, multivalued })
    }
}
