//! In: values as a policy or a request writes them. Out: numbers, instants and addresses that
//! compare as AWS compares them, and sets of such values and of texts: they answer `contains` or
//! `matches` without allocating, and can be compared with each other.

mod address;
mod arn_pattern;
mod decimal;
mod ends;
mod instant;
mod interval;
mod pattern;

pub use address::AddressRange;
pub use arn_pattern::{ArnPattern, ArnView};
pub use decimal::Decimal;
pub use ends::{PatternEnds, TextEnds};
pub use instant::{Instant, is_ambiguous_year};
pub use interval::Intervals;
pub use pattern::{Part, Pattern};
