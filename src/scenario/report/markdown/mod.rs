//! In: suites. Out: a summary of the run in GitHub-flavoured Markdown.

mod escape;
mod page;

pub use page::Markdown;
