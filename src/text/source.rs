//! A text with a name, and places in it.

use std::ops::Range;
use std::sync::OnceLock;

use super::char_table::CharTable;

/// A half-open range of bytes in a [`Source`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of a range of bytes; what lies past 4 GiB is taken as 4 GiB.
    pub fn of(range: Range<usize>) -> Self {
        Self { start: offset(range.start), end: offset(range.end) }
    }

    /// The same as a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place as people count it: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
}

/// A text with the name under which people know it: a path, `<stdin>`, a JSON pointer.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    first_line: usize,
    line_starts: OnceLock<Vec<u32>>,
    chars: OnceLock<CharTable>,
}

impl Source {
    /// Wraps a text; a byte order mark at its start is dropped. Texts of 4 GiB and more are
    /// refused by [`Source::from_bytes`].
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let (line_starts, chars) = (OnceLock::new(), OnceLock::new());
        Self { name: name.into(), text, first_line: 1, line_starts, chars }
    }

    /// The same text, of which the first line has this number: it is a part of a longer one.
    #[must_use]
    pub fn starting_at(self, first_line: usize) -> Self {
        Self { first_line, ..self }
    }

    /// The name given at construction.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The characters of a span; empty if it is not one of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Where a byte offset lies. Offsets past the end are taken as the end.
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset);
        let start = starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let column = self.chars_before(offset) - self.chars_before(start) + 1;
        Position { line: line + self.first_line - 1, column }
    }

    /// The bytes of a line, counted as in a [`Position`], without its line break.
    pub(super) fn line(&self, line: usize) -> Range<usize> {
        let line = line.saturating_sub(self.first_line - 1);
        let starts = self.line_starts();
        let at = |line: usize| starts.get(line).map(|&start| start as usize);
        let start = at(line.saturating_sub(1)).unwrap_or(self.text.len());
        let Some(next) = at(line) else { return start..self.text.len() };
        let whole = &self.text[start..next];
        let broken_off = whole.strip_suffix("\r\n").or_else(|| whole.strip_suffix('\n'));
        start..start + broken_off.unwrap_or(whole).len()
    }

    /// The byte offset of the n-th character.
    pub(super) fn byte_of_char(&self, index: usize) -> usize {
        self.char_table().byte_of(&self.text, index)
    }

    fn chars_before(&self, offset: u32) -> usize {
        self.char_table().chars_before(&self.text, offset as usize)
    }

    fn char_table(&self) -> &CharTable {
        self.chars.get_or_init(|| CharTable::new(&self.text))
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| line_starts(&self.text))
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let after_breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    std::iter::once(0).chain(after_breaks).map(offset).collect()
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(source: &Source, offset: u32) -> (usize, usize) {
        let Position { line, column } = source.position(offset);
        (line, column)
    }

    #[test]
    fn columns_count_characters() {
        let source = Source::new("x", "aé\r\n€b\n");
        assert_eq!(at(&source, 0), (1, 1));
        assert_eq!(at(&source, 3), (1, 3));
        assert_eq!(at(&source, 8), (2, 2));
        assert_eq!(at(&source, 10), (3, 1));
        assert_eq!(at(&source, 99), (3, 1));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let source = Source::new("x", "\u{feff}{}");
        assert_eq!(source.text(), "{}");
        assert_eq!(at(&source, 0), (1, 1));
    }

    #[test]
    fn a_part_of_a_longer_text_counts_on() {
        let source = Source::new("x", "ab\nc").starting_at(7);
        assert_eq!(at(&source, 1), (7, 2));
        assert_eq!(at(&source, 3), (8, 1));
        assert_eq!(&source.text()[source.line(8)], "c");
    }

    #[test]
    fn a_line_comes_without_its_break() {
        let source = Source::new("x", "ab\r\nc");
        assert_eq!(&source.text()[source.line(1)], "ab");
        assert_eq!(&source.text()[source.line(2)], "c");
        assert_eq!(&source.text()[source.line(9)], "");
    }
}
