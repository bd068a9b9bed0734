//! In: suites. Out: a summary of the run in GitHub-flavoured Markdown.

mod escape;
mod page;

pub(crate) use escape::cell;
pub use page::Markdown;
