//! The first and last bytes of texts, to tell most patterns apart without looking at them.

use super::{Part, Pattern};

const WIDTH: usize = 8;

/// The first and last eight bytes that a pattern fixes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PatternEnds {
    prefix: u64,
    prefix_mask: u64,
    suffix: u64,
    suffix_mask: u64,
}

/// The first and last eight bytes of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextEnds {
    prefix: u64,
    suffix: u64,
    /// All bits, or none if the text may be anything.
    known: u64,
}

impl PatternEnds {
    /// The ends that fit any text.
    pub const OPEN: Self = Self { prefix: 0, prefix_mask: 0, suffix: 0, suffix_mask: 0 };

    /// The ends of a pattern.
    pub fn of(pattern: &Pattern) -> Self {
        let literal = |part: Option<&Part>| match part {
            Some(Part::Literal(text)) => text.as_bytes().to_vec(),
            _ => Vec::new(),
        };
        let (first, last) = (literal(pattern.parts().first()), literal(pattern.parts().last()));
        let (prefix, prefix_mask) = leading(first.iter());
        let (suffix, suffix_mask) = leading(last.iter().rev());
        Self { prefix, prefix_mask, suffix, suffix_mask }
    }

    /// Whether a text of these ends may match; if not, it surely does not.
    pub fn may_match(&self, text: &TextEnds) -> bool {
        let prefix = (self.prefix ^ text.prefix) & self.prefix_mask;
        let suffix = (self.suffix ^ text.suffix) & self.suffix_mask;
        (prefix | suffix) & text.known == 0
    }
}

impl TextEnds {
    /// The ends of some text that we do not know.
    pub const UNKNOWN: Self = Self { prefix: 0, suffix: 0, known: 0 };

    /// The ends of a text.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes().iter();
        Self { prefix: leading(bytes.clone()).0, suffix: leading(bytes.rev()).0, known: u64::MAX }
    }
}

fn leading<'b>(bytes: impl Iterator<Item = &'b u8>) -> (u64, u64) {
    let (mut value, mut mask) = ([0; WIDTH], [0; WIDTH]);
    for ((value, mask), byte) in value.iter_mut().zip(&mut mask).zip(bytes) {
        *value = *byte;
        *mask = u8::MAX;
    }
    (u64::from_le_bytes(value), u64::from_le_bytes(mask))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{PatternEnds, TextEnds};
    use crate::value_set::Pattern;

    proptest! {
        #[test]
        fn what_matches_may_match(pattern in "[ab*?é]{0,20}", text in "[abé]{0,20}") {
            let pattern = Pattern::glob(&pattern);
            let may_match = PatternEnds::of(&pattern).may_match(&TextEnds::of(&text));
            prop_assert!(may_match || !pattern.matches(&text));
        }
    }

    #[test]
    fn ends_tell_patterns_apart() {
        let text = TextEnds::of("app41-dev/exports/a.csv");
        let may_match = |pattern| PatternEnds::of(&Pattern::glob(pattern)).may_match(&text);
        assert!(may_match("app41-*") && may_match("*.csv") && may_match("*"));
        assert!(!may_match("app42-*") && !may_match("*.json") && !may_match("app41-dev/*.jsv"));
    }
}
