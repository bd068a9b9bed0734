//! In: an environment before a change and after it. Out: what differs, and which requests at the
//! edges of the policies that differ are decided differently, with the reason on both sides.

mod cases;
mod changes;
mod comment;
mod json;
mod outcome;
mod representatives;
mod requests;
mod saying;
mod search;
mod sections;
mod side;
mod split;
mod text;
mod touched;
mod words;

pub use comment::{impact_github, impact_markdown};
pub use json::{impact_json, impact_schema};
pub use outcome::{Change, ChangeKind, Finding, Impact, Reach, Reply, Turn};
pub use search::{Search, Stage, impact};
pub use text::impact_text;
