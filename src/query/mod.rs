//! In: an [`Environment`](crate::environment::Environment), and actions and resources to ask about.
//! Out: who can do what, by every layer of policies; a policy that many callers have is asked once.

mod asked;
mod cohort;
mod crowd;
mod dependence;
mod flags;
pub mod impact;
mod round;

pub use asked::{Asked, Caller, Owner};
pub use crowd::Crowd;
