//! The data that comes with the program, and the indices that were made when it was built.

use std::sync::OnceLock;

use super::index::Bytes;
use crate::text::{packed, unpacked};

pub(super) use indices::INDEX;

/// The names of the service authorization reference.
pub(super) const NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/catalogue_names.txt"));

const SERVICES_DICTIONARY: &str =
    include_str!(concat!(env!("OUT_DIR"), "/catalogue_dictionary.txt"));

/// Its services, packed one by one.
const SERVICES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue_services.bin"));

#[expect(clippy::unreadable_literal, reason = "a program wrote the numbers")]
mod indices {
    use std::borrow::Cow;

    use crate::catalog::index::{Index, Lists};

    include!(concat!(env!("OUT_DIR"), "/catalogue_index.rs"));
}

/// The blocks of documents, packed one by one.
const MANAGED_BLOCKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/managed_policies.bin"));

/// The body of a service, by its place in the index.
pub(super) fn service_body((start, end): Bytes) -> Option<String> {
    unpacked(SERVICES.get(start as usize..end as usize)?, SERVICES_DICTIONARY)
}

/// A line for each managed policy: name, path, version, day of its last change, block, and the
/// bytes of its document within the block.
pub(super) fn managed_names() -> &'static str {
    static NAMES: OnceLock<String> = OnceLock::new();
    NAMES.get_or_init(|| packed!("managed_names").text())
}

/// The block of documents that begins at this byte.
pub(super) fn managed_block(start: usize) -> Option<String> {
    static DICTIONARY: OnceLock<String> = OnceLock::new();
    let dictionary = DICTIONARY.get_or_init(|| packed!("managed_dictionary").text());
    unpacked(MANAGED_BLOCKS.get(start..)?, dictionary)
}
