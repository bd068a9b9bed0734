//! In: a policy, its kind and the catalogue. Out: what is wrong with it, suspect or better written
//! otherwise, each finding by one of the [`rules`], with its place and, where that is safe, a fix.

mod applies;
mod caller;
mod condition;
mod cover;
mod easy_keys;
mod finding;
mod fix;
mod grant;
mod named;
mod reach;
mod rule;
pub mod rules;
mod run;
mod setting;
mod statement;
mod subject;
mod value_relation;

pub use condition::ConditionView;
pub use finding::{Finding, Findings};
pub use fix::Fix;
pub use grant::{Ask, Grant};
pub use reach::{Reach, Step};
pub use rule::{Example, Logic, Rule};
pub use run::{Linted, lint, lint_node};
pub use statement::StatementView;
pub use subject::{ResourceKind, Subject};
