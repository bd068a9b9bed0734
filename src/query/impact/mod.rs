//! In: an environment before a change and after it. Out: what differs, and which requests at the
//! edges of the policies that differ are decided differently, with the reason on both sides.

mod changes;
mod outcome;
mod requests;
mod saying;
mod search;
mod side;
mod touched;

pub use outcome::{Change, ChangeKind, Finding, Impact, Reach, Reply, Turn};
pub use search::{Search, impact};
