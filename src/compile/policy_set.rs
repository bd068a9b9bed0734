//! All policies that count for a question, by layer.

use std::ops::Deref;
use std::sync::Arc;

use super::action_index::ServiceSet;
use super::policy::CompiledPolicy;
use crate::aws::ActionName;
use crate::policy::Effect;

/// The policies of one layer, or of one of its levels.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    policies: Vec<Arc<CompiledPolicy>>,
    /// The services that each policy's statements are about, without opening the policy.
    services: Vec<ByEffect<ServiceSet>>,
}

/// Something for Allow and something for Deny statements.
#[derive(Clone, Copy, Debug, Default)]
struct ByEffect<T> {
    allow: T,
    deny: T,
}

impl FromIterator<Arc<CompiledPolicy>> for Layer {
    fn from_iter<I: IntoIterator<Item = Arc<CompiledPolicy>>>(policies: I) -> Self {
        let policies: Vec<Arc<CompiledPolicy>> = policies.into_iter().collect();
        let services = |policy: &Arc<CompiledPolicy>| ByEffect {
            allow: policy.by_action(Effect::Allow).services(),
            deny: policy.by_action(Effect::Deny).services(),
        };
        Self { services: policies.iter().map(services).collect(), policies }
    }
}

impl Deref for Layer {
    type Target = [Arc<CompiledPolicy>];

    fn deref(&self) -> &Self::Target {
        &self.policies
    }
}

impl Layer {
    /// The policies that may have a statement of this effect about the action, and their numbers.
    pub fn about(
        &self,
        action: &ActionName,
        effect: Effect,
    ) -> impl Iterator<Item = (usize, &CompiledPolicy)> {
        let bit = ServiceSet::of(action.service_hash());
        let may_be_about = move |services: &ByEffect<ServiceSet>| match effect {
            Effect::Allow => services.allow.meets(bit),
            Effect::Deny => services.deny.meets(bit),
        };
        let numbered = self.services.iter().zip(&self.policies).enumerate();
        numbered
            .filter(move |(_, (services, _))| may_be_about(services))
            .map(|(number, (_, policy))| (number, &**policy))
    }
}

/// The policies of a question.
#[derive(Clone, Debug, Default)]
pub struct PolicySet {
    /// Identity-based policies: of the user and its groups, or of the role.
    pub identity: Layer,
    /// The resource-based policy.
    pub resource: ResourcePolicy,
    /// The permissions boundary.
    pub permissions_boundary: Option<Layer>,
    /// Session policies; `None` if the session was created without.
    pub session: Option<Layer>,
    /// Service control policies for each level of the caller's account, root first.
    pub service_control: Vec<Layer>,
    /// Resource control policies for each level of the resource's account, root first.
    pub resource_control: Vec<Layer>,
    /// The policy of the VPC endpoint that the request goes through.
    pub vpc_endpoint: Option<Layer>,
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
    Policy(Layer),
}

impl ResourcePolicy {
    /// The policy, if there is one.
    pub fn policy(&self) -> Option<&Arc<CompiledPolicy>> {
        match self {
            Self::Policy(layer) => layer.first(),
            Self::None | Self::NotSupplied => None,
        }
    }
}

impl Layer {
    /// The policies that `change` keeps, as it has them.
    fn changed(
        &self,
        change: &impl Fn(&Arc<CompiledPolicy>) -> Option<Arc<CompiledPolicy>>,
    ) -> Self {
        self.policies.iter().filter_map(change).collect()
    }

    /// The same; `None` if nothing is left of what was there.
    fn left(
        &self,
        change: &impl Fn(&Arc<CompiledPolicy>) -> Option<Arc<CompiledPolicy>>,
    ) -> Option<Self> {
        let left = self.changed(change);
        (!left.is_empty() || self.is_empty()).then_some(left)
    }
}

impl PolicySet {
    /// The policies that `change` keeps, as it has them. A layer of which nothing is left is not
    /// there any more; a level of service control policies is then `unlimited`, so that the others
    /// keep their numbers.
    pub(crate) fn changed(
        &self,
        unlimited: &Layer,
        change: &impl Fn(&Arc<CompiledPolicy>) -> Option<Arc<CompiledPolicy>>,
    ) -> Self {
        let optional = |layer: &Option<Layer>| layer.as_ref().and_then(|layer| layer.left(change));
        let levels = |levels: &[Layer], instead: &Layer| {
            let level = |layer: &Layer| layer.left(change).unwrap_or_else(|| instead.clone());
            levels.iter().map(level).collect()
        };
        Self {
            identity: self.identity.changed(change),
            resource: match &self.resource {
                ResourcePolicy::Policy(layer) => {
                    layer.left(change).map_or(ResourcePolicy::None, ResourcePolicy::Policy)
                }
                ResourcePolicy::None => ResourcePolicy::None,
                ResourcePolicy::NotSupplied => ResourcePolicy::NotSupplied,
            },
            permissions_boundary: optional(&self.permissions_boundary),
            session: optional(&self.session),
            service_control: levels(&self.service_control, unlimited),
            resource_control: levels(&self.resource_control, &Layer::default()),
            vpc_endpoint: optional(&self.vpc_endpoint),
        }
    }

    /// Every policy of every layer.
    pub fn all(&self) -> impl Iterator<Item = &Arc<CompiledPolicy>> {
        let one = [&self.permissions_boundary, &self.session, &self.vpc_endpoint];
        let levels = self.service_control.iter().chain(&self.resource_control);
        let layers = std::iter::once(&self.identity).chain(one.into_iter().flatten()).chain(levels);
        let of_resource = match &self.resource {
            ResourcePolicy::Policy(layer) => Some(layer),
            ResourcePolicy::None | ResourcePolicy::NotSupplied => None,
        };
        layers.chain(of_resource).flat_map(|layer| layer.iter())
    }
}
