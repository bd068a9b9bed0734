//! In: suites. Out: a summary of the run in GitHub-flavoured Markdown.

mod escape;
mod page;

pub(in crate::scenario) use escape::cell;
pub use page::Markdown;
