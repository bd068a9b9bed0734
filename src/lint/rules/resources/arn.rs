//! A `Resource` entry taken apart.

use std::cell::OnceCell;
use std::ops::Range;

use crate::lint::statement::StatementView;
use crate::policy::{ResourceEntry, Template, TemplatePart, Version};
use crate::text::Span;
use crate::value_set::{Part, Pattern};

/// An entry of `Resource` or `NotResource` that is an ARN of six parts.
#[derive(Debug)]
pub(in crate::lint) struct WrittenArn<'s> {
    statement: StatementView<'s>,
    entry: &'s ResourceEntry,
    ranges: [Range<usize>; 6],
    resource: OnceCell<Pattern>,
}

/// A part of an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Field {
    Partition = 1,
    Service,
    Region,
    Account,
    Resource,
}

impl<'s> WrittenArn<'s> {
    /// `None` for `*`, and for what the parser finds fault with.
    pub(in crate::lint) fn of(
        statement: StatementView<'s>,
        entry: &'s ResourceEntry,
    ) -> Option<Self> {
        let ranges = segments(&entry.text)?;
        let is_arn = &entry.text[ranges[0].clone()] == "arn";
        is_arn.then(|| Self { statement, entry, ranges, resource: OnceCell::new() })
    }

    /// All those of a statement.
    pub(in crate::lint) fn all(statement: StatementView<'s>) -> impl Iterator<Item = Self> {
        let element = statement.written.resource.iter();
        element
            .flat_map(|element| &element.entries)
            .filter_map(move |entry| Self::of(statement, entry))
    }

    /// The whole entry.
    pub(in crate::lint) fn text(&self) -> &'s str {
        &self.entry.text
    }

    /// The entry's place.
    pub(in crate::lint) fn whole_span(&self) -> Span {
        self.entry.span
    }

    /// A part as written.
    pub(in crate::lint) fn field(&self, field: Field) -> &'s str {
        &self.entry.text[self.ranges[field as usize].clone()]
    }

    /// The place of a part; an empty one is pointed at with a colon beside it.
    pub(in crate::lint) fn span(&self, field: Field) -> Span {
        let range = self.ranges[field as usize].clone();
        let range = if range.is_empty() { range.start - 1..range.start + 1 } else { range };
        let end = range.end.min(self.entry.text.len());
        self.statement.subject.span_within(self.entry.span, &self.entry.text, range.start..end)
    }

    /// A part as a pattern; a variable may stand for any text.
    pub(in crate::lint) fn pattern(&self, field: Field) -> Pattern {
        self.pattern_of(self.field(field))
    }

    /// The resource part as a pattern.
    pub(in crate::lint) fn resource(&self) -> &Pattern {
        self.resource.get_or_init(|| self.pattern(Field::Resource))
    }

    /// A part in lower case as a pattern.
    pub(in crate::lint) fn lower_pattern(&self, field: Field) -> Pattern {
        self.pattern_of(&self.field(field).to_ascii_lowercase())
    }

    /// A part if it is plain text: no wildcard, no variable.
    pub(in crate::lint) fn plain(&self, field: Field) -> Option<&'s str> {
        Some(self.field(field)).filter(|text| !text.contains(['*', '?']) && !text.contains("${"))
    }

    /// The entry with another text for a part.
    pub(in crate::lint) fn with(&self, field: Field, text: &str) -> String {
        let range = &self.ranges[field as usize];
        format!("{}{text}{}", &self.entry.text[..range.start], &self.entry.text[range.end..])
    }

    /// Whether a part before the resource holds a variable, so that the entry matches nothing.
    pub(in crate::lint) fn is_void(&self) -> bool {
        let head = self.ranges[5].start;
        self.entry.text[..head].contains("${")
    }

    fn pattern_of(&self, text: &str) -> Pattern {
        let version = self.statement.subject.document().version;
        open_pattern(text, version)
    }
}

/// A text with wildcards as a pattern in which a variable may stand for any text.
fn open_pattern(text: &str, version: Version) -> Pattern {
    let Ok(template) = Template::parse(text, version, true) else { return Pattern::glob("*") };
    Pattern::from_parts(template.parts.into_iter().map(|part| match part {
        TemplatePart::Literal(text) => Part::Literal(text),
        TemplatePart::AnyRun | TemplatePart::Variable { .. } => Part::AnyRun,
        TemplatePart::AnyCharacter => Part::AnyCharacter,
    }))
}

/// The six parts of an ARN; colons within `${..}` divide nothing.
fn segments(text: &str) -> Option<[Range<usize>; 6]> {
    let mut starts = vec![0];
    let mut at = 0;
    while starts.len() < 6 {
        let next = at + text[at..].find([':', '$'])?;
        if text[next..].starts_with("${") {
            at = next + text[next..].find('}')?;
        } else {
            at = next + 1;
            if text[next..].starts_with(':') {
                starts.push(at);
            }
        }
    }
    let end = |part: usize| starts.get(part + 1).map_or(text.len(), |next| next - 1);
    Some(std::array::from_fn(|part| starts[part]..end(part)))
}

#[cfg(test)]
mod tests {
    use super::segments;

    fn parts(text: &str) -> Option<Vec<&str>> {
        Some(segments(text)?.into_iter().map(|range| &text[range]).collect())
    }

    #[test]
    fn colons_divide_outside_of_variables_alone() {
        let table: [(&str, Option<Vec<&str>>); 6] = [
            ("arn:aws:s3:::b/a:b", Some(vec!["arn", "aws", "s3", "", "", "b/a:b"])),
            ("arn:aws:s3:::${aws:x}/y", Some(vec!["arn", "aws", "s3", "", "", "${aws:x}/y"])),
            ("arn:aws:kms:*:${a:b}:k", Some(vec!["arn", "aws", "kms", "*", "${a:b}", "k"])),
            ("arn:aws:s3:::", Some(vec!["arn", "aws", "s3", "", "", ""])),
            ("arn:aws:s3", None),
            ("arn:$:${a:b:c:d:e:f", None),
        ];
        for (text, expected) in table {
            assert_eq!(parts(text), expected, "{text}");
        }
    }
}
