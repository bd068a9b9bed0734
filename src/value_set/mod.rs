//! In: values as a policy or a request writes them. Out: numbers, instants, addresses, booleans and
//! bytes that compare as AWS compares them, and sets of such values and of texts: they answer
//! `contains` or `matches` without allocating, and can be compared with each other.

mod address;
mod arn_pattern;
mod binary;
mod boolean;
mod decimal;
mod ends;
mod instant;
mod interval;
mod language;
mod pattern;

pub use address::{AddressRange, private_ranges};
pub use arn_pattern::{ArnPattern, ArnView};
pub use binary::{read_base64, write_base64};
pub use boolean::read_bool;
pub use decimal::Decimal;
pub use ends::{PatternEnds, TextEnds};
pub use instant::{Instant, is_ambiguous_year};
pub use interval::Intervals;
pub use language::{Found, Language, Signature, Sought, signatures};
pub use pattern::{Part, Pattern};
