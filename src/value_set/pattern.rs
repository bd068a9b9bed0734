//! Text patterns: literals, `*`, `?` and variables, anchored at both ends.

mod cover;
mod matching;
mod normalize;
mod overlap;
mod symbol;
#[cfg(test)]
mod tests;

use std::fmt;
use std::hash::{Hash, Hasher};

use matching::Shape;

/// One part of a [`Pattern`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Exactly this text.
    Literal(Box<str>),
    /// Any text, also none: `*`.
    AnyRun,
    /// Exactly one character: `?`.
    AnyCharacter,
    /// Exactly the text that the caller gives for this number.
    Variable(u32),
}

/// A set of texts, written as a sequence of parts that a text must consist of.
///
/// Two patterns are equal if their normalised parts are.
#[derive(Clone)]
pub struct Pattern {
    parts: Box<[Part]>,
    shape: Shape,
}

impl Pattern {
    /// The pattern of these parts, normalised: neighbouring literals are one, empty ones are gone,
    /// and a run of wildcards is all its `?` followed by at most one `*`.
    pub fn from_parts(parts: impl IntoIterator<Item = Part>) -> Self {
        let parts = normalize::normalize(parts);
        let shape = Shape::of(&parts);
        Self { parts, shape }
    }

    /// Reads `*` and `?` as wildcards and every other character as itself.
    pub fn glob(text: &str) -> Self {
        Self::from_parts(text.split_inclusive(['*', '?']).flat_map(glob_parts))
    }

    /// Only this text; `*` and `?` are ordinary characters.
    pub fn literal(text: &str) -> Self {
        Self::from_parts([Part::Literal(text.into())])
    }

    /// Whether the whole text fits. A variable stands for the empty text.
    #[inline]
    pub fn matches(&self, text: &str) -> bool {
        self.shape.matches(text, |_| "")
    }

    /// Whether the whole text fits, each variable standing for exactly the text given for it.
    #[inline]
    pub fn matches_with<'v>(&self, text: &str, value_of: impl Fn(u32) -> &'v str) -> bool {
        self.shape.matches(text, value_of)
    }

    /// The only text that matches, if the pattern is one literal or empty.
    pub fn as_literal(&self) -> Option<&str> {
        match &*self.parts {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The pattern's text with `filler` for each wildcard. Variables are left out.
    pub fn sample(&self, filler: &str) -> String {
        let text = |part: &'_ Part| match part {
            Part::Literal(text) => text.to_string(),
            Part::AnyRun | Part::AnyCharacter => filler.to_owned(),
            Part::Variable(_) => String::new(),
        };
        self.parts.iter().map(text).collect()
    }

    /// Whether every text matches.
    pub fn is_everything(&self) -> bool {
        matches!(&*self.parts, [Part::AnyRun])
    }

    /// The variables in the order of the pattern, repeated as often as they stand there.
    pub fn variables(&self) -> impl Iterator<Item = u32> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable(id) => Some(*id),
            Part::Literal(_) | Part::AnyRun | Part::AnyCharacter => None,
        })
    }

    /// The normalised parts.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether every text that matches begins so.
    fn begins_with(&self, start: &str) -> bool {
        matches!(self.parts.first(), Some(Part::Literal(text)) if text.starts_with(start))
    }

    /// Whether every text that matches `other` matches this pattern too.
    ///
    /// A yes is always right. A no is right unless deciding it takes more than a bounded number of
    /// steps, which only many `?` between stars can cause. A variable of `other` counts as any
    /// text; a pattern with variables covers its equals alone.
    pub fn covers(&self, other: &Self) -> bool {
        cover::covers(self, other)
    }

    /// Whether some text matches both patterns; exact for patterns without variables. A variable
    /// counts as any text.
    pub fn overlaps(&self, other: &Self) -> bool {
        overlap::overlaps(self, other)
    }

    /// A short text that matches, each variable standing for the empty text.
    pub fn example(&self) -> String {
        self.parts.iter().fold(String::new(), |text, part| match part {
            Part::Literal(literal) => text + literal,
            Part::AnyCharacter => text + "x",
            Part::AnyRun | Part::Variable(_) => text,
        })
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts.hash(state);
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Pattern").field(&self.parts).finish()
    }
}

fn glob_parts(piece: &str) -> [Part; 2] {
    let (text, wildcard) = match piece.as_bytes().last() {
        Some(b'*') => (&piece[..piece.len() - 1], Part::AnyRun),
        Some(b'?') => (&piece[..piece.len() - 1], Part::AnyCharacter),
        _ => (piece, Part::Literal("".into())),
    };
    [Part::Literal(text.into()), wildcard]
}
