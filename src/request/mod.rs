//! In: a question as somebody asks it, and the keys that the policies test. Out: a
//! [`RequestContext`], in which each of those keys is present, absent or unknown.

mod context;
mod context_keys;
mod derive;
mod key_reference;
mod key_state;
mod principal;
mod question;
mod resource;

pub use context::RequestContext;
pub use context_keys::{ContextKeys, KeyId};
pub(crate) use derive::contradictions;
pub use key_reference::{KeyReference, KnownKey, KnownKeys, Standing};
pub use key_state::{ContextValue, Families, KeyState};
pub use principal::{Principal, PrincipalError, PrincipalKind};
pub(crate) use question::OrganizationMembership;
pub use question::{
    ActionFacts, Endpoint, Given, KmsGrant, Note, Organization, PublicAccessBlock, Request, Tags,
    UnknownKeys,
};
pub use resource::ResourceTarget;
pub(crate) use resource::{ALL_BUCKETS, LIST_BUCKETS, is_about_all_buckets};
