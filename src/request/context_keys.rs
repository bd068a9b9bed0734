//! Condition keys as numbers, so that a request can hold their states in a slice.

use std::collections::HashMap;

use super::key_state::Families;
use crate::aws::{GLOBAL_KEYS, GlobalKeyIndex, KeyType, global_key};
use crate::policy::ConditionFamily;

/// A condition key that some policy tests; meaningful beside the [`ContextKeys`] that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(u32);

/// The keys that a set of policies tests. Names have no letter case.
// AWS: C-2
#[derive(Clone, Debug, Default)]
pub struct ContextKeys {
    keys: Vec<TestedKey>,
    by_name: HashMap<Box<str>, KeyId>,
}

#[derive(Clone, Debug)]
struct TestedKey {
    name: Box<str>,
    lower: Box<str>,
    global: Option<GlobalKeyIndex>,
    families: Families,
}

impl ContextKeys {
    /// No keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of a key, given out on its first mention.
    pub fn intern(&mut self, name: &str) -> KeyId {
        let lower = name.to_lowercase().into_boxed_str();
        if let Some(&id) = self.by_name.get(&lower) {
            return id;
        }
        let id = KeyId(u32::try_from(self.keys.len()).unwrap_or(u32::MAX));
        let global = global_key(&lower);
        self.by_name.insert(lower.clone(), id);
        let families = Families::default();
        self.keys.push(TestedKey { name: name.into(), lower, global, families });
        id
    }

    /// The number of a key that was mentioned.
    pub fn find(&self, name: &str) -> Option<KeyId> {
        self.by_name.get(&*name.to_lowercase()).copied()
    }

    /// Remembers that some operator reads the key's values as `family`.
    pub fn read_as(&mut self, key: KeyId, family: ConditionFamily) {
        if let Some(entry) = self.keys.get_mut(key.index()) {
            entry.families.insert(family);
        }
    }

    /// The key's name: AWS's spelling where we know it, else that of its first mention.
    pub fn name(&self, key: KeyId) -> &str {
        let Some(entry) = self.keys.get(key.index()) else { return "" };
        match entry.global.map(GlobalKeyIndex::entry) {
            Some(global) if !global.name.ends_with('/') => global.name,
            _ => &entry.name,
        }
    }

    /// The key's name in lower case.
    pub fn lower_name(&self, key: KeyId) -> &str {
        self.keys.get(key.index()).map_or("", |entry| &entry.lower)
    }

    /// The key's entry in the table of global keys.
    pub fn global(&self, key: KeyId) -> Option<GlobalKeyIndex> {
        self.keys.get(key.index())?.global
    }

    /// The type of a global key.
    pub fn key_type(&self, key: KeyId) -> Option<KeyType> {
        self.global(key).map(|global| GLOBAL_KEYS[global.0].key_type)
    }

    /// How operators read the key's values.
    pub fn families(&self, key: KeyId) -> Families {
        self.keys.get(key.index()).map_or_else(Families::default, |entry| entry.families)
    }

    /// All keys in the order of their numbers.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> + use<> {
        (0..u32::try_from(self.keys.len()).unwrap_or(u32::MAX)).map(KeyId)
    }
}

impl KeyId {
    /// The number as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}
