//! All policies that count for a question, by layer.

use std::sync::Arc;

use super::policy::CompiledPolicy;

/// The policies of a question.
#[derive(Clone, Debug, Default)]
pub struct PolicySet {
    /// Identity-based policies: of the user and its groups, or of the role.
    pub identity: Vec<Arc<CompiledPolicy>>,
    /// The resource-based policy.
    pub resource: ResourcePolicy,
    /// The permissions boundary.
    pub permissions_boundary: Option<Arc<CompiledPolicy>>,
    /// Session policies; `None` if the session was created without.
    pub session: Option<Vec<Arc<CompiledPolicy>>>,
    /// Service control policies for each level of the caller's account, root first.
    pub service_control: Vec<Vec<Arc<CompiledPolicy>>>,
    /// Resource control policies for each level of the resource's account, root first.
    pub resource_control: Vec<Vec<Arc<CompiledPolicy>>>,
    /// The policy of the VPC endpoint that the request goes through.
    pub vpc_endpoint: Option<Arc<CompiledPolicy>>,
}

/// The resource-based policy of a question.
#[derive(Clone, Debug, Default)]
pub enum ResourcePolicy {
    /// The resource has none.
    #[default]
    None,
    /// AWS always has one here, but nobody gave it to us.
    NotSupplied,
    /// This one.
    Policy(Arc<CompiledPolicy>),
}

impl PolicySet {
    /// Every policy of every layer.
    pub fn all(&self) -> impl Iterator<Item = &Arc<CompiledPolicy>> {
        let resource = match &self.resource {
            ResourcePolicy::Policy(policy) => Some(policy),
            ResourcePolicy::None | ResourcePolicy::NotSupplied => None,
        };
        self.identity
            .iter()
            .chain(resource)
            .chain(&self.permissions_boundary)
            .chain(self.session.iter().flatten())
            .chain(self.service_control.iter().flatten())
            .chain(self.resource_control.iter().flatten())
            .chain(&self.vpc_endpoint)
    }
}
