//! Where YAML's values stand: the parser counts characters and includes what surrounds a value,
//! we count bytes and mean the value alone.

use saphyr_parser::{ScalarStyle, Span as Marks};

use super::{Source, Span};

pub(super) struct Places<'a> {
    source: &'a Source,
}

impl<'a> Places<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source }
    }

    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.source.slice(span)
    }

    /// All that the parser's span holds.
    pub(super) fn span(&self, marks: &Marks) -> Span {
        let byte = |index| self.source.byte_of_char(index);
        Span::of(byte(marks.start.index())..byte(marks.end.index()))
    }

    /// One character; empty at the end of the text.
    pub(super) fn char_at(&self, index: usize) -> Span {
        let start = self.source.byte_of_char(index);
        let width = self.source.text()[start..].chars().next().map_or(0, char::len_utf8);
        Span::of(start..start + width)
    }

    /// Where a list or an object starts, its anchor and tag left out.
    pub(super) fn start(&self, marks: &Marks, has_properties: bool) -> u32 {
        let span = self.span(marks);
        if has_properties { self.after_properties(span) } else { span.start }
    }

    /// Where a closing bracket ends.
    pub(super) fn closing(&self, marks: &Marks) -> u32 {
        let span = self.span(marks);
        Span::of(0..span.start as usize + self.slice(span).trim_end().len()).end
    }

    pub(super) fn has_bracket_at(&self, start: u32) -> bool {
        matches!(self.source.text().as_bytes().get(start as usize), Some(b'[' | b'{'))
    }

    /// The characters of a scalar, quotes included, without anchor, tag and what follows it.
    pub(super) fn scalar(
        &self,
        marks: &Marks,
        style: ScalarStyle,
        has_properties: bool,
        empty: bool,
    ) -> Span {
        let span = self.span(marks);
        let start = if has_properties { self.after_properties(span) } else { span.start };
        if empty {
            return Span { start, end: start };
        }
        let written = self.slice(Span { start, end: span.end });
        let length = match style {
            ScalarStyle::SingleQuoted => single_quoted(written),
            ScalarStyle::DoubleQuoted => double_quoted(written),
            ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => {
                written.trim_end().len()
            }
        };
        Span::of(start as usize..start as usize + length)
    }

    /// The tag among the properties of a value.
    pub(super) fn tag(&self, marks: &Marks) -> Span {
        let span = self.span(marks);
        let mut at = span.start;
        while let Some(property) = self.property(Span { start: at, end: span.end }) {
            if self.slice(property).starts_with('!') {
                return property;
            }
            at = property.end;
        }
        span
    }

    fn after_properties(&self, span: Span) -> u32 {
        let mut at = span.start;
        while let Some(property) = self.property(Span { start: at, end: span.end }) {
            at = property.end;
        }
        self.after_space(Span { start: at, end: span.end })
    }

    fn property(&self, span: Span) -> Option<Span> {
        let start = self.after_space(span);
        let rest = self.slice(Span { start, end: span.end });
        let length = rest
            .find(|char: char| char.is_whitespace() || matches!(char, ',' | '[' | ']' | '{' | '}'))
            .unwrap_or(rest.len());
        let property = Span::of(start as usize..start as usize + length);
        rest.starts_with(['&', '!']).then_some(property)
    }

    /// Past white space and comments; at most the end of the span.
    fn after_space(&self, span: Span) -> u32 {
        let mut rest = self.slice(span);
        loop {
            rest = rest.trim_start();
            if !rest.starts_with('#') {
                break;
            }
            rest = rest.find('\n').map_or("", |line_end| &rest[line_end..]);
        }
        span.end.max(span.start) - Span::of(0..rest.len()).end
    }
}

fn single_quoted(written: &str) -> usize {
    let mut bytes = written.bytes().enumerate().skip(1).peekable();
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\'' && bytes.next_if(|(_, next)| *next == b'\'').is_none() {
            return at + 1;
        }
    }
    written.trim_end().len()
}

fn double_quoted(written: &str) -> usize {
    let mut bytes = written.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'"' => return at + 1,
            _ => {}
        }
    }
    written.trim_end().len()
}
