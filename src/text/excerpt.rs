//! The parts of a source that a diagnostic shows.

use std::ops::Range;

use super::quote::is_unprintable;
use super::{Diagnostic, Position, Source, Span};

/// A longer line is cut around the place.
const LONGEST_LINE: usize = 1000;
const AROUND: usize = 200;
/// Places farther apart are shown apart.
const LONGEST_EXCERPT: usize = 4000;

/// Characters of one line to underline. Only the primary place has no label.
pub(super) struct Place<'a> {
    pub(super) label: Option<&'a str>,
    position: Position,
    bytes: Range<usize>,
}

/// A contiguous part of the source with the places in it.
pub(super) struct Excerpt<'a> {
    pub(super) first_line: usize,
    pub(super) position: Position,
    pub(super) places: Vec<Place<'a>>,
    source: &'a Source,
    bytes: Range<usize>,
    is_cut: bool,
}

/// The primary place's excerpt first.
pub(super) fn excerpts<'a>(diagnostic: &'a Diagnostic, source: &'a Source) -> Vec<Excerpt<'a>> {
    let mut excerpts = vec![Excerpt::around(Place::new(diagnostic.span, None, source), source)];
    for label in &diagnostic.labels {
        let place = Place::new(label.span, Some(&label.text), source);
        match excerpts.iter_mut().find_map(|excerpt| Some((excerpt.with(&place)?, excerpt))) {
            Some((bytes, excerpt)) => excerpt.add(place, bytes),
            None => excerpts.push(Excerpt::around(place, source)),
        }
    }
    excerpts
}

impl<'a> Place<'a> {
    fn new(span: Span, label: Option<&'a str>, source: &Source) -> Self {
        let position = source.position(span.start);
        let shown = source.line(position.line);
        let inside = |offset: u32| (offset as usize).clamp(shown.start, shown.end);
        let start = char_start(source.text(), inside(span.start));
        let end = char_end(source.text(), inside(span.end).max(start));
        Self { label, position, bytes: start..end }
    }
}

impl<'a> Excerpt<'a> {
    fn around(place: Place<'a>, source: &'a Source) -> Self {
        let line = source.line(place.position.line);
        let is_cut = line.len() > LONGEST_LINE;
        let bytes = if is_cut { cut(source.text(), &line, place.bytes.start) } else { line };
        let (first_line, position) = (place.position.line, place.position);
        Self { first_line, position, places: vec![place], source, bytes, is_cut }
    }

    /// What this excerpt must show so that the place can be in it, if it can.
    fn with(&self, place: &Place<'_>) -> Option<Range<usize>> {
        if self.bytes.start <= place.bytes.start && place.bytes.end <= self.bytes.end {
            return Some(self.bytes.clone());
        }
        let line = self.source.line(place.position.line);
        let whole = self.bytes.start.min(line.start)..self.bytes.end.max(line.end);
        (!self.is_cut && whole.len() <= LONGEST_EXCERPT).then_some(whole)
    }

    fn add(&mut self, place: Place<'a>, bytes: Range<usize>) {
        self.first_line = self.first_line.min(place.position.line);
        self.bytes = bytes;
        self.places.push(place);
    }

    /// What to show, one harmless character for each character.
    pub(super) fn text(&self) -> String {
        self.harmless(self.bytes.clone())
    }

    /// Where the place stands in that text.
    pub(super) fn range_of(&self, place: &Place<'_>) -> Range<usize> {
        let start = self.harmless(self.bytes.start..place.bytes.start).len();
        let end = place.bytes.end.min(self.bytes.end);
        start..start + self.harmless(place.bytes.start..end).len()
    }

    fn harmless(&self, bytes: Range<usize>) -> String {
        let shown = |char: char| match char {
            '\n' | '\t' => char,
            _ if is_unprintable(char) => char::REPLACEMENT_CHARACTER,
            _ => char,
        };
        self.source.text()[bytes].replace("\r\n", "\n").chars().map(shown).collect()
    }
}

fn cut(text: &str, line: &Range<usize>, at: usize) -> Range<usize> {
    let start = char_end(text, at.saturating_sub(AROUND).max(line.start));
    start..char_start(text, (at + AROUND).min(line.end))
}

/// Where the character around this byte starts.
fn char_start(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Where the character ends; a byte between two characters is the end of the first.
fn char_end(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}
