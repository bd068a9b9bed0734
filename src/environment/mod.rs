//! In: what exports, plans, templates and people say about accounts. Out: one [`Environment`], in
//! which each fact knows where it came from, and who a caller and what a resource is in it.

mod account;
mod api;
mod caller;
mod entities;
mod fact;
mod merge;
mod organization;
mod origin;
mod partly_known;
mod principal_name;
mod resource;
mod stored_policy;
mod target;
mod unknown;
mod unknown_elements;

pub use account::{Account, Group, ManagedPolicy, PolicyEntry, Removals, Role, User};
pub use caller::{Caller, Held, Holder};
pub use entities::Entities;
pub use fact::Fact;
pub use merge::Difference;
pub use organization::{Member, Organization, Unit};
pub use origin::Origin;
pub use principal_name::{KnownPrincipal, NameError};
pub use resource::{EndpointKind, PublicAccess, Resource, VpcEndpoint};
pub use stored_policy::StoredPolicy;
pub use target::{Target, has_path, whose_policy, with_all_held};
pub use unknown::{Unknown, Unknowns};

pub use crate::aws::{UNKNOWN_PREFIX, key_of_unknown, unknown_in};
pub use unknown_elements::{unknown_document, with_unknown_elements};

/// Accounts, resources and an organization.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Accounts by their twelve digits.
    pub accounts: Entities<Account>,
    /// Resources by ARN.
    pub resources: Entities<Resource>,
    /// VPC endpoints by id, `vpce-..`.
    pub endpoints: Entities<VpcEndpoint>,
    /// The organization of the accounts.
    pub organization: Fact<Organization>,
    /// Values that nobody knows yet, by the names that stand for them.
    pub unknowns: Unknowns,
}
