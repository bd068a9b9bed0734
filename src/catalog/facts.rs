//! What the catalogue says of an action on a resource, as plain data for a request.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::reference::{ActionOfService, Catalog};
use super::service::{KeySet, Service};
use crate::aws::ActionName;
use crate::request::{ActionFacts, KeyReference, KnownKey, KnownKeys, ResourceTarget};

/// Keys that come with an action although the service authorization reference of 2026-09 does not list
/// them there: Amazon Bedrock's page on access to models and AWS's managed policies rest on them.
const SENT_UNLISTED: &[(&str, &str)] = &[
    ("aws-marketplace:productid", "aws-marketplace:subscribe"),
    ("aws-marketplace:productid", "aws-marketplace:unsubscribe"),
];

impl ActionOfService<'_> {
    /// The keys, in lower case, that come with the action although the reference does not list them.
    pub fn unlisted_keys(&self) -> impl Iterator<Item = &'static str> {
        let name = self.full_name().to_ascii_lowercase();
        let of_action = move |(_, action): &&(&str, &str)| *action == name;
        SENT_UNLISTED.iter().filter(of_action).map(|(key, _)| *key)
    }
}

impl Catalog {
    /// All condition keys, made ready to be looked up once.
    pub fn known_keys(&self) -> &Arc<KnownKeys> {
        self.known_keys.get_or_init(|| {
            let read = |key: super::ConditionKey<'_>| KnownKey::new(key.name, key.key_type);
            let of_services = self.keys_of_services().map(read).collect();
            let of_any_service = self.global_keys().map(read).collect();
            Arc::new(KnownKeys::new(self.date(), of_services, of_any_service))
        })
    }

    /// The facts of an action on a resource. Of an action that AWS's reference does not list (any
    /// more) nothing is known but the types of keys.
    pub fn facts(&self, name: &ActionName, resource: &ResourceTarget) -> ActionFacts {
        let known = Some(self.known_keys().clone());
        let service = self.service(name.service());
        let resource_control = service.map(|service| service.supports_resource_control);
        let reference = KeyReference { known, sent: None };
        let nothing = ActionFacts { resource_control, reference, ..ActionFacts::default() };
        match self.action(name).filter(|found| !found.action.is_legacy) {
            Some(found) => {
                let types = found.types_of(resource);
                let sent = Some(self.keys_sent(found, &types));
                let reference = KeyReference { sent, ..nothing.reference };
                let wildcard_only = Some(found.action.is_wildcard_only());
                ActionFacts { wildcard_only, reference, ..nothing }
            }
            None => nothing,
        }
    }

    /// The numbers of the keys that come with an action on resources of these types, given as indices
    /// into its [`super::Action::resources`]; where none is told, of all its types.
    // AWS: C-36, R-10
    pub fn keys_sent(&self, found: ActionOfService<'_>, types: &[usize]) -> Arc<[u16]> {
        let known = &found.action.keys_sent;
        match types {
            [] => known.with_any.get_or_init(|| self.put_together(found, &|_| true)),
            [one] => known.with[*one].get_or_init(|| self.put_together(found, &|it| it == *one)),
            _ => return self.put_together(found, &|it| types.contains(&it)),
        }
        .clone()
    }

    fn put_together(
        &self,
        found: ActionOfService<'_>,
        counts: &dyn Fn(usize) -> bool,
    ) -> Arc<[u16]> {
        let mut sent = self.members(found.action.condition_keys).to_vec();
        for (index, used) in found.action.resources.iter().enumerate() {
            if counts(index) {
                sent.extend_from_slice(self.members(used.condition_keys));
                sent.extend(self.keys_of_type(found, index));
            }
        }
        sent.extend(found.unlisted_keys().filter_map(|key| self.key_number(key)));
        sent.into()
    }

    /// The keys of a resource type that come with a use of it. Some services list with each use of a
    /// type all of its keys that count there: a key that other uses list, and this one does not, is
    /// none of its own.
    fn keys_of_type<'c>(
        &'c self,
        found: ActionOfService<'c>,
        index: usize,
    ) -> impl Iterator<Item = u16> + 'c {
        let used = &found.action.resources[index];
        let lists_its_own = used.condition_keys != KeySet::EMPTY;
        let of_type = &found.service.resource_types[used.resource_type];
        let listed = of_type
            .listed_with_uses
            .get_or_init(|| self.listed_with_uses(found.service, used.resource_type));
        let left_out = move |key: &u16| lists_its_own && listed.contains(key);
        self.members(of_type.condition_keys).iter().copied().filter(move |key| !left_out(key))
    }

    fn listed_with_uses(&self, service: &Service, resource_type: usize) -> Box<[u16]> {
        let uses = service.actions.iter().flat_map(|action| &action.resources);
        let uses = uses.filter(|used| used.resource_type == resource_type);
        let listed = uses.flat_map(|used| self.members(used.condition_keys)).copied();
        listed.collect::<BTreeSet<_>>().into_iter().collect()
    }
}
