//! In: paths. Out: texts and their trees; the one place below the command line that
//! reads and writes files.

mod files;
mod find;
mod write;

pub use files::{Files, syntax_of, why_unreadable};
pub use find::{Found, find};
pub use write::{create, replace};
