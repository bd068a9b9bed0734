//! In: policy documents. Out: the same policies as [`CompiledPolicy`], made quick to ask, and
//! gathered by layer in a [`PolicySet`].

mod action;
mod action_index;
mod arn_value;
mod bounds;
mod condition;
mod filled_in;
mod policy;
mod policy_set;
mod resource;
mod states;
mod values;
mod variable;

pub(crate) use action::ActionEntryTest;
pub use action::ActionTest;
pub use action_index::{ActionIndex, AskAction, Flow};
pub use arn_value::ArnValue;
pub(crate) use bounds::{Bounds, Shapes};
pub use condition::{CompiledCondition, Quantifier, Test};
pub use policy::{CompiledPolicy, CompiledStatement, PolicyName, PrincipalTest};
pub use policy_set::{Layer, PolicySet, ResourcePolicy};
pub use resource::{ResourcePattern, ResourceTest};
pub(crate) use states::{is_tested, samples_of, states_of};
pub use values::{Membership, TextPattern, TextSet, ValueSet};
pub use variable::{Resolved, Variables};
