//! What a YAML scalar means.

use saphyr_parser::Tag;

use super::Value;

/// The tags that YAML itself defines for what JSON can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CoreTag {
    Str,
    Int,
    Float,
    Bool,
    Null,
    Seq,
    Map,
}

impl CoreTag {
    pub(super) fn of(tag: &Tag) -> Option<Self> {
        let whole = format!("{}{}", tag.handle, tag.suffix);
        if whole == "!" {
            return Some(Self::Str);
        }
        let all = [Self::Str, Self::Int, Self::Float, Self::Bool, Self::Null, Self::Seq, Self::Map];
        let name = whole.strip_prefix("tag:yaml.org,2002:")?;
        all.into_iter().find(|core| core.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Str => "str",
            Self::Int => "int",
            Self::Float => "float",
            Self::Bool => "bool",
            Self::Null => "null",
            Self::Seq => "seq",
            Self::Map => "map",
        }
    }
}

/// A plain scalar without a tag.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_json_number(text) && !is_account_number(text) => Value::Number(text.into()),
        _ => Value::Text(text.into()),
    }
}

/// A plain scalar under the key `Version`: a date that happens to look like a number stays text.
pub(super) fn plain_version(text: &str) -> Value {
    match plain(text) {
        Value::Number(text) => Value::Text(text),
        other => other,
    }
}

/// A scalar with a tag; nothing if the two do not fit.
pub(super) fn tagged(tag: CoreTag, text: &str) -> Option<Value> {
    match (tag, plain(text)) {
        (CoreTag::Str, _) => Some(Value::Text(text.into())),
        (CoreTag::Bool, value @ Value::Bool(_)) | (CoreTag::Null, value @ Value::Null) => {
            Some(value)
        }
        (CoreTag::Int, _) if is_json_number(text) && !text.contains(['.', 'e', 'E']) => {
            Some(Value::Number(text.into()))
        }
        (CoreTag::Float, _) if is_json_number(text) => Some(Value::Number(text.into())),
        _ => None,
    }
}

/// The text that a scalar has as a key.
pub(super) fn key_text(value: Value) -> Option<Box<str>> {
    match value {
        Value::Text(text) | Value::Number(text) => Some(text),
        Value::Bool(value) => Some(value.to_string().into()),
        Value::Null | Value::List(_) | Value::Object(_) => None,
    }
}

fn is_account_number(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    is_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(is_digits)
        && exponent
            .is_none_or(|digits| is_digits(digits.strip_prefix(['+', '-']).unwrap_or(digits)))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_json() {
        for number in ["0", "-0", "12", "1.50", "1e9", "-2.5E-3", "1234567890123"] {
            assert_eq!(plain(number), Value::Number(number.into()), "{number}");
        }
        for text in ["012", "+1", ".5", "5.", "0x1F", "0o17", ".inf", ".nan", "1_000", "1e", "-"] {
            assert_eq!(plain(text), Value::Text(text.into()), "{text}");
        }
    }

    #[test]
    fn account_numbers_dates_and_words_are_text() {
        for text in ["111122223333", "000000000001", "2012-10-17", "yes", "no", "on", "off", "tRue"]
        {
            assert_eq!(plain(text), Value::Text(text.into()), "{text}");
        }
        assert_eq!(plain_version("2012"), Value::Text("2012".into()));
    }
}
