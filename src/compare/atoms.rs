//! What policies ask of a request, each question once.

use std::collections::HashMap;
use std::hash::Hash;

use super::implied::Implied;
use crate::compile::{ActionTest, CompiledCondition, ResourcePattern};
use crate::request::KeyId;

/// A question that policies ask; meaningful beside the [`Atoms`] that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct AtomId(u32);

/// A question about one coordinate of a request, answered by it alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Atom {
    /// Whether the action is one of these.
    Action(ActionTest),
    /// Whether the resource is one of these; no entry holds a variable.
    Resource(Box<[ResourcePattern]>),
    /// Whether a condition holds; no value holds a variable.
    Condition(CompiledCondition),
    /// What no coordinate tells by itself.
    Open(Open),
}

/// A question whose answer we do not compute: anything goes, but the same question has one answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Open {
    /// Whether the resource is the one that a text with variables stands for.
    Resource(ResourcePattern),
    /// What a resource-based policy does that nobody gave to us.
    ResourcePolicy(Unseen),
    /// Whether a condition holds that has variables among its values, or an operator that is not
    /// understood.
    Condition(CompiledCondition),
}

/// What a policy may do that nobody gave to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Unseen {
    /// A Deny matches.
    Denies,
    /// An Allow names the caller.
    Allows,
    /// An Allow names the role of the caller's session.
    AllowsRole,
    /// An Allow names the caller's account.
    Delegates,
}

impl Atom {
    /// The key whose state it is about, alone or beside those that its variables name.
    pub(super) fn key(&self) -> Option<KeyId> {
        match self {
            Self::Condition(condition) | Self::Open(Open::Condition(condition)) => {
                Some(condition.key)
            }
            Self::Action(_) | Self::Resource(_) | Self::Open(_) => None,
        }
    }
}

/// A coordinate of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Dimension {
    Action,
    Resource,
    Key(KeyId),
    Open(AtomId),
}

/// All atoms of a comparison.
#[derive(Default)]
pub(super) struct Atoms {
    known: Vec<Atom>,
    interned: HashMap<Atom, AtomId>,
    implied: Implied,
}

impl Atoms {
    pub(super) fn intern(&mut self, atom: Atom) -> AtomId {
        if let Some(&id) = self.interned.get(&atom) {
            return id;
        }
        let id = AtomId(u32::try_from(self.known.len()).unwrap_or(u32::MAX));
        if matches!(atom, Atom::Open(_)) {
            self.implied.add(id, &atom);
        }
        self.known.push(atom.clone());
        self.interned.insert(atom, id);
        id
    }

    /// Adds what questions about texts with variables make true of others, or false.
    pub(super) fn add_implied(&self, units: &mut Vec<(AtomId, bool)>) {
        let mut place = 0;
        while let Some(&(atom, holds)) = units.get(place) {
            for &(narrow, wide) in self.implied.pairs() {
                let follows = if holds { (narrow, wide) } else { (wide, narrow) };
                if follows.0 == atom && !units.contains(&(follows.1, holds)) {
                    units.push((follows.1, holds));
                }
            }
            place += 1;
        }
    }

    pub(super) fn get(&self, id: AtomId) -> Option<&Atom> {
        self.known.get(id.0 as usize)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Atom> {
        self.known.iter()
    }

    pub(super) fn dimension(&self, id: AtomId) -> Dimension {
        match self.get(id) {
            Some(Atom::Action(_)) => Dimension::Action,
            Some(Atom::Resource(_)) => Dimension::Resource,
            Some(Atom::Condition(condition)) => Dimension::Key(condition.key),
            Some(Atom::Open(_)) | None => Dimension::Open(id),
        }
    }
}
