//! In: what came of scenario files, or of mutants. Out: reports for people and machines, as text.

mod claim;
mod closing;
mod github;
mod json;
mod junit;
mod markdown;
mod mismatch;
mod of_file;
mod people;
mod stream;
mod subject;
mod suite;
mod summary;
mod tap;
mod visible;

pub use closing::closing_text;
pub(crate) use github::without_commands;
pub use github::{Github, InWorkflowLog};
pub use json::{Json, report_schema};
pub use junit::Junit;
pub use markdown::Markdown;
pub(crate) use markdown::cell;
pub use people::{Detail, People, case_text, file_text};
pub use stream::{AsSuites, Report, SuiteReport};
pub use subject::Subject;
pub use suite::{Annotation, Entry, Failure, Status, Suite};
pub use summary::{Ending, Summary};
pub use tap::Tap;
