//! In: what a walk told. Out: an [`Explanation`] of the decision, as data and as text.

mod explanation;
mod reason;
mod trace;

pub use explanation::{DecidedBy, Explanation, Miss, MissingContext, NearMiss, StatementPlace};
pub use trace::{StatementTrace, Trace};
