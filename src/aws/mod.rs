//! In: nothing. Out: AWS's own vocabulary as types, and the tables that AWS publishes.

mod arn;
mod policy_type;

pub use arn::Arn;
pub use policy_type::{PolicyKind, PolicyType};
