//! A text as people meant it: without the line breaks, frames, colours and escapes that logs,
//! terminals, XML and JSON put into it. Each place still knows where it was.

use crate::text::Span;

/// The text with every run of blanks as one blank: a line break if there was one, else a space.
#[derive(Debug)]
pub(super) struct Flat {
    pub(super) text: String,
    /// Where in this text a piece starts, and where it started.
    pieces: Vec<(usize, usize)>,
}

/// What stands for a character: the text, and whether it is a blank, a break, or nothing.
enum Piece {
    Kept(usize),
    Blank(usize),
    Break(usize),
    Gone(usize),
    Meant(usize, char),
}

const ESCAPES: [(&str, char); 8] = [
    ("\\\"", '"'),
    ("\\/", '/'),
    ("&quot;", '"'),
    ("&#34;", '"'),
    ("&#39;", '\''),
    ("&apos;", '\''),
    ("&lt;", '<'),
    ("&gt;", '>'),
];
const BREAKS: [&str; 3] = ["\\r\\n", "\\n", "\\r"];

impl Flat {
    pub(super) fn of(text: &str) -> Self {
        let mut flat = Self { text: String::with_capacity(text.len()), pieces: Vec::new() };
        let (mut at, mut blank) = (0, None);
        while at < text.len() {
            let length = match piece(&text[at..]) {
                Piece::Blank(length) => {
                    blank = blank.or(Some(' '));
                    length
                }
                Piece::Break(length) => {
                    blank = Some('\n');
                    length
                }
                Piece::Gone(length) => length,
                Piece::Kept(length) => {
                    flat.push_blank(blank.take(), at);
                    flat.push(&text[at..at + length], at);
                    length
                }
                Piece::Meant(length, char) => {
                    flat.push_blank(blank.take(), at);
                    flat.push(char.encode_utf8(&mut [0; 4]), at);
                    length
                }
            };
            at += length;
        }
        flat
    }

    fn push_blank(&mut self, blank: Option<char>, at: usize) {
        if let Some(blank) = blank {
            self.push(blank.encode_utf8(&mut [0; 4]), at.saturating_sub(1));
        }
    }

    fn push(&mut self, text: &str, from: usize) {
        let start = self.text.len();
        let goes_on = self.pieces.last().is_some_and(|(flat, was)| start - flat + was == from);
        if !goes_on {
            self.pieces.push((start, from));
        }
        self.text.push_str(text);
    }

    /// Where a place of this text was.
    pub(super) fn was_at(&self, at: usize) -> usize {
        let behind = self.pieces.partition_point(|(start, _)| *start <= at);
        let piece = behind.checked_sub(1).and_then(|index| self.pieces.get(index));
        piece.map_or(0, |(start, was)| was + (at - start))
    }

    /// Where a range of this text was.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let start = self.was_at(start);
        let last = self.was_at(end.saturating_sub(1));
        Span::of(start..(last + 1).max(start))
    }

    /// The first occurrence of a phrase at or behind a place, in any letter case, where each space may
    /// be a line break.
    pub(super) fn find(&self, phrase: &str, from: usize) -> Option<(usize, usize)> {
        let (text, phrase) = (self.text.as_bytes(), phrase.as_bytes());
        let last = text.len().checked_sub(phrase.len())?;
        let first = *phrase.first()?;
        (from..=last)
            .filter(|at| text[*at].eq_ignore_ascii_case(&first))
            .find(|at| self.is_at(phrase, *at))
            .map(|at| (at, at + phrase.len()))
    }

    /// The start of the first occurrence that ends at or before `most`.
    pub(super) fn find_within(&self, phrase: &str, from: usize, most: usize) -> Option<usize> {
        let most = most.min(self.text.len());
        let last = most.checked_sub(phrase.len())?;
        (from..=last).find(|at| self.is_at(phrase.as_bytes(), *at))
    }

    /// The last occurrence that ends at or before a place.
    pub(super) fn find_back(
        &self,
        phrase: &str,
        from: usize,
        end: usize,
    ) -> Option<(usize, usize)> {
        let phrase = phrase.as_bytes();
        let last = end.checked_sub(phrase.len())?;
        (from..=last).rev().find(|at| self.is_at(phrase, *at)).map(|at| (at, at + phrase.len()))
    }

    /// The end of the phrase, if it stands at a place.
    pub(super) fn follows(&self, phrase: &str, at: usize) -> Option<usize> {
        self.is_at(phrase.as_bytes(), at).then_some(at + phrase.len())
    }

    fn is_at(&self, phrase: &[u8], at: usize) -> bool {
        let Some(here) = self.text.as_bytes().get(at..at + phrase.len()) else { return false };
        here.iter().zip(phrase).all(|(found, wanted)| {
            found.eq_ignore_ascii_case(wanted) || (*wanted == b' ' && *found == b'\n')
        })
    }
}

fn piece(rest: &str) -> Piece {
    for escape in BREAKS {
        if rest.starts_with(escape) {
            return Piece::Break(escape.len());
        }
    }
    if rest.starts_with("\\t") {
        return Piece::Blank(2);
    }
    if let Some((escape, char)) = ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape)) {
        return Piece::Meant(escape.len(), *char);
    }
    if rest.starts_with("&amp;") {
        return Piece::Meant(5, '&');
    }
    let Some(char) = rest.chars().next() else { return Piece::Gone(1) };
    match char {
        '\n' | '\r' => Piece::Break(1),
        '│' | '╷' | '╵' | '┃' => Piece::Blank(char.len_utf8()),
        '\u{1b}' => Piece::Gone(colour(rest)),
        _ if char.is_whitespace() => Piece::Blank(char.len_utf8()),
        _ if char.is_control() => Piece::Gone(char.len_utf8()),
        _ => Piece::Kept(char.len_utf8()),
    }
}

/// The length of a terminal's escape sequence: `ESC [ 1 m`.
fn colour(rest: &str) -> usize {
    let Some(sequence) = rest.strip_prefix("\u{1b}[") else { return 1 };
    let length = sequence.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    let ends = sequence.as_bytes().get(length).is_some_and(u8::is_ascii_alphabetic);
    2 + length + usize::from(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_frames_colours_and_escapes_go_and_places_stay() {
        let text = "\u{1b}[31m│\u{1b}[0m is  not\r\n│ auth &quot;a&amp;b&quot; \\\"c\\\" d\\ne";
        let flat = Flat::of(text);
        assert_eq!(flat.text, " is not\nauth \"a&b\" \"c\" d\ne");
        let (start, end) = flat.find("NOT AUTH", 0).unwrap();
        assert_eq!(&text[flat.span(start, end).range()], "not\r\n│ auth");
        assert_eq!(flat.find("c", 0).map(|(at, _)| flat.was_at(at)), text.find('c'));
        assert_eq!(flat.find("missing", 0), None);
        assert_eq!(flat.find_back(" is ", 0, 4), Some((0, 4)));
    }

    #[test]
    fn nothing_is_a_text_as_well() {
        let flat = Flat::of("");
        assert_eq!((flat.find("a", 0), flat.was_at(0)), (None, 0));
        assert_eq!(Flat::of("\u{1b}[12;").text, "");
    }
}
