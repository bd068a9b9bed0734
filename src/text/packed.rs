//! Texts that are part of the program, deflated when it was built.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// A text as the build packed it: its size, and its bytes deflated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed(pub(crate) &'static [u8]);

/// A file that the build packed, by its path in the repository.
macro_rules! packed {
    ($path:literal) => {
        $crate::text::Packed(include_bytes!(concat!(env!("OUT_DIR"), "/", $path)))
    };
}

pub(crate) use packed;

impl Packed {
    /// The text.
    pub(crate) fn text(self) -> String {
        // INVARIANT: the build unpacks everything that it packs.
        unpacked(self.0, "").unwrap_or_default()
    }
}

/// The text that was packed behind this dictionary.
pub(crate) fn unpacked(packed: &[u8], dictionary: &str) -> Option<String> {
    let (size, deflated) = packed.split_first_chunk()?;
    let size = usize::try_from(u32::from_le_bytes(*size)).ok()?;
    let mut whole = Vec::with_capacity(dictionary.len() + size);
    whole.extend_from_slice(dictionary.as_bytes());
    whole.resize(dictionary.len() + size, 0);
    let (status, _, written) = decompress(
        &mut DecompressorOxide::new(),
        deflated,
        &mut whole,
        dictionary.len(),
        TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
    );
    let is_whole = status == TINFLStatus::Done && written == size;
    let text = std::str::from_utf8(&whole[dictionary.len()..]);
    text.ok().filter(|_| is_whole).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../docs/schemas/report.schema.json");

    #[test]
    fn a_file_is_what_it_was() {
        assert_eq!(packed!("docs/schemas/report.schema.json").text(), FILE);
    }

    #[test]
    fn what_is_broken_off_is_nothing() {
        let Packed(whole) = packed!("docs/schemas/report.schema.json");
        for size in [0, 3, 4, 100, whole.len() - 1] {
            assert_eq!(unpacked(&whole[..size], ""), None, "{size}");
        }
    }
}
