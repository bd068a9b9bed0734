//! What policies say, as something to compare.

use std::collections::HashMap;
use std::sync::Arc;

use crate::compile::{CompiledPolicy, Layer, PolicySet, ResourcePolicy};

/// The number of something that policies say.
pub(super) type Saying = u32;

/// The numbers of what a layer says, each once.
pub(super) type LayerSaying = Vec<Saying>;

/// What policies say, wherever they stand.
#[derive(Default)]
pub(super) struct Sayings {
    by_policy: HashMap<usize, (Arc<CompiledPolicy>, Saying)>,
    by_text: HashMap<String, Saying>,
}

/// What the layers on the caller's side say.
#[derive(PartialEq, Eq)]
pub(super) struct OfCaller {
    identity: LayerSaying,
    permissions_boundary: Option<LayerSaying>,
    session: Option<LayerSaying>,
    service_control: Vec<LayerSaying>,
    vpc_endpoint: Option<LayerSaying>,
}

impl Sayings {
    /// What a policy says that was looked at before.
    pub(super) fn known(&self, policy: &Arc<CompiledPolicy>) -> Option<Saying> {
        self.by_policy.get(&Arc::as_ptr(policy).addr()).map(|(_, saying)| *saying)
    }

    fn of(&mut self, policy: &Arc<CompiledPolicy>) -> Saying {
        let address = Arc::as_ptr(policy).addr();
        if let Some((_, known)) = self.by_policy.get(&address) {
            return *known;
        }
        let text = format!("{:?} {:?}", policy.kind, policy.statements);
        let next = u32::try_from(self.by_text.len()).unwrap_or(u32::MAX);
        let saying = *self.by_text.entry(text).or_insert(next);
        self.by_policy.insert(address, (policy.clone(), saying));
        saying
    }

    pub(super) fn of_layer(&mut self, layer: &Layer) -> LayerSaying {
        let mut all: LayerSaying = layer.iter().map(|policy| self.of(policy)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    pub(super) fn of_levels(&mut self, levels: &[Layer]) -> Vec<LayerSaying> {
        levels.iter().map(|level| self.of_layer(level)).collect()
    }

    /// What a resource-based policy says: `None` if there is none, an empty list if nobody gave it.
    pub(super) fn of_resource(&mut self, policy: &ResourcePolicy) -> Option<LayerSaying> {
        match policy {
            ResourcePolicy::None => None,
            ResourcePolicy::NotSupplied => Some(Vec::new()),
            ResourcePolicy::Policy(layer) => Some(self.of_layer(layer)),
        }
    }

    pub(super) fn of_caller(&mut self, policies: &PolicySet) -> OfCaller {
        let mut optional = |layer: &Option<Layer>| layer.as_ref().map(|layer| self.of_layer(layer));
        let permissions_boundary = optional(&policies.permissions_boundary);
        let session = optional(&policies.session);
        let vpc_endpoint = optional(&policies.vpc_endpoint);
        OfCaller {
            identity: self.of_layer(&policies.identity),
            permissions_boundary,
            session,
            service_control: self.of_levels(&policies.service_control),
            vpc_endpoint,
        }
    }
}
