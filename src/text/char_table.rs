//! Counts characters up to a byte and back, quickly even in one line of many megabytes.

const BLOCK: usize = 256;

/// How many characters start before each block of bytes. Empty where all bytes are characters.
#[derive(Debug)]
pub(super) struct CharTable {
    before_block: Vec<u32>,
}

impl CharTable {
    pub(super) fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { before_block: Vec::new() };
        }
        let mut count = 0;
        let blocks = text.as_bytes().chunks(BLOCK).map(|block| {
            count += starts_in(block);
            count
        });
        Self { before_block: std::iter::once(0).chain(blocks).collect() }
    }

    /// How many characters start before this byte; a byte past the end is taken as the end.
    pub(super) fn chars_before(&self, text: &str, byte: usize) -> usize {
        let byte = byte.min(text.len());
        let block = byte / BLOCK;
        // INVARIANT: the table has an entry for the end of the text too, or none at all.
        match self.before_block.get(block) {
            Some(&before) => (before + starts_in(&text.as_bytes()[block * BLOCK..byte])) as usize,
            None => byte,
        }
    }

    /// Where the n-th character starts; one past the last is the end.
    pub(super) fn byte_of(&self, text: &str, char: usize) -> usize {
        if self.before_block.is_empty() {
            return char.min(text.len());
        }
        let block = self.before_block.partition_point(|&before| before as usize <= char) - 1;
        let rest = char - self.before_block[block] as usize;
        let bytes = text.as_bytes();
        (block * BLOCK..bytes.len())
            .filter(|&at| starts_char(bytes[at]))
            .nth(rest)
            .unwrap_or(bytes.len())
    }
}

fn starts_in(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&byte| u32::from(starts_char(byte))).sum()
}

fn starts_char(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_agree_with_counting() {
        for text in ["", "plain", &"aé€🦀".repeat(200), &"é".repeat(128), &"x".repeat(600)] {
            let table = CharTable::new(text);
            for (index, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(table.chars_before(text, byte), index);
                assert_eq!(table.byte_of(text, index), byte);
            }
            let count = text.chars().count();
            assert_eq!(table.chars_before(text, text.len() + 7), count);
            assert_eq!(table.byte_of(text, count), text.len());
        }
    }
}
