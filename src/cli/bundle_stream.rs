//! In: the bytes of a file or a pipe. Out: either one document or batches of whole lines, as soon
//! as they are there.

use std::io::{self, Read};

const CHUNK: usize = 64 << 10;

/// A longer line is not kept: it is answered with an error.
pub(super) const LONGEST_LINE: usize = 64 << 20;

const SHOWN: usize = 200;

/// How the bundles of an input follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The whole input is one bundle in JSON.
    Json,
    /// The whole input is one bundle in YAML.
    Yaml,
    /// Each line is a bundle.
    Lines,
}

/// Some of an input's lines.
#[derive(Debug)]
pub(super) struct Batch {
    /// The number of the first, from 1.
    pub(super) first_line: usize,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    /// Whole lines with their breaks; the last of an input may have none.
    Lines(Vec<u8>),
    /// The start of a line of more than [`LONGEST_LINE`] bytes.
    TooLong(String),
    /// The input breaks off here.
    Unreadable(io::Error),
}

/// Reads an input piece by piece.
pub(super) struct BundleStream<R> {
    input: R,
    pending: Vec<u8>,
    /// How much of `pending` is known to hold no line break.
    searched: usize,
    line: usize,
    ended: bool,
}

impl<R: Read> BundleStream<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, pending: Vec::new(), searched: 0, line: 1, ended: false }
    }

    /// Reads until the first line that is not blank tells the form.
    pub(super) fn form(&mut self) -> io::Result<Form> {
        loop {
            self.skip_blank_lines();
            if let Some(line) = self.first_line() {
                return Ok(form_of(line));
            }
            if self.ended {
                return Ok(Form::Json);
            }
            self.searched = self.pending.len();
            self.fill()?;
        }
    }

    /// All that was not handed out, and the number of its first line.
    pub(super) fn into_rest(mut self) -> io::Result<(usize, Vec<u8>)> {
        let most = u64::from(u32::MAX) + 1;
        self.input.take(most).read_to_end(&mut self.pending)?;
        Ok((self.line, self.pending))
    }

    fn first_line(&self) -> Option<&[u8]> {
        let has_end = memchr::memchr(b'\n', &self.pending[self.searched..]);
        match has_end {
            Some(at) => Some(&self.pending[..self.searched + at]),
            None if self.pending.len() > LONGEST_LINE || self.ended => {
                Some(&*self.pending).filter(|line| !line.trim_ascii().is_empty())
            }
            None => None,
        }
    }

    fn skip_blank_lines(&mut self) {
        let mut start = 0;
        while let Some(length) = memchr::memchr(b'\n', &self.pending[start..])
            && self.pending[start..start + length].trim_ascii().is_empty()
        {
            start += length + 1;
            self.line += 1;
            self.searched = 0;
        }
        self.pending.drain(..start);
    }

    fn fill(&mut self) -> io::Result<()> {
        let length = self.pending.len();
        self.pending.resize(length + CHUNK, 0);
        let read = loop {
            match self.input.read(&mut self.pending[length..]) {
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.pending.truncate(length + read.as_ref().copied().unwrap_or(0));
        self.ended = read? == 0;
        Ok(())
    }

    fn take_lines(&mut self) -> Option<Vec<u8>> {
        let unsearched = &self.pending[self.searched..];
        let end = match memchr::memrchr(b'\n', unsearched) {
            Some(at) => self.searched + at + 1,
            None if self.ended && !self.pending.is_empty() => self.pending.len(),
            None => {
                self.searched = self.pending.len();
                return None;
            }
        };
        self.searched = 0;
        let rest = self.pending.split_off(end);
        Some(std::mem::replace(&mut self.pending, rest))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        self.searched = 0;
        loop {
            if let Some(at) = memchr::memchr(b'\n', &self.pending) {
                self.pending.drain(..=at);
                return Ok(());
            }
            self.pending.clear();
            if self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }

    fn next_content(&mut self) -> io::Result<Option<(Content, usize)>> {
        loop {
            if let Some(lines) = self.take_lines() {
                let count = memchr::memchr_iter(b'\n', &lines).count();
                return Ok(Some((Content::Lines(lines), count)));
            }
            if self.ended {
                return Ok(None);
            }
            if self.pending.len() > LONGEST_LINE {
                let start = String::from_utf8_lossy(&self.pending[..SHOWN]).into_owned();
                self.skip_line()?;
                return Ok(Some((Content::TooLong(start), 1)));
            }
            self.fill()?;
        }
    }
}

impl<R: Read> Iterator for BundleStream<R> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let first_line = self.line;
        let next = self.next_content().unwrap_or_else(|why| {
            self.ended = true;
            self.pending.clear();
            self.searched = 0;
            Some((Content::Unreadable(why), 0))
        });
        let (content, lines) = next?;
        self.line += lines;
        Some(Batch { first_line, content })
    }
}

fn form_of(line: &[u8]) -> Form {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line).trim_ascii();
    match line {
        [b'{' | b'[', ..] if has_open_brackets(line) => Form::Json,
        [b'/', ..] => Form::Json,
        [b'#' | b'%', ..] | b"---" => Form::Yaml,
        _ if starts_with_yaml_key(line) => Form::Yaml,
        _ => Form::Lines,
    }
}

fn has_open_brackets(line: &[u8]) -> bool {
    let mut depth = 0_usize;
    let mut inside_string = false;
    let mut bytes = line.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => inside_string = !inside_string,
            b'\\' if inside_string => drop(bytes.next()),
            b'{' | b'[' if !inside_string => depth += 1,
            b'}' | b']' if !inside_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth > 0 && !inside_string
}

fn starts_with_yaml_key(line: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'"' | b'$' | b'_');
    let rest = &line[line.iter().take_while(|byte| is_part(byte)).count()..];
    rest.len() < line.len() && (rest == b":" || rest.starts_with(b": "))
}

#[cfg(test)]
#[path = "bundle_stream_tests.rs"]
mod tests;
