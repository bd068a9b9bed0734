//! A line as words.

use std::ops::Range;

use super::pasting::text_pasted;
use crate::text::quote;

/// A word of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// What it says, without quotes.
    pub(super) text: String,
    /// Where it stands in the line.
    pub(super) range: Range<usize>,
    /// Whether a part of it stands in quotes: then it means just what it says.
    pub(super) is_quoted: bool,
}

/// Why a line has no words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unfinished {
    /// An object whose last brace is missing; more lines may bring it.
    Object(usize),
    /// A quote that nothing closes.
    Quote(usize),
    /// An escape that JSON does not have.
    Escape(usize),
}

impl Unfinished {
    /// In words.
    pub(super) fn message(&self, line: &str) -> String {
        let rest = |at: &usize| quote(line.get(*at..).unwrap_or_default());
        match self {
            Self::Object(at) => format!("the object {} has no end", rest(at)),
            Self::Quote(at) => format!("the quote {} is not closed", rest(at)),
            Self::Escape(at) => format!("{} is no escape of JSON", rest(at)),
        }
    }
}

/// Whether the line goes on in the next one: an object in it is not closed. What is pasted goes on
/// to an empty line, unless it stands behind `paste` on the same.
pub fn needs_more(line: &str) -> bool {
    if let Some(text) = text_pasted(line) {
        let text = text.trim_start_matches([' ', '\t']);
        let is_json = text.trim_start().starts_with(['{', '[']);
        return match text.strip_prefix('\n') {
            None if is_json => object(text).is_none(),
            None => text.is_empty(),
            Some(below) if is_json => object(below).is_none() && !below.ends_with("\n\n"),
            Some(below) => !below.is_empty() && !below.ends_with('\n'),
        };
    }
    matches!(split(line), Err(Unfinished::Object(_)))
}

/// The words of a line. Spaces stand between them, `#` at the start of a word begins a comment,
/// quotes hold spaces, and an object in braces is one word.
pub(super) fn split(line: &str) -> Result<Vec<Word>, Unfinished> {
    let mut words = Vec::new();
    let mut at = 0;
    loop {
        at += blank(&line[at..]);
        match line[at..].chars().next() {
            None | Some('#') => return Ok(words),
            Some('{') => {
                let end = at + object(&line[at..]).ok_or(Unfinished::Object(at))?;
                words.push(Word {
                    text: line[at..end].to_owned(),
                    range: at..end,
                    is_quoted: true,
                });
                at = end;
            }
            Some(_) => {
                let word = word(line, at)?;
                at = word.range.end;
                words.push(word);
            }
        }
    }
}

fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The length of the object that starts the text.
fn object(text: &str) -> Option<usize> {
    let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => depth += 1,
            b'}' | b']' if !is_text => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The word at a place.
fn word(line: &str, start: usize) -> Result<Word, Unfinished> {
    let (mut text, mut at, mut is_quoted) = (String::new(), start, false);
    while let Some(char) = line[at..].chars().next() {
        match char {
            '"' => {
                at += json_string(&line[at..], at, &mut text)?;
                is_quoted = true;
            }
            '\'' => {
                let inside = &line[at + 1..];
                let length = inside.find('\'').ok_or(Unfinished::Quote(at))?;
                text.push_str(&inside[..length]);
                at += length + 2;
                is_quoted = true;
            }
            char if char.is_whitespace() => break,
            char => {
                text.push(char);
                at += char.len_utf8();
            }
        }
    }
    Ok(Word { text, range: start..at, is_quoted })
}

/// Reads the string that starts the text as JSON does; gives its length with the quotes.
fn json_string(text: &str, at: usize, into: &mut String) -> Result<usize, Unfinished> {
    let mut is_escaped = false;
    for (offset, char) in text.char_indices().skip(1) {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => {
                let written = text[..=offset].replace('\n', "\\n").replace('\t', "\\t");
                let written = written.replace('\r', "\\r");
                let said: String =
                    serde_json::from_str(&written).map_err(|_| Unfinished::Escape(at))?;
                into.push_str(&said);
                return Ok(offset + 1);
            }
            _ => {}
        }
    }
    Err(Unfinished::Quote(at))
}

/// The text as one word of a line.
pub fn as_word(text: &str) -> String {
    let is_plain = |char: char| {
        !char.is_whitespace() && !"\"'{#".contains(char) && !crate::text::is_unprintable(char)
    };
    let is_word = !text.is_empty() && text.chars().all(is_plain);
    if is_word { text.to_owned() } else { crate::text::json_text(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        split(line).unwrap().into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn quotes_objects_and_comments() {
        assert_eq!(texts("can  s3:GetObject # why"), ["can", "s3:GetObject"]);
        assert_eq!(
            texts("with aws:PrincipalTag/a=\"x y\"z 'a b'"),
            ["with", "aws:PrincipalTag/a=x yz", "a b"]
        );
        assert_eq!(texts("set {\"a\": [\"}\"]} on"), ["set", "{\"a\": [\"}\"]}", "on"]);
        assert_eq!(texts("#"), [""; 0]);
        assert!(needs_more("set trust {\n\"a\":"));
        assert!(!needs_more("set trust {}"));
        assert!(needs_more("paste") && needs_more("paste\nUser: x") && needs_more("paste {\n"));
        assert!(!needs_more("paste User: x") && !needs_more("paste\nUser: x\n"));
        assert!(!needs_more("paste\n") && !needs_more("paste\n{}"));
        assert_eq!(split("a \"b"), Err(Unfinished::Quote(2)));
        assert_eq!(split("a \"\\q\""), Err(Unfinished::Escape(2)));
    }

    #[test]
    fn what_is_written_as_a_word_is_read_as_it() {
        for text in ["a", "", "a b", "it's", "\u{202e}x\n\"y\"", "{", "#", "é\\"] {
            assert_eq!(texts(&as_word(text)), [text]);
        }
    }
}
