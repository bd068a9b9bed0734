//! Changes to a text that leave the rest of it as it is.

use super::Arrange;
use super::{Source, Span};

/// Puts `replacement` in place of a span; an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// The text with all edits made. Of edits that overlap, the first in the text is made.
pub fn apply_edits(source: &Source, edits: &[TextEdit]) -> String {
    let mut ordered: Vec<&TextEdit> = edits.iter().collect();
    ordered.arrange_by_key(|edit| edit.span);
    let text = source.text();
    let (mut edited, mut done) = (String::with_capacity(text.len()), 0);
    for edit in ordered {
        let range = edit.span.range();
        if range.start < done {
            continue;
        }
        edited.push_str(text.get(done..range.start).unwrap_or(""));
        edited.push_str(&edit.replacement);
        done = range.end;
    }
    edited.push_str(text.get(done..).unwrap_or(""));
    edited
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, replacement: &str) -> TextEdit {
        TextEdit { span: Span { start, end }, replacement: replacement.to_owned() }
    }

    #[test]
    fn the_rest_stays_as_it_is() {
        let source = Source::new("x", "abcdef");
        let edits = [edit(4, 5, "X"), edit(0, 1, ""), edit(2, 2, "--")];
        assert_eq!(apply_edits(&source, &edits), "b--cdXf");
    }

    #[test]
    fn of_two_that_overlap_the_first_is_made() {
        let source = Source::new("x", "abcdef");
        assert_eq!(apply_edits(&source, &[edit(1, 4, "X"), edit(2, 3, "Y")]), "aXef");
    }
}
