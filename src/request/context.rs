//! A request, ready to be evaluated.

use super::context_keys::{ContextKeys, KeyId};
use super::derive::state_of;
use super::key_state::{ContextValue, Families, KeyState};
use super::principal::Principal;
use super::question::{Request, Tags};
use crate::aws::KeyType;
use crate::policy::ConditionFamily;
use crate::value_set::TextEnds;

/// A request with the state of every key that the policies test.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// The question.
    pub request: Request,
    action_ends: TextEnds,
    resource_ends: TextEnds,
    states: Vec<KeyState>,
    families: Vec<Families>,
    /// Types of services' keys as far as facts give them; empty if there are none.
    key_types: Vec<Option<KeyType>>,
}

impl RequestContext {
    /// Fills in the keys of a question. `keys` must be those of the policies that will be asked.
    pub fn new(request: Request, keys: &ContextKeys) -> Self {
        let states = keys.ids().map(|key| state_of(key, keys, &request)).collect();
        let key_types = declared_types(&request, keys);
        let families = keys.ids().map(|key| keys.families(key)).collect();
        let action_ends = TextEnds::of(request.action.name());
        let resource_ends = request.resource.ends();
        Self { request, action_ends, resource_ends, states, families, key_types }
    }

    /// The ends of the action's name in lower case.
    pub(crate) fn action_ends(&self) -> &TextEnds {
        &self.action_ends
    }

    /// The ends of the resource.
    pub(crate) fn resource_ends(&self) -> &TextEnds {
        &self.resource_ends
    }

    /// What is known of a key.
    pub fn state(&self, key: KeyId) -> &KeyState {
        self.states.get(key.index()).unwrap_or(&KeyState::Unknown)
    }

    /// The type of a key as the action's facts give it.
    pub fn declared_type(&self, key: KeyId) -> Option<KeyType> {
        self.key_types.get(key.index()).copied().flatten()
    }

    /// The state of a key that is present with these values.
    pub(crate) fn present<'t>(
        &self,
        key: KeyId,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> KeyState {
        let families = self.families.get(key.index()).copied().unwrap_or_default();
        KeyState::Present(
            texts.into_iter().map(|text| ContextValue::read(text, families)).collect(),
        )
    }

    /// Has values of the key, those that are set from now on, read as conditions of this family do.
    pub(crate) fn read_as(&mut self, key: KeyId, family: ConditionFamily) {
        if let Some(families) = self.families.get_mut(key.index()) {
            families.insert(family);
        }
    }

    /// Makes it the question of somebody of the same kind and account: `own` are the keys whose
    /// state depends on who of them asks.
    pub(crate) fn ask_for(
        &mut self,
        principal: &Principal,
        tags: &Tags,
        own: &[KeyId],
        keys: &ContextKeys,
    ) {
        self.request.principal = principal.clone();
        self.request.principal_tags.clone_from(tags);
        for &key in own {
            let state = state_of(key, keys, &self.request);
            self.set_state(key, state);
        }
    }

    /// Puts a key into another state.
    pub(crate) fn set_state(&mut self, key: KeyId, state: KeyState) {
        if let Some(slot) = self.states.get_mut(key.index()) {
            *slot = state;
        }
    }
}

fn declared_types(request: &Request, keys: &ContextKeys) -> Vec<Option<KeyType>> {
    if request.facts.key_types.is_empty() && request.facts.reference.known.is_none() {
        return Vec::new();
    }
    let of_service = |key| keys.global(key).is_none().then(|| keys.lower_name(key));
    keys.ids().map(|key| request.declared_type(of_service(key)?)).collect()
}

/// Whether a key is the one of that name, or belongs to the family of that name: `aws:requesttag/`,
/// `aws:requesttag/${tagkey}`.
pub(super) fn is_named(lower_name: &str, pattern: &str) -> bool {
    match pattern.split_once('/') {
        Some((family, "" | "${tagkey}" | "*")) => {
            lower_name.split_once('/').is_some_and(|(start, _)| start == family)
        }
        _ => lower_name == pattern,
    }
}
