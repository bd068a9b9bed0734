//! Lines of a stream; one that is not finished goes on in the next.

use std::io::{self, BufRead, Read};
use std::ops::Range;

use crate::whatif::needs_more;

/// The longest line that is read, in bytes.
const LONGEST: u64 = 64 << 20;

/// A line of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// What it says, without its end.
    pub(super) text: String,
    /// The number of its first line, from 1.
    pub(super) number: usize,
}

/// Reads lines one after the other.
pub(super) struct Lines<'r> {
    from: &'r mut dyn BufRead,
    read: usize,
}

impl<'r> Lines<'r> {
    pub(super) fn new(from: &'r mut dyn BufRead) -> Self {
        Self { from, read: 0 }
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    /// If the stream cannot be read, or is no text.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        let Some(mut text) = self.one()? else { return Ok(None) };
        let number = self.read;
        while needs_more(&text) {
            let Some(more) = self.one()? else { break };
            text.push('\n');
            text += &more;
        }
        Ok(Some(Line { text, number }))
    }

    /// One line as it stands there.
    pub(super) fn one(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        if self.from.take(LONGEST).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        if bytes.len() as u64 == LONGEST {
            return Err(io::Error::other("a line is longer than 64 MiB"));
        }
        self.read += 1;
        let text = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let text = str::from_utf8(text).map_err(|_| self.garbled())?;
        let text = if self.read == 1 { text.trim_start_matches('\u{feff}') } else { text };
        Ok(Some(text.to_owned()))
    }

    fn garbled(&self) -> io::Error {
        let said = format!("line {} is not UTF-8", self.read);
        io::Error::new(io::ErrorKind::InvalidData, said)
    }
}

/// The lines of a text that was typed or pasted as a whole, as places in it. What AWS said may have
/// ends of lines in it: behind `paste` they are no ends.
pub(super) fn parts(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices('\n') {
        if is_paste(&text[start..]) {
            break;
        }
        if !needs_more(&text[start..at]) {
            parts.push(start..at);
            start = at + 1;
        }
    }
    parts.push(start..text.len());
    parts
}

/// Whether the line hands in what AWS said.
pub(super) fn is_paste(line: &str) -> bool {
    let command = line.split_whitespace().next().unwrap_or_default();
    command.eq_ignore_ascii_case("paste")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Result<Vec<(usize, String)>, String> {
        let mut from = text;
        let mut lines = Lines::new(&mut from);
        let mut all = Vec::new();
        while let Some(line) = lines.next().map_err(|why| why.to_string())? {
            all.push((line.number, line.text));
        }
        Ok(all)
    }

    #[test]
    fn objects_span_lines() {
        let text = "\u{feff}as alice\r\n\nset trust {\n\"a\": 1}\nquit";
        let all = [(1, "as alice"), (2, ""), (3, "set trust {\n\"a\": 1}"), (5, "quit")];
        let all = all.map(|(number, text)| (number, text.to_owned()));
        assert_eq!(lines(text.as_bytes()), Ok(all.to_vec()));
    }

    #[test]
    fn an_object_without_an_end_is_the_last_line() {
        assert_eq!(lines(b"set {\n1"), Ok(vec![(1, "set {\n1".to_owned())]));
    }

    #[test]
    fn a_pasted_text_has_lines() {
        let text = "as alice\nset trust {\n\"a\": 1}\n";
        let all: Vec<&str> = parts(text).into_iter().map(|part| &text[part]).collect();
        assert_eq!(all, ["as alice", "set trust {\n\"a\": 1}", ""]);
        assert_eq!(parts(""), vec![0..0]);
        let text = "help\npaste {\n} is\nnot authorized";
        assert_eq!(parts(text), [0..4, 5..text.len()]);
    }

    #[test]
    fn what_is_no_text_is_an_error() {
        assert_eq!(lines(b"as alice\n\xff\n"), Err("line 2 is not UTF-8".to_owned()));
    }
}
