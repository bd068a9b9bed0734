//! What is wrong with a JSON text, said so that its author sees it.

use jsonc_parser::ParseStringErrorKind;
use jsonc_parser::errors::{ParseError, ParseErrorKind};

use super::quote::quote;
use super::{Diagnostic, Span};

/// What brackets enclose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Object,
    List,
}

impl Container {
    fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::List => "list",
        }
    }

    fn brackets(self) -> (char, char) {
        match self {
            Self::Object => ('{', '}'),
            Self::List => ('[', ']'),
        }
    }
}

fn invalid(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("json-syntax-error", span, message)
}

pub(super) fn empty() -> Diagnostic {
    invalid(Span::default(), "the file is empty").with_hint("a JSON value was expected")
}

pub(super) fn after_the_end(text: &str, span: Span) -> Diagnostic {
    let found = quote(&text[span.range()]);
    let refusal = invalid(span, format!("expected the end of the file, found {found}"));
    refusal.with_hint("a file holds one JSON value")
}

pub(super) fn unclosed(text: &str, open: Option<&(Container, Span)>) -> Diagnostic {
    let end = text.trim_end().len();
    let Some(&(container, opening)) = open else { return empty() };
    let (open, close) = container.brackets();
    invalid(
        Span::of(end..end),
        format!("the file ends inside a list or object: `{close}` is missing"),
    )
    .with_label(opening, format!("this `{open}` is not closed"))
}

pub(super) fn no_comma(text: &str, span: Span, open: Option<&(Container, Span)>) -> Diagnostic {
    let Some(&(container, opening)) = open else { return after_the_end(text, span) };
    let (open, close) = container.brackets();
    let found = &text[span.range()];
    let message = format!("expected `,` or `{close}`, found {}", quote(found));
    let refusal = invalid(span, message);
    match found {
        "}" | "]" => {
            refusal.with_label(opening, format!("this {} opens with `{open}`", container.name()))
        }
        ":" => refusal.with_hint("only an object has keys: write `{` and `}` around them"),
        ";" | "=" => refusal,
        _ => refusal.with_hint("a comma is missing before this"),
    }
}

pub(super) fn trailing_comma(comma: Span) -> Diagnostic {
    invalid(comma, "trailing comma").with_hint("remove it: no item follows")
}

pub(super) fn comment(span: Span) -> Diagnostic {
    invalid(span, "a comment, which this file may not have")
        .with_hint("AWS refuses comments in policies")
}

pub(super) fn odd_space(text: &str, at: usize) -> Diagnostic {
    let odd = text[at..].chars().next().unwrap_or(' ');
    invalid(
        Span::of(at..at + odd.len_utf8()),
        format!("U+{:04X} is no white space in JSON", u32::from(odd)),
    )
    .with_hint("use a plain space")
}

pub(super) fn raw_control(text: &str, string: Span) -> Diagnostic {
    let raw = &text[string.range()];
    let (at, control) = raw.char_indices().find(|(_, char)| *char < ' ').unwrap_or((0, '\0'));
    let at = string.start as usize + at;
    if matches!(control, '\n' | '\r') {
        return open_string(text, string.start as usize);
    }
    let written =
        if control == '\t' { "\\t".into() } else { format!("\\u{:04x}", u32::from(control)) };
    invalid(Span::of(at..at + 1), format!("raw control character U+{:04X}", u32::from(control)))
        .with_hint(format!("write it as `{written}`"))
}

fn open_string(text: &str, start: usize) -> Diagnostic {
    let rest = &text[start..];
    let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
    invalid(Span::of(start..start + line), "this string is not closed")
        .with_hint("end it with `\"`; a line break inside is written `\\n`")
}

/// Whether a byte that follows a number spoils it.
pub(super) fn continues_number(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_')
}

pub(super) fn number(text: &str, start: usize) -> Diagnostic {
    let rest = &text[start..];
    let length = rest.bytes().position(|byte| !continues_number(byte)).unwrap_or(rest.len());
    let written = &rest[..length];
    let refusal = invalid(
        Span::of(start..start + length),
        format!("{} is not a number of JSON", quote(written)),
    );
    match number_hint(written) {
        Some(hint) => refusal.with_hint(hint),
        None => refusal,
    }
}

fn number_hint(written: &str) -> Option<&'static str> {
    let digits = written.trim_start_matches(['-', '+']);
    let second = digits.as_bytes().get(1);
    if written.starts_with('+') {
        Some("leave out the plus sign")
    } else if digits.starts_with('0') && second.is_some_and(u8::is_ascii_digit) {
        Some("numbers have no leading zeros; account numbers are written as strings")
    } else if digits.starts_with('.') || digits.contains('.') {
        Some("digits are needed on both sides of the point")
    } else {
        None
    }
}

pub(super) fn unexpected(expected: &str, text: &str, span: Span) -> Diagnostic {
    let found = &text[span.range()];
    let refusal = invalid(span, format!("expected {expected}, found {}", quote(found)));
    match hint_for(found) {
        Some(hint) => refusal.with_hint(hint),
        None => refusal,
    }
}

fn hint_for(found: &str) -> Option<&'static str> {
    let first = found.chars().next()?;
    match found.to_ascii_lowercase().as_str() {
        "true" | "false" | "null" if first.is_ascii_uppercase() => {
            Some("`true`, `false` and `null` are written in lower case")
        }
        "none" | "nil" | "undefined" => Some("JSON has `null`"),
        _ => match first {
            '\'' => Some("strings are written in double quotes"),
            '\u{201c}'..='\u{201f}' | '\u{2018}'..='\u{201b}' | '\u{ab}' => {
                Some("use the straight quote `\"`")
            }
            '#' => Some("JSON has no `#` comments"),
            _ if first.is_alphabetic() || first == '_' || first == '$' => {
                Some("text is written in double quotes")
            }
            _ => None,
        },
    }
}

/// Says in our words what the scanner refused at the token that starts here.
pub(super) fn from_scanner(error: &ParseError, start: usize, text: &str) -> Diagnostic {
    match (error.kind(), text.as_bytes().get(start)) {
        (ParseErrorKind::String(kind), _) => string(kind, error.range().start, start, text),
        (ParseErrorKind::UnterminatedCommentBlock, _) => {
            invalid(Span::of(start..start + 2), "this comment is not closed")
                .with_hint("end it with `*/`")
        }
        (_, Some(b'+' | b'-' | b'.' | b'0'..=b'9')) => number(text, start),
        _ => unexpected("a value", text, word_at(text, start)),
    }
}

fn word_at(text: &str, start: usize) -> Span {
    let rest = &text[start..];
    let word = rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(rest.len());
    let first = rest.chars().next().map_or(0, char::len_utf8);
    Span::of(start..start + word.max(first))
}

fn string(kind: &ParseStringErrorKind, escape: usize, start: usize, text: &str) -> Diagnostic {
    use ParseStringErrorKind as Kind;
    let rest = &text[escape..];
    let first = |count: usize| {
        let end = rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
        (Span::of(escape..escape + end), quote(&rest[..end]))
    };
    match kind {
        Kind::UnterminatedStringLiteral => open_string(text, start),
        Kind::InvalidUnicodeEscapeSequence(_) => {
            let (span, found) = first(6);
            invalid(span, format!("{found} is half of a surrogate pair, which is no character"))
        }
        Kind::ExpectedFourHexDigits => {
            let (span, _) = first(2);
            invalid(span, "`\\u` needs four hexadecimal digits")
        }
        Kind::InvalidEscape
        | Kind::InvalidEscapeInDoubleQuoteString
        | Kind::InvalidEscapeInSingleQuoteString
        | Kind::ExpectedTwoHexDigits => {
            let (span, found) = first(2);
            invalid(span, format!("{found} is no escape of JSON"))
                .with_hint("a backslash itself is written `\\\\`")
        }
    }
}
