//! In: what came of scenario files, or of mutants. Out: reports for people and machines, as text.

mod people;
mod suite;
mod summary;

pub use people::{case_text, file_text, summary_text};
pub use suite::{Annotation, Entry, Failure, Status, Suite};
pub use summary::Summary;
