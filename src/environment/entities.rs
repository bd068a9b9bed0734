//! Things by name, removed ones included.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::Origin;

/// Things by name. A source may also say that there is no thing of a name any more.
#[derive(Clone, Debug)]
pub struct Entities<T> {
    there: BTreeMap<Box<str>, T>,
    removed: BTreeMap<Box<str>, Origin>,
}

impl<T> Default for Entities<T> {
    fn default() -> Self {
        Self { there: BTreeMap::new(), removed: BTreeMap::new() }
    }
}

impl<T> Entities<T> {
    /// The thing of that name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.there.get(name)
    }

    /// The thing of that name, and the name as it is kept.
    pub fn get_entry(&self, name: &str) -> Option<(&str, &T)> {
        self.there.get_key_value(name).map(|(name, thing)| (&**name, thing))
    }

    /// The thing of that name, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.there.get_mut(name)
    }

    /// The thing of that name; made if it is not there.
    pub fn entry(&mut self, name: &str, make: impl FnOnce() -> T) -> &mut T {
        self.removed.remove(name);
        self.there.entry(name.into()).or_insert_with(make)
    }

    /// Puts a thing there; gives the one that stood there.
    pub fn insert(&mut self, name: impl Into<Box<str>>, thing: T) -> Option<T> {
        let name = name.into();
        self.removed.remove(&name);
        self.there.insert(name, thing)
    }

    /// Says that there is none; gives the one that stood there.
    pub fn remove(&mut self, name: impl Into<Box<str>>, origin: Origin) -> Option<T> {
        let name = name.into();
        let earlier = self.there.remove(&name);
        self.removed.insert(name, origin);
        earlier
    }

    /// The things that are there, in the order of their names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.there.iter().map(|(name, thing)| (&**name, thing))
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&str, &mut T)> {
        self.there.iter_mut().map(|(name, thing)| (&**name, thing))
    }

    /// The names of which a source says that there is nothing any more.
    pub fn removed(&self) -> impl Iterator<Item = (&str, &Origin)> {
        self.removed.iter().map(|(name, origin)| (&**name, origin))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.there.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.there.is_empty()
    }

    /// Lays later things over these: `join` makes one of an earlier and a later one.
    pub(super) fn merge(&mut self, later: Self, mut join: impl FnMut(&str, &mut T, T)) {
        for (name, origin) in later.removed {
            self.remove(name, origin);
        }
        for (name, thing) in later.there {
            self.removed.remove(&name);
            match self.there.entry(name) {
                Entry::Vacant(place) => {
                    place.insert(thing);
                }
                Entry::Occupied(mut earlier) => {
                    let name = earlier.key().clone();
                    join(&name, earlier.get_mut(), thing);
                }
            }
        }
    }
}
