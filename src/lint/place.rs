//! Places within texts.

use std::ops::Range;

use super::subject::Subject;
use crate::text::Span;

impl Subject<'_> {
    /// The place of some bytes of a text, given the text's own place; the whole text where escapes
    /// make that uncertain.
    pub fn span_within(&self, whole: Span, text: &str, range: Range<usize>) -> Span {
        let written = self.source().slice(whole);
        let Some(start) = written.find(text).filter(|start| *start <= 1) else { return whole };
        let at = |offset: usize| {
            u32::try_from(start + offset).map_or(whole.end, |offset| whole.start + offset)
        };
        Span { start: at(range.start), end: at(range.end) }
    }
}
