//! In: an [`Environment`](crate::environment::Environment), and actions and resources to ask about.
//! Out: who can do what, by every layer of policies; a policy that many callers have is asked once.

mod answers;
mod around;
mod asked;
mod cohort;
mod crowd;
mod dependence;
mod flags;
mod hanging;
mod hangings;
pub mod impact;
pub mod new_access;
mod pair;
mod reach;
mod round;
mod select;
mod through;
pub(crate) mod what_can;
mod who;
pub(crate) mod who_can;
mod within;
mod words;

pub use answers::{Answers, Reasons};
pub(crate) use around::{Around, Stop, Watcher};
pub use asked::{Asked, Caller, Owner};
pub use crowd::Crowd;
pub use hanging::Hanging;
pub use hangings::{Effort, Hangings};
pub use pair::{Pair, Pairs};
pub use reach::Reach;
pub use select::{acted_on, acted_on_by, resources_called};
pub use through::{Assuming, Hop, Way, Ways, questions_of_roles};
pub use who::{Population, Sort, Who};
