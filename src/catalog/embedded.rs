//! The data that comes with the program, and the indices that were made when it was built.

pub(super) use indices::INDEX;

/// The names of the service authorization reference.
pub(super) const NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/catalogue_names.txt"));

/// Its services, compressed one by one.
pub(super) const SERVICES: &[u8] =
    include_bytes!(concat!(env!("OUT_DIR"), "/catalogue_services.bin"));

#[expect(clippy::unreadable_literal, reason = "a program wrote the numbers")]
mod indices {
    use std::borrow::Cow;

    use crate::catalog::index::{Index, Lists};

    include!(concat!(env!("OUT_DIR"), "/catalogue_index.rs"));
}

/// A line for each managed policy: name, path, version, day of its last change, block, and the
/// bytes of its document within the block.
pub(super) const MANAGED_NAMES: &str =
    include_str!(concat!(env!("OUT_DIR"), "/managed_policies.tsv"));

/// The blocks, deflated one by one.
pub(super) const MANAGED_BLOCKS: &[u8] =
    include_bytes!(concat!(env!("OUT_DIR"), "/managed_policies.bin"));
