//! How policy variables tie one key to another.

use std::collections::BTreeSet;

use super::atoms::{Atom, AtomId, Atoms, Open};
use crate::compile::{ResourcePattern, Test, ValueSet, samples_of};
use crate::request::{KeyId, KeyState, RequestContext};

/// How variables in some atoms tie keys to each other.
pub(super) struct Ties<'a> {
    pub(super) atoms: &'a Atoms,
    pub(super) asked: &'a [AtomId],
    /// What is known of all requests.
    pub(super) known: &'a RequestContext,
}

/// What a condition asks of a key beside others.
enum Tie<'a> {
    /// To be among values with variables.
    Values(&'a ValueSet),
    /// To be what this key is.
    Equal(KeyId),
}

impl<'a> Ties<'a> {
    /// The keys of conditions whose values have variables, with these.
    fn all(&self) -> impl Iterator<Item = (KeyId, &'a ValueSet)> {
        open_values(self.atoms, self.asked)
    }

    fn of(&self, key: KeyId) -> impl Iterator<Item = Tie<'a>> {
        self.all().filter_map(move |(tied, set)| match set.equal_keys(self.known).as_deref() {
            Some([other]) if tied == key => Some(Tie::Equal(*other)),
            Some([other]) if *other == key => Some(Tie::Equal(tied)),
            _ => (tied == key).then_some(Tie::Values(set)),
        })
    }

    /// The keys that variables name, and those equal to them, as far as they are not known: one that
    /// is tied to others follows them.
    pub(super) fn named_first(&self) -> Vec<KeyId> {
        let mut left = joined_keys(self.atoms, self.asked);
        let equal = self.all().filter(|(_, set)| set.equal_keys(self.known).is_some());
        left.extend(equal.map(|(key, _)| key));
        left.retain(|key| {
            matches!(self.known.state(*key), KeyState::Unknown | KeyState::PresentUnknown)
        });
        let mut ordered = Vec::new();
        while let Some(any) = left.first().copied() {
            let waits = |key: &KeyId| {
                let mut names = self.of(*key).map(|tie| tie.names()).peekable();
                let is_tied = names.peek().is_some();
                is_tied && names.all(|named| named.iter().any(|other| left.contains(other)))
            };
            let next = left.iter().copied().find(|key| !waits(key)).unwrap_or(any);
            left.remove(&next);
            ordered.push(next);
        }
        ordered
    }

    /// The texts that ties ask of a key where more is known of the others.
    pub(super) fn texts(&self, key: KeyId, known: &RequestContext) -> Vec<String> {
        self.of(key).flat_map(|tie| tie.texts(known)).collect()
    }

    /// The texts that conditions without variables list of a key.
    pub(super) fn listed(&self, key: KeyId) -> Vec<String> {
        let set = |id: &AtomId| match self.atoms.get(*id) {
            Some(Atom::Condition(condition)) if condition.key == key => match &condition.test {
                Test::Values(set) => Some(set),
                Test::Null(_) | Test::NotUnderstood(_) => None,
            },
            _ => None,
        };
        let sets: Vec<&ValueSet> = self.asked.iter().filter_map(set).collect();
        let mut texts = samples_of(&sets);
        texts.sort_unstable();
        texts.dedup();
        texts
    }

    /// Texts with which a key makes values ARNs that its variable is a part of.
    pub(super) fn completing(&self, key: KeyId) -> impl Iterator<Item = String> {
        let arns = self.all().filter_map(|(_, set)| match set {
            ValueSet::Arn(arns) => Some(arns),
            _ => None,
        });
        arns.flatten().filter_map(move |arn| arn.completed_by(key))
    }

    /// The keys that may have to be equal to this one.
    pub(super) fn equal_to(&self, key: KeyId) -> impl Iterator<Item = KeyId> {
        self.all().flat_map(move |(tied, set)| {
            let whole = set.whole_keys();
            match whole.contains(&key) {
                _ if tied == key => whole,
                true => vec![tied],
                false => Vec::new(),
            }
        })
    }
}

impl Tie<'_> {
    /// The others.
    fn names(&self) -> Vec<KeyId> {
        match self {
            Self::Values(set) => set.variable_keys(),
            Self::Equal(other) => vec![*other],
        }
    }

    /// What the key is where the others are as `known` has them.
    fn texts(&self, known: &RequestContext) -> Vec<String> {
        match self {
            Self::Values(set) => set.filled_in_samples(known),
            Self::Equal(other) => match known.state(*other) {
                KeyState::Present(values) => {
                    values.iter().map(|value| value.text.to_string()).collect()
                }
                _ => Vec::new(),
            },
        }
    }
}

/// The keys that variables in these atoms name.
pub(super) fn joined_keys(atoms: &Atoms, asked: &[AtomId]) -> BTreeSet<KeyId> {
    let mut keys: BTreeSet<KeyId> =
        open_values(atoms, asked).flat_map(|(_, set)| set.variable_keys()).collect();
    for id in asked {
        if let Some(Atom::Open(Open::Resource(ResourcePattern::Arn(_, variables)))) = atoms.get(*id)
        {
            keys.extend(variables.keys());
        }
    }
    keys
}

/// The keys of conditions whose values have variables, with these.
fn open_values<'a>(
    atoms: &'a Atoms,
    asked: &'a [AtomId],
) -> impl Iterator<Item = (KeyId, &'a ValueSet)> {
    asked.iter().filter_map(|id| match atoms.get(*id) {
        Some(Atom::Open(Open::Condition(condition))) => match &condition.test {
            Test::Values(set) => Some((condition.key, set)),
            Test::Null(_) | Test::NotUnderstood(_) => None,
        },
        _ => None,
    })
}
