//! The first and last bytes of texts, to tell most patterns apart without looking at them.

use super::{Part, Pattern};

/// The first sixteen and last eight bytes, as far as a pattern fixes them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PatternEnds {
    prefix: u128,
    prefix_mask: u128,
    suffix: u64,
    suffix_mask: u64,
}

/// The first sixteen and last eight bytes of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextEnds {
    prefix: u128,
    suffix: u64,
    /// Whether the text may be anything.
    unknown: bool,
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
        Self {
            prefix: u128::from_le_bytes(prefix),
            prefix_mask: u128::from_le_bytes(prefix_mask),
            suffix: u64::from_le_bytes(suffix),
            suffix_mask: u64::from_le_bytes(suffix_mask),
        }
    }

    /// Whether a text of these ends may match; if not, it surely does not.
    pub fn may_match(&self, text: &TextEnds) -> bool {
        let prefix = (self.prefix ^ text.prefix) & self.prefix_mask;
        let suffix = (self.suffix ^ text.suffix) & self.suffix_mask;
        text.unknown || (prefix == 0 && suffix == 0)
    }
}

impl TextEnds {
    /// The ends of some text that we do not know.
    pub const UNKNOWN: Self = Self { prefix: 0, suffix: 0, unknown: true };

    /// The ends of a text.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes().iter();
        Self {
            prefix: u128::from_le_bytes(leading(bytes.clone()).0),
            suffix: u64::from_le_bytes(leading(bytes.rev()).0),
            unknown: false,
        }
    }
}

/// The first bytes, and which of them there are.
fn leading<'b, const WIDTH: usize>(
    bytes: impl Iterator<Item = &'b u8>,
) -> ([u8; WIDTH], [u8; WIDTH]) {
    let (mut value, mut mask) = ([0; WIDTH], [0; WIDTH]);
    for ((value, mask), byte) in value.iter_mut().zip(&mut mask).zip(bytes) {
        *value = *byte;
        *mask = u8::MAX;
    }
    (value, mask)
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
