//! Bytes into text.

use super::{Diagnostic, Source, Span};

const SHOWN_AFTER: usize = 200;

/// Bytes that are no text of ours. `source` holds what comes before the first bad byte and a
/// little after it, so that the diagnostic can be drawn.
#[derive(Debug)]
pub struct Undecodable {
    /// What can be shown.
    pub source: Source,
    /// What is wrong.
    pub diagnostic: Diagnostic,
}

impl Undecodable {
    /// The same bytes, of which the first line has this number: they are a part of more.
    #[must_use]
    pub fn starting_at(self, first_line: usize) -> Self {
        Self { source: self.source.starting_at(first_line), ..self }
    }
}

impl Source {
    /// Takes the bytes of a file, which must be UTF-8 and less than 4 GiB.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Box<Undecodable>> {
        if is_too_large(bytes.len()) {
            return Err(Box::new(too_large(name)));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(name, text)),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                Err(Box::new(not_utf8(name, error.as_bytes(), valid)))
            }
        }
    }
}

fn is_too_large(length: usize) -> bool {
    u32::try_from(length).is_err()
}

fn too_large(name: impl Into<String>) -> Undecodable {
    let diagnostic =
        Diagnostic::error("file-too-large", Span::default(), "the file has 4 GiB or more");
    Undecodable { source: Source::new(name, ""), diagnostic }
}

fn not_utf8(name: impl Into<String>, bytes: &[u8], valid: usize) -> Undecodable {
    let shown = (valid + SHOWN_AFTER).min(bytes.len());
    let source = Source::new(name, String::from_utf8_lossy(&bytes[..shown]));
    let marks = if bytes.starts_with("\u{feff}".as_bytes()) { '\u{feff}'.len_utf8() } else { 0 };
    let start = valid - marks;
    let span = Span::of(start..start + char::REPLACEMENT_CHARACTER.len_utf8());
    let message = format!("byte 0x{:02X} is not UTF-8", bytes[valid]);
    let diagnostic = Diagnostic::error("invalid-utf8", span, message);
    let diagnostic = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            diagnostic.with_hint("this looks like UTF-16: save the file as UTF-8")
        }
        _ => diagnostic,
    };
    Undecodable { source, diagnostic }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bad_byte_is_named_with_line_and_column() {
        for mark in ["", "\u{feff}"] {
            let bytes = [mark.as_bytes(), "{\n \"é".as_bytes(), b"\xff\xff\"}"].concat();
            let refused = Source::from_bytes("a.json", bytes).unwrap_err();
            let at = refused.source.position(refused.diagnostic.span.start);
            assert_eq!((at.line, at.column), (2, 4));
            assert_eq!(refused.source.slice(refused.diagnostic.span), "\u{fffd}");
            assert_eq!(refused.diagnostic.message, "byte 0xFF is not UTF-8");
        }
    }

    #[test]
    fn a_file_of_windows_gets_a_hint() {
        let refused = Source::from_bytes("a.json", b"\xff\xfe{\0}\0".to_vec()).unwrap_err();
        assert!(refused.diagnostic.hint.unwrap().contains("UTF-16"));
    }

    #[test]
    fn offsets_must_fit() {
        assert!(!is_too_large(u32::MAX as usize));
        assert!(is_too_large(u32::MAX as usize + 1));
    }
}
