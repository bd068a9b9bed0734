//! In: a [`PolicySet`](crate::compile::PolicySet) and a
//! [`RequestContext`](crate::request::RequestContext). Out: a [`Decision`], and through a
//! [`Recorder`] the reasons, told at the spot where they arise.

mod answer;
mod applies;
mod condition;
mod decision;
mod decisive;
mod grants;
mod principal;
mod recorder;
mod remembered;
mod resource;
mod service;
mod situation;
mod split;
mod truth;
mod walk;

pub use answer::{Decision, evaluate};
pub(crate) use condition::holds;
pub use decision::{Access, Caller, Gate, Layers, Limit, Ruling, Side, Situation, decide};
pub use grants::Grants;
pub(crate) use principal::names_caller;
pub use recorder::{Depth, Element, Recorder, Remark, Silent, StatementAt, Unknown};
pub use remembered::{Answered, Frame, Remembered};
pub(crate) use resource::entry_covers;
pub(crate) use service::{
    AskedKey, Asks, TOLD_APART_ACTIONS, TOLD_APART_RESOURCES, asked_of_keys, is_public_policy,
    takers_of_resource_control, takes_resource_control,
};
pub use service::{Settled, add_asked_keys};
pub use truth::{Algebra, Truth};
pub(crate) use walk::{ask_alone, decide_in, gates, layer_at, named_at};
