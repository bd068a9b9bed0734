//! In: the values of a policy, as text or as parts. Out: sets that answer `contains`.

pub mod pattern;

pub use pattern::{Part, Pattern};
