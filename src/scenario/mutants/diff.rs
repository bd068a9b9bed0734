//! A mutant as a change to its policy's text.

use crate::text::{self, DiffLine};

/// A change to a text, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The lines from the first to the last that is shown.
    pub lines: Vec<DiffLine>,
    /// The number of the first line.
    pub first_line: usize,
}

/// How many unchanged lines stand around a change.
const CONTEXT: usize = 1;

impl Diff {
    /// What stands in one text and not in the other.
    pub(super) fn between(old: &str, new: &str) -> Self {
        let (start, old_end, new_end) = section(old, new);
        let (before, after) = (&old[start..old_end], &new[start..new_end]);
        let diff = text::Diff::between(before, after, usize::MAX);
        let lines = diff.hunks.into_iter().flat_map(|hunk| hunk.lines).collect();
        Self { lines, first_line: old[..start].matches('\n').count() + 1 }
    }
}

/// Where two texts differ, from the start of a line to the end of one, and some lines around.
fn section(old: &str, new: &str) -> (usize, usize, usize) {
    let alike = |left: &mut dyn Iterator<Item = (u8, u8)>| left.take_while(|(a, b)| a == b).count();
    let prefix = alike(&mut old.bytes().zip(new.bytes()));
    let most = old.len().min(new.len()) - prefix;
    let suffix = alike(&mut old.bytes().rev().zip(new.bytes().rev()).take(most));
    let start = line_start(old, prefix, CONTEXT);
    let end = line_end(old, old.len() - suffix, CONTEXT);
    (start, end, new.len() - (old.len() - end))
}

/// The start of the line that holds a place, or of one before it.
fn line_start(text: &str, at: usize, lines_before: usize) -> usize {
    let breaks = text.as_bytes()[..at].iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n');
    breaks.map(|(index, _)| index + 1).nth(lines_before).unwrap_or(0)
}

/// The end of the line that holds a place, or of one behind it.
fn line_end(text: &str, at: usize, lines_behind: usize) -> usize {
    let at = at.min(text.len());
    let breaks = text.as_bytes()[at..].iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    breaks.map(|(index, _)| at + index + 1).nth(lines_behind).unwrap_or(text.len())
}
