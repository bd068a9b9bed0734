//! In: a policy, its kind and the catalogue. Out: what is wrong with it, suspect or better written
//! otherwise, each finding by one of the [`rules`], with its place and, where that is safe, a fix.

mod allow;
mod applies;
mod caller;
mod check;
mod condition;
mod cover;
mod easy_keys;
mod finding;
mod fix;
mod grant;
mod kind;
mod named;
mod page;
mod part;
mod place;
mod proven;
mod reach;
mod repair;
pub mod report;
mod rule;
pub mod rules;
mod run;
mod same;
mod setting;
mod statement;
mod subject;
mod unread;
mod value_relation;
mod weaker;

pub use allow::{ALLOWANCE_CODES, Allowance};
pub use check::{CheckedFile, CheckedPolicy, Judged, Permit, Selection, Terms, check};
pub use condition::ConditionView;
pub use finding::{Finding, Findings};
pub use fix::Fix;
pub use grant::{Ask, Grant};
pub use kind::{
    KINDS, Origin, is_policy, kind_by_content, kind_by_name, kind_name, kind_named, kind_title,
    owner_by_content,
};
pub use page::{all_tables, kinds_of, rule_help, rule_page, shown_example};
pub use part::{Mention, Mentions, Part, PolicyFile};
pub use reach::{Reach, Step};
pub use repair::{Done, Refused, Repaired, Reread, repair};
pub use rule::{Choice, Example, Logic, Rule};
pub use run::{Linted, lint, lint_node};
pub use statement::StatementView;
pub use subject::{ResourceKind, Subject};
pub use unread::{UNREAD_CODES, UnreadCode};
