//! Matches texts without allocating, in time linear in the text for a given pattern.

use memchr::memmem::Finder;

use super::Part;

/// A pattern's parts, arranged by how they are matched.
#[derive(Clone)]
pub(super) enum Shape {
    Everything,
    Literal(Box<str>),
    Prefix(Box<str>),
    Suffix(Box<str>),
    Affixes(Box<str>, Box<str>),
    WithoutRun(Box<[Part]>),
    Chunked(Box<Chunked>),
}

/// What stands before the first, between the other and after the last `*`.
#[derive(Clone)]
pub(super) struct Chunked {
    first: Box<[Part]>,
    middle: Box<[Chunk]>,
    last: Box<[Part]>,
}

/// The parts between two `*`.
#[derive(Clone)]
struct Chunk {
    parts: Box<[Part]>,
    /// Finds the literal that the chunk begins with; prepared where that is worth its memory.
    finder: Option<Box<Finder<'static>>>,
}

/// Of how many chunks the finders are kept. One takes about a hundred times the memory of the
/// shortest chunk, so of a pattern with more they are made anew for each text.
const MOST_FINDERS: usize = 64;

impl Shape {
    pub(super) fn of(parts: &[Part]) -> Self {
        use Part::{AnyRun, Literal};
        match parts {
            [] => Self::Literal("".into()),
            [AnyRun] => Self::Everything,
            [Literal(text)] => Self::Literal(text.clone()),
            [Literal(prefix), AnyRun] => Self::Prefix(prefix.clone()),
            [AnyRun, Literal(suffix)] => Self::Suffix(suffix.clone()),
            [Literal(prefix), AnyRun, Literal(suffix)] => {
                Self::Affixes(prefix.clone(), suffix.clone())
            }
            _ => Chunked::of(parts).map_or_else(
                || Self::WithoutRun(parts.into()),
                |chunked| Self::Chunked(Box::new(chunked)),
            ),
        }
    }

    #[inline]
    pub(super) fn matches<'v>(&self, text: &str, value_of: impl Fn(u32) -> &'v str) -> bool {
        match self {
            Self::Everything => true,
            Self::Literal(literal) => text == &**literal,
            Self::Prefix(prefix) => text.starts_with(&**prefix),
            Self::Suffix(suffix) => text.ends_with(&**suffix),
            Self::Affixes(prefix, suffix) => {
                text.len() >= prefix.len() + suffix.len()
                    && text.starts_with(&**prefix)
                    && text.ends_with(&**suffix)
            }
            Self::WithoutRun(parts) => without_prefix(parts, text, &value_of) == Some(""),
            Self::Chunked(chunked) => chunked.matches(text, &value_of).is_some(),
        }
    }
}

impl Chunked {
    fn of(parts: &[Part]) -> Option<Self> {
        let mut chunks: Vec<&[Part]> = parts.split(|part| *part == Part::AnyRun).collect();
        let last = chunks.pop()?;
        let (first, middle) = chunks.split_first()?;
        let is_long = middle.len() > MOST_FINDERS;
        Some(Self {
            first: (*first).into(),
            middle: middle.iter().map(|parts| Chunk::of(parts, is_long)).collect(),
            last: last.into(),
        })
    }

    // INVARIANT: a chunk fits a fixed number of characters, so its leftmost place leaves the
    // largest rest for the chunks after it, and no other place need be tried.
    fn matches<'v>(&self, text: &str, value_of: &impl Fn(u32) -> &'v str) -> Option<()> {
        let rest = without_prefix(&self.first, text, value_of)?;
        let mut rest = without_suffix(&self.last, rest, value_of)?;
        for chunk in &self.middle {
            rest = chunk.rest_after_leftmost(rest, value_of)?;
        }
        Some(())
    }
}

impl Chunk {
    fn of(parts: &[Part], is_one_of_many: bool) -> Self {
        let finder = match parts.first() {
            Some(Part::Literal(text)) if !is_one_of_many => {
                Some(Box::new(Finder::new(text.as_bytes()).into_owned()))
            }
            _ => None,
        };
        let parts = parts.into();
        Self { parts, finder }
    }

    fn rest_after_leftmost<'t, 'v>(
        &self,
        text: &'t str,
        value_of: &impl Fn(u32) -> &'v str,
    ) -> Option<&'t str> {
        match (&self.finder, self.parts.first()) {
            (Some(finder), _) => self.search(finder, text, value_of),
            (None, Some(Part::Variable(id))) => {
                self.search(&Finder::new(value_of(*id)), text, value_of)
            }
            (None, Some(Part::Literal(lead))) => self.search(&Finder::new(&**lead), text, value_of),
            (None, Some(Part::AnyCharacter | Part::AnyRun) | None) => {
                self.search(&Finder::new(""), text, value_of)
            }
        }
    }

    fn search<'t, 'v>(
        &self,
        lead: &Finder<'_>,
        text: &'t str,
        value_of: &impl Fn(u32) -> &'v str,
    ) -> Option<&'t str> {
        let mut rest = text;
        loop {
            rest = rest.get(lead.find(rest.as_bytes())?..)?;
            if let Some(after) = without_prefix(&self.parts, rest, value_of) {
                return Some(after);
            }
            rest = without_first_character(rest)?;
        }
    }
}

fn without_prefix<'t, 'v>(
    parts: &[Part],
    text: &'t str,
    value_of: &impl Fn(u32) -> &'v str,
) -> Option<&'t str> {
    parts.iter().try_fold(text, |rest, part| match part {
        Part::Literal(literal) => rest.strip_prefix(&**literal),
        Part::Variable(id) => rest.strip_prefix(value_of(*id)),
        Part::AnyCharacter => without_first_character(rest),
        Part::AnyRun => Some(rest),
    })
}

fn without_suffix<'t, 'v>(
    parts: &[Part],
    text: &'t str,
    value_of: &impl Fn(u32) -> &'v str,
) -> Option<&'t str> {
    parts.iter().rev().try_fold(text, |rest, part| match part {
        Part::Literal(literal) => rest.strip_suffix(&**literal),
        Part::Variable(id) => rest.strip_suffix(value_of(*id)),
        Part::AnyCharacter => without_last_character(rest),
        Part::AnyRun => Some(rest),
    })
}

fn without_first_character(text: &str) -> Option<&str> {
    let mut characters = text.chars();
    characters.next().map(|_| characters.as_str())
}

fn without_last_character(text: &str) -> Option<&str> {
    let mut characters = text.chars();
    characters.next_back().map(|_| characters.as_str())
}
