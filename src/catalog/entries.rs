//! The members of an object in the order written.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::index::IndexError;

/// Names and what stands under them, none lost.
pub(crate) struct Entries<'t, V>(pub Vec<(&'t str, V)>);

struct Reader<V>(PhantomData<V>);

impl<'de: 't, 't, V: Deserialize<'de>> Deserialize<'de> for Entries<'t, V> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_map(Reader(PhantomData)).map(Entries)
    }
}

impl<'de, V: Deserialize<'de>> Visitor<'de> for Reader<V> {
    type Value = Vec<(&'de str, V)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(entries)
    }
}

impl<V> Entries<'_, V> {
    /// That no name stands twice, once they are in order.
    pub(crate) fn check_names(&self, text: &str) -> Result<(), IndexError> {
        let names = || self.0.iter().map(|(name, _)| *name);
        match names().zip(names().skip(1)).find(|(one, next)| one == next) {
            Some((_, name)) => Err(IndexError::at(text, name, format!("`{name}` is there twice"))),
            None => Ok(()),
        }
    }
}
