//! Where everything stands in a catalogue's text: made when a newer one is read, and when the program
//! is built for the catalogue that comes with it, whose services are compressed then.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::entries::Entries;
use super::raw::{RawAction, RawService};

/// First byte, and one past the last.
pub(crate) type Bytes = (u32, u32);

/// Lists of `T`, one behind the other.
#[derive(Clone, Debug)]
pub(crate) struct Lists<T: Copy + 'static> {
    /// Where each list ends among the members.
    pub ends: Cow<'static, [u32]>,
    /// The members of all lists.
    pub members: Cow<'static, [T]>,
}

/// Places in a catalogue's text, and the tables of numbers that stand in it.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// The day of the data.
    pub date: Bytes,
    /// Names of value types.
    pub types: Cow<'static, [Bytes]>,
    /// Names of access levels.
    pub levels: Cow<'static, [Bytes]>,
    /// Services' condition keys in the order of their lower-case names, each with its type.
    pub keys: Cow<'static, [(Bytes, u8)]>,
    /// Sets of condition keys.
    pub sets: Lists<u16>,
    /// Lists of dependent actions.
    pub dependent: Lists<Bytes>,
    /// Global condition keys with their types.
    pub global: Cow<'static, [(Bytes, u8)]>,
    /// Prefix and body of each service in the order of the prefixes.
    pub services: Cow<'static, [(Bytes, Bytes)]>,
}

const UNREADABLE: &str = "it cannot be read here";

/// Why a text is no catalogue.
#[derive(Debug)]
pub(crate) struct IndexError {
    /// Where, in bytes.
    pub offset: usize,
    /// What is wrong there.
    pub message: String,
}

#[derive(Deserialize)]
struct Whole<'t> {
    #[serde(borrow)]
    v: &'t RawValue,
    date: &'t str,
    types: Vec<&'t str>,
    levels: Vec<&'t str>,
    keys: Vec<(&'t str, u8)>,
    #[serde(borrow)]
    sets: &'t RawValue,
    deps: Vec<Vec<&'t str>>,
    global: Vec<(&'t str, u8, &'t str)>,
    #[serde(borrow)]
    svc: Entries<'t, &'t RawValue>,
}

impl<T: Copy> Lists<T> {
    fn of<U>(lists: &[Vec<U>], member: impl Fn(&U) -> T) -> Self {
        let mut ends = Vec::with_capacity(lists.len());
        let mut members = Vec::new();
        for list in lists {
            members.extend(list.iter().map(&member));
            ends.push(u32::try_from(members.len()).unwrap_or(u32::MAX));
        }
        Self { ends: ends.into(), members: members.into() }
    }
}

/// Bounds of the numbers that a service's body may hold.
struct Bounds {
    levels: usize,
    sets: usize,
    dependent: usize,
}

impl Index {
    /// Finds everything in the text, and reads all of it once, so that nothing can be wrong later.
    pub(crate) fn of(text: &str) -> Result<Self, IndexError> {
        let mut whole: Whole<'_> =
            serde_json::from_str(text).map_err(|why| IndexError::of_json(text, &why))?;
        whole.svc.0.sort_by_key(|(name, _)| *name);
        let sets: Vec<Vec<u16>> = serde_json::from_str(whole.sets.get())
            .map_err(|_| IndexError::at(text, whole.sets.get(), UNREADABLE.to_owned()))?;
        whole.check(text, &sets)?;
        let bytes = |part: &str| bytes_in(text, part);
        let keyed = |(name, key_type): (&str, u8)| (bytes(name), key_type);
        Ok(Self {
            date: bytes(whole.date),
            types: whole.types.iter().map(|name| bytes(name)).collect(),
            levels: whole.levels.iter().map(|name| bytes(name)).collect(),
            keys: whole.keys.iter().copied().map(keyed).collect(),
            sets: Lists::of(&sets, |key| *key),
            dependent: Lists::of(&whole.deps, |action| bytes(action)),
            global: whole.global.iter().map(|(name, of_type, _)| keyed((name, *of_type))).collect(),
            services: whole
                .svc
                .0
                .iter()
                .map(|(name, body)| (bytes(name), bytes(body.get())))
                .collect(),
        })
    }
}

impl Whole<'_> {
    fn check(&self, text: &str, sets: &[Vec<u16>]) -> Result<(), IndexError> {
        let at = |part: &str, message: String| Err(IndexError::at(text, part, message));
        if self.v.get() != "1" {
            return at(self.v.get(), format!("format {} is not known, only 1", self.v));
        }
        let lower = |index: usize| self.keys[index].0.to_ascii_lowercase();
        if let Some(index) = (1..self.keys.len()).find(|index| lower(index - 1) > lower(*index)) {
            let (name, _) = self.keys[index];
            return at(name, format!("`{name}` is not in alphabetical order"));
        }
        if let Some(name) = self.untyped() {
            return at(name, format!("`{name}` has no known type"));
        }
        if let Some(key) = sets.iter().flatten().find(|key| usize::from(**key) >= self.keys.len()) {
            return at(self.sets.get(), format!("`sets` names key {key}, which is none"));
        }
        let bounds =
            Bounds { levels: self.levels.len(), sets: sets.len(), dependent: self.deps.len() };
        self.check_services(text, &bounds)
    }

    /// A condition key whose type is none of those listed.
    fn untyped(&self) -> Option<&str> {
        let global = self.global.iter().map(|(name, of_type, _)| (*name, *of_type));
        let mut keys = self.keys.iter().copied().chain(global);
        keys.find(|(_, of_type)| usize::from(*of_type) >= self.types.len()).map(|(name, _)| name)
    }

    fn check_services(&self, text: &str, bounds: &Bounds) -> Result<(), IndexError> {
        self.svc.check_names(text)?;
        for (prefix, body) in &self.svc.0 {
            if prefix.bytes().any(|byte| byte.is_ascii_uppercase()) {
                let message = format!("the prefix `{prefix}` is not in lower case");
                return Err(IndexError::at(text, prefix, message));
            }
            let service: RawService<'_> = serde_json::from_str(body.get()).map_err(|why| {
                let inside = IndexError::of_json(body.get(), &why);
                IndexError::new(offset_in(text, body.get()) + inside.offset, inside.message)
            })?;
            let checked = bounds.check(&service).and_then(|()| check_names(&service));
            checked.map_err(|(part, what)| {
                let part = if part.is_empty() { body.get() } else { part };
                IndexError::at(text, part, format!("service `{prefix}`: {what}"))
            })?;
        }
        Ok(())
    }
}

impl Bounds {
    /// What is wrong with a service, and in which part of the text.
    fn check<'t>(&self, service: &RawService<'t>) -> Result<(), (&'t str, String)> {
        let types = service.resource_types.len();
        let mut sets = vec![service.condition_keys];
        sets.extend(service.resource_types.iter().map(|one| one.2));
        for action in &service.actions {
            let name = action.name;
            sets.push(action.condition_keys);
            sets.extend(action.resources.iter().map(|used| used.condition_keys));
            let in_scenarios = action.scenarios.iter().flat_map(|(_, used)| used);
            let mut used = action.resources.iter().chain(in_scenarios);
            if usize::from(action.level) >= self.levels {
                return Err((name, format!("`{name}` has no known access level")));
            }
            if usize::from(action.dependent) >= self.dependent {
                return Err((name, format!("`{name}` depends on a list that is not there")));
            }
            if used.any(|used| usize::from(used.resource_type) >= types) {
                return Err((name, format!("`{name}` uses a resource type that is not there")));
            }
        }
        match sets.iter().find(|set| usize::from(**set) >= self.sets) {
            Some(set) => Err(("", format!("uses set {set} of condition keys, which is not there"))),
            None => Ok(()),
        }
    }
}

impl IndexError {
    fn new(offset: usize, message: String) -> Self {
        Self { offset, message }
    }

    pub(super) fn at(text: &str, part: &str, message: String) -> Self {
        Self::new(offset_in(text, part), message)
    }

    pub(super) fn of_json(text: &str, why: &serde_json::Error) -> Self {
        let before = text.split_inclusive('\n').take(why.line().saturating_sub(1));
        let line = before.map(str::len).sum::<usize>();
        Self::new(line + why.column().saturating_sub(1), UNREADABLE.to_owned())
    }
}

/// What is wrong with the names of actions.
fn check_names<'t>(service: &RawService<'t>) -> Result<(), (&'t str, String)> {
    let lower = |action: &RawAction<'_>| action.name.to_ascii_lowercase();
    let is_name =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    for (number, action) in service.actions.iter().enumerate() {
        let name = action.name;
        if name.is_empty() || !is_name(name) {
            return Err((name, format!("`{name}` is no name of an action")));
        }
        if number > 0 && lower(&service.actions[number - 1]) >= lower(action) {
            return Err((name, format!("`{name}` stands twice, or not in alphabetical order")));
        }
    }
    Ok(())
}

fn offset_in(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}

fn bytes_in(text: &str, part: &str) -> Bytes {
    let start = offset_in(text, part);
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    (number(start), number(start + part.len()))
}
