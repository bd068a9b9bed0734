//! In: paths. Out: texts and their trees; the one place below the command line that reads files.

mod files;
mod find;

pub use files::{Files, syntax_of, why_unreadable};
pub use find::{Found, Search, find, find_all, find_every, find_policies, is_document};
