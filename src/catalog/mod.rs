//! In: names of services, actions, condition keys and managed policies. Out: what AWS's service
//! authorization reference and AWS's managed policies say of them; of the data that comes with the
//! program only what is asked for is read.

mod alternatives;
mod embedded;
mod entries;
mod facts;
mod index;
mod managed;
mod managed_text;
mod mistake;
mod raw;
mod reference;
mod resource_type;
mod search;
mod service;
mod shrink;
mod touched;

pub use managed::{ManagedPolicies, ManagedPolicy};
pub use reference::{ActionOfService, Catalog, ConditionKey};
pub use resource_type::ResourceType;
pub(crate) use resource_type::with_stars;
pub use search::ActionSearch;
pub use service::{AccessLevel, Action, DependentActions, KeySet, ResourceUse, Scenario, Service};
pub use touched::Touched;
