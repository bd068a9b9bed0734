//! In: the values of a policy, as text or as parts. Out: sets that answer `contains`.

mod arn_pattern;
mod pattern;

pub use arn_pattern::{ArnPattern, ArnView};
pub use pattern::{Part, Pattern};
