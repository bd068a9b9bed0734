//! Percent-encoded text, RFC 3986.

use std::ops::Range;

/// Why a text cannot be decoded, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotDecodable {
    pub(super) range: Range<usize>,
    pub(super) message: String,
}

/// The text with `%XX` as the bytes that they stand for. Everything else, `+` too, is itself.
pub(super) fn decode(text: &str) -> Result<String, NotDecodable> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(percent) = memchr::memchr(b'%', &bytes[at..]).map(|offset| at + offset) {
        decoded.extend_from_slice(&bytes[at..percent]);
        decoded.push(escaped(bytes, percent).ok_or_else(|| no_escape(text, percent))?);
        at = percent + 3;
    }
    decoded.extend_from_slice(&bytes[at..]);
    String::from_utf8(decoded).map_err(|error| {
        let start = offset_of(bytes, error.utf8_error().valid_up_to());
        let range = start..(start + 3).min(text.len());
        NotDecodable { range, message: "these bytes are not UTF-8".to_owned() }
    })
}

fn escaped(bytes: &[u8], percent: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    let value = digit(percent + 1)? * 16 + digit(percent + 2)?;
    u8::try_from(value).ok()
}

fn no_escape(text: &str, percent: usize) -> NotDecodable {
    let end = text[percent..].char_indices().nth(3).map_or(text.len(), |(at, _)| percent + at);
    let message = "`%` stands before two hexadecimal digits".to_owned();
    NotDecodable { range: percent..end, message }
}

/// Where the n-th decoded byte stands in the encoded text.
fn offset_of(bytes: &[u8], index: usize) -> usize {
    (0..index).fold(0, |at, _| at + if bytes[at] == b'%' { 3 } else { 1 })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;

    use super::*;

    /// As AWS does it: all but the unreserved characters are escaped.
    fn encode(text: &str, uppercase: bool) -> String {
        text.bytes().fold(String::new(), |mut encoded, byte| {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    encoded.push(char::from(byte));
                }
                _ if uppercase => write!(encoded, "%{byte:02X}").unwrap(),
                _ => write!(encoded, "%{byte:02x}").unwrap(),
            }
            encoded
        })
    }

    proptest! {
        #[test]
        fn what_was_encoded_comes_back(text in ".*", uppercase: bool) {
            prop_assert_eq!(decode(&encode(&text, uppercase)), Ok(text));
        }

        #[test]
        fn a_refusal_has_its_place(text in "[%0-9a-fA-F+é ]{0,20}") {
            match decode(&text) {
                Ok(decoded) => prop_assert!(decoded.len() <= text.len()),
                Err(why) => prop_assert!(text.get(why.range.clone()).is_some(), "{:?}", why),
            }
        }
    }

    #[test]
    fn texts_are_decoded_as_rfc_3986_says() {
        for (encoded, decoded) in [
            ("", ""),
            ("plain", "plain"),
            ("%7B%22a%22%3A1%7D", r#"{"a":1}"#),
            ("%7b%7D", "{}"),
            ("a+b%20c", "a+b c"),
            ("%2525", "%25"),
            ("%E2%82%AC%c3%a9", "€é"),
            ("é%0A", "é\n"),
            ("%00", "\0"),
        ] {
            assert_eq!(decode(encoded).as_deref(), Ok(decoded));
        }
    }

    #[test]
    fn what_is_no_escape_is_shown() {
        for (encoded, range) in [
            ("%", 0..1),
            ("ab%2", 2..4),
            ("%zz%20", 0..3),
            ("%2é", 0..4),
            ("%+1", 0..3),
            ("a%20%FFb", 4..7),
            ("%C3", 0..3),
            ("%C3(", 0..3),
        ] {
            assert_eq!(decode(encoded).unwrap_err().range, range, "{encoded}");
        }
    }
}
