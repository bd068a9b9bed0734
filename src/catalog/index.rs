//! Where everything stands in a catalogue's text: made when the program is built for the catalogue
//! that comes with it, and when a newer one is read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::raw::RawService;

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
    v: u32,
    date: &'t str,
    types: Vec<&'t str>,
    levels: Vec<&'t str>,
    keys: Vec<(&'t str, u8)>,
    sets: Vec<Vec<u16>>,
    deps: Vec<Vec<&'t str>>,
    global: Vec<(&'t str, u8, &'t str)>,
    #[serde(borrow)]
    svc: BTreeMap<&'t str, &'t RawValue>,
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
        if !text.trim_start().starts_with('{') {
            return Err(IndexError::new(0, "expected an object".to_owned()));
        }
        let whole: Whole<'_> =
            serde_json::from_str(text).map_err(|why| IndexError::of_json(text, &why))?;
        whole.check(text)?;
        let bytes = |part: &str| bytes_in(text, part);
        let keyed = |(name, key_type): (&str, u8)| (bytes(name), key_type);
        Ok(Self {
            date: bytes(whole.date),
            types: whole.types.iter().map(|name| bytes(name)).collect(),
            levels: whole.levels.iter().map(|name| bytes(name)).collect(),
            keys: whole.keys.iter().copied().map(keyed).collect(),
            sets: Lists::of(&whole.sets, |key| *key),
            dependent: Lists::of(&whole.deps, |action| bytes(action)),
            global: whole.global.iter().map(|(name, of_type, _)| keyed((name, *of_type))).collect(),
            services: whole
                .svc
                .iter()
                .map(|(name, body)| (bytes(name), bytes(body.get())))
                .collect(),
        })
    }
}

impl Whole<'_> {
    fn check(&self, text: &str) -> Result<(), IndexError> {
        if self.v != 1 {
            return Err(IndexError::new(0, format!("format {} is not known, only 1", self.v)));
        }
        let lower = |index: usize| self.keys[index].0.to_ascii_lowercase();
        if let Some(index) = (1..self.keys.len()).find(|index| lower(index - 1) > lower(*index)) {
            let (name, _) = self.keys[index];
            return Err(IndexError::at(text, name, "condition keys are not in order here".into()));
        }
        self.check_types(text)?;
        let bounds =
            Bounds { levels: self.levels.len(), sets: self.sets.len(), dependent: self.deps.len() };
        for (prefix, body) in &self.svc {
            let start = offset_in(text, body.get());
            let named = |what: &str| format!("service `{prefix}`: {what}");
            let service: RawService<'_> = serde_json::from_str(body.get()).map_err(|why| {
                let inside = IndexError::of_json(body.get(), &why);
                IndexError::new(start + inside.offset, named(&inside.message))
            })?;
            let checked = bounds.check(&service);
            checked
                .map_err(|what| IndexError::new(start, format!("service `{prefix}`: {what}")))?;
        }
        Ok(())
    }

    fn check_types(&self, text: &str) -> Result<(), IndexError> {
        let known = |of_type: u8| usize::from(of_type) < self.types.len();
        let global = self.global.iter().map(|(name, of_type, _)| (*name, *of_type));
        if let Some((name, _)) =
            self.keys.iter().copied().chain(global).find(|(_, of_type)| !known(*of_type))
        {
            return Err(IndexError::at(text, name, format!("`{name}` has no known type")));
        }
        match self.sets.iter().flatten().find(|key| usize::from(**key) >= self.keys.len()) {
            Some(key) => Err(IndexError::new(0, format!("`sets` names key {key}, which is none"))),
            None => Ok(()),
        }
    }
}

impl Bounds {
    fn check(&self, service: &RawService<'_>) -> Result<(), String> {
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
                return Err(format!("`{name}` has no known access level"));
            }
            if usize::from(action.dependent) >= self.dependent {
                return Err(format!("`{name}` depends on a list that is not there"));
            }
            if used.any(|used| usize::from(used.resource_type) >= types) {
                return Err(format!("`{name}` uses a resource type that is not there"));
            }
        }
        match sets.iter().find(|set| usize::from(**set) >= self.sets) {
            Some(set) => Err(format!("uses set {set} of condition keys, which is not there")),
            None => Ok(()),
        }
    }
}

impl IndexError {
    fn new(offset: usize, message: String) -> Self {
        Self { offset, message }
    }

    fn at(text: &str, part: &str, message: String) -> Self {
        Self::new(offset_in(text, part), message)
    }

    pub(super) fn of_json(text: &str, why: &serde_json::Error) -> Self {
        let before = text.split_inclusive('\n').take(why.line().saturating_sub(1));
        let line = before.map(str::len).sum::<usize>();
        Self::new(line + why.column().saturating_sub(1), plain(why))
    }
}

/// What a reader says, without its own count of lines.
pub(super) fn plain(why: &serde_json::Error) -> String {
    let message = why.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message[..end].replace("a borrowed string", "a string without escapes")
}

fn offset_in(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}

fn bytes_in(text: &str, part: &str) -> Bytes {
    let start = offset_in(text, part);
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    (number(start), number(start + part.len()))
}
