//! In: an environment before a change and after it. Out: whether the change gives anybody access that
//! nobody gave before, for all requests: a proof, or statements that add access, each with a request.

mod alike;
mod askers;
mod cells;
mod compared;
mod endpoints;
mod hanging;
mod lost;
mod one;
mod outcome;
mod parts;
mod resources;
mod roots;
mod said;
mod search;
mod strangers;
mod untold;

pub(crate) use one::{name_one_resource, new_access_of_one};
pub use outcome::{Addition, Granting, NewAccess, Open, Told, Why};
pub(crate) use search::new_access;
