//! Policy variables: what a text stands for hangs on another coordinate of the request.

use std::collections::BTreeSet;

use super::atoms::{Atom, AtomId, Atoms, Dimension, Open};
use super::caller::Caller;
use super::solve::Model;
use super::theory::Coordinate;
use super::unknown::Unknown;
use crate::compile::{ResourcePattern, Test, ValueSet, samples_of};
use crate::request::{KeyId, KeyState, RequestContext};

/// How many combinations of values are tried for keys that variables name.
const MOST_TRIED: usize = 64;

/// A text that no policy mentions.
const OTHER: &str = "other";

/// The keys that variables in these atoms name.
pub(super) fn joined_keys(atoms: &Atoms, asked: &[AtomId]) -> BTreeSet<KeyId> {
    let mut keys = BTreeSet::new();
    for id in asked {
        match atoms.get(*id) {
            Some(Atom::Open(Open::Resource(ResourcePattern::Arn(_, variables)))) => {
                keys.extend(variables.keys());
            }
            Some(Atom::Open(Open::Condition(condition))) => {
                if let Test::Values(set) = &condition.test {
                    keys.extend(set.variable_keys());
                }
            }
            _ => {}
        }
    }
    keys
}

/// Why a question about these atoms is left open.
pub(super) fn why_open(atoms: &Atoms, asked: &[AtomId]) -> Unknown {
    let of_atom = |id: &AtomId| match atoms.get(*id) {
        Some(Atom::Open(Open::ResourcePolicy(_))) => Some(Unknown::ResourcePolicy),
        Some(Atom::Open(Open::Condition(condition)))
            if matches!(condition.test, Test::NotUnderstood(_)) =>
        {
            Some(Unknown::Operator)
        }
        _ => None,
    };
    asked.iter().find_map(of_atom).unwrap_or(Unknown::Variables)
}

/// The caller with each of some values for the keys that variables name, those of the model first.
pub(super) fn concrete(
    keys: &BTreeSet<KeyId>,
    atoms: &Atoms,
    asked: &[AtomId],
    model: &Model,
    caller: &Caller,
) -> Vec<Caller> {
    let mut callers = vec![caller.clone()];
    for &key in keys {
        if !matches!(caller.known.state(key), KeyState::Unknown | KeyState::PresentUnknown) {
            continue;
        }
        let mut states = states(key, atoms, asked, model, &caller.known);
        if let Some(limit) = caller.limits.get(&key) {
            states = limit.among(states, key, &caller.known);
        }
        let mut next = Vec::new();
        for state in &states {
            for one in &callers {
                let mut one = one.clone();
                one.known.set_state(key, state.clone());
                next.push(one);
            }
        }
        next.truncate(MOST_TRIED);
        callers = next;
    }
    callers
}

/// States of a key that are worth a try.
fn states(
    key: KeyId,
    atoms: &Atoms,
    asked: &[AtomId],
    model: &Model,
    known: &RequestContext,
) -> Vec<KeyState> {
    let mut states = Vec::new();
    if let Some(Coordinate::Key(state)) = model.get(&Dimension::Key(key)) {
        states.push(state.clone());
    }
    let mut texts = listed(key, atoms, asked);
    texts.insert(0, OTHER.to_owned());
    texts.insert(1, format!("{OTHER}{}", key.index()));
    texts.push(String::new());
    states.extend(texts.iter().map(|text| known.present(key, [&**text])));
    if matches!(known.state(key), KeyState::Unknown) {
        states.push(KeyState::Absent);
    }
    states
}

/// The texts that conditions on a key list.
pub(super) fn listed(key: KeyId, atoms: &Atoms, asked: &[AtomId]) -> Vec<String> {
    let sets: Vec<&ValueSet> = asked
        .iter()
        .filter_map(|id| match atoms.get(*id) {
            Some(Atom::Condition(condition)) if condition.key == key => match &condition.test {
                Test::Values(set) => Some(set),
                Test::Null(_) | Test::NotUnderstood(_) => None,
            },
            _ => None,
        })
        .collect();
    let mut texts = samples_of(&sets);
    texts.sort_unstable();
    texts.dedup();
    texts
}
