//! In: actions, resources, and an environment. Out: who can do it, as data and as a table.

mod answer;
mod find;
mod table;

pub(crate) use answer::{WhoCanAnswer, policies_not_said};
pub(crate) use find::{Found, WhoCan};
pub(crate) use table::text;
