//! In: a question, and the environment that it is asked in. Out: what the environment says of the
//! caller, of the resource and of the policies, where the question itself does not say.

mod caller;
mod endpoint;
mod keys;
mod layers;
mod target;

pub(crate) use caller::complete;
pub(super) use caller::{expect_known, principal_of};
pub(super) use keys::add_keys;
pub(crate) use layers::{can_have_policy, policy_not_said};
pub(super) use layers::{fill, fill_added};
pub(super) use target::{found, key_of_alias};
