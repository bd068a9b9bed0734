//! In: a question with its policies, read and compiled, and what it was decided. Out: the smallest
//! edits of policies and values of context that turn the answer, each decided again over all layers.

mod advice;
mod amendable;
mod answer;
mod breadth;
mod condition_edits;
mod context_values;
mod deny_edits;
mod draft;
mod grant;
mod hangs_on;
mod look;
mod probes;
mod suggestion;
mod taking;
mod text;
mod together;
mod trial;
mod widening;

pub use advice::{Advice, Known};
#[cfg(test)]
pub(crate) use answer::NoAnswer;
pub(crate) use answer::{AdviceAnswer, AdvisedAnswer};
pub use breadth::Breadth;
pub(crate) use context_values::in_shell;
pub use context_values::{ContextSuggestion, Setting};
pub use suggestion::{Change, Suggestion};
pub use text::MOST_TOLD;
pub use together::Together;
