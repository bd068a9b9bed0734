//! In: a policy, its kind and the catalogue. Out: what is wrong with it, suspect or better written
//! otherwise, each finding by one of the [`rules`], with its place and, where that is safe, a fix.

mod condition;
mod finding;
mod fix;
mod grant;
mod place;
mod rule;
pub mod rules;
mod run;
mod statement;
mod subject;

pub use condition::ConditionView;
pub use finding::{Finding, Findings};
pub use fix::Fix;
pub use grant::Ask;
pub use rule::{Example, Logic, Rule};
pub use run::{Linted, lint};
pub use statement::StatementView;
pub use subject::{ResourceKind, Subject};
