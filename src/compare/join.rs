//! Policy variables: what a text stands for hangs on another coordinate of the request.

use std::collections::BTreeSet;

use super::atoms::{Atom, AtomId, Atoms, Dimension, Open};
use super::caller::Caller;
use super::solve::Model;
use super::theory::{Coordinate, Theory, is_readable};
use super::unknown::Unknown;
use crate::aws::ValueType;
use crate::compile::{ResourcePattern, Test, ValueSet, samples_of};
use crate::request::{KeyId, KeyState};

/// How many combinations of values are tried for keys that variables name.
const MOST_TRIED: usize = 64;

/// Values of a type that no policy mentions: one for all keys, and one for the key of this number.
fn others(value_type: ValueType, number: usize) -> [String; 2] {
    let [one, own] = match value_type {
        ValueType::String => ["other", &format!("other{number}")],
        ValueType::Numeric => ["7", &format!("{}", number + 8)],
        ValueType::Arn => {
            let role = "arn:aws:iam::111122223333:role/other";
            [role, &format!("{role}{number}")]
        }
        ValueType::Bool => ["true", "false"],
        ValueType::Date | ValueType::EpochTime => {
            ["2026-01-01T00:00:00Z", &format!("{}-01-01T00:00:00Z", number % 1000 + 2027)]
        }
        ValueType::IpAddress => ["203.0.113.9", &format!("198.51.100.{}", number % 256)],
        ValueType::Binary => ["AAAA", &"AAAA".repeat(number + 2)],
    };
    [one.to_owned(), own.to_owned()]
}

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
    atoms: &Atoms,
    asked: &[AtomId],
    model: &Model,
    theory: &Theory<'_>,
) -> Vec<Caller> {
    let Theory { known, limits, .. } = theory;
    let mut callers = vec![Caller { known: known.clone(), limits: limits.clone() }];
    for key in joined_keys(atoms, asked) {
        if !matches!(known.state(key), KeyState::Unknown | KeyState::PresentUnknown) {
            continue;
        }
        let mut states = states(key, atoms, asked, theory);
        if let Some(Coordinate::Key(state)) = model.get(&Dimension::Key(key)) {
            states.insert(0, state.clone());
        }
        if let Some(limit) = limits.get(&key) {
            states = limit.among(states, key, known);
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
fn states(key: KeyId, atoms: &Atoms, asked: &[AtomId], theory: &Theory<'_>) -> Vec<KeyState> {
    let types = types_of_tied(key, atoms, asked, theory);
    let is_of_form = |value_type: &ValueType| *value_type != ValueType::String;
    let form = types.iter().copied().find(is_of_form).unwrap_or(ValueType::String);
    let mut texts: Vec<String> = others(form, key.index()).into();
    texts.extend(listed(key, atoms, asked));
    texts.push(String::new());
    texts.retain(|text| types.iter().all(|value_type| is_readable(text, Some(*value_type))));
    let known = &theory.known;
    let mut states: Vec<KeyState> =
        texts.iter().map(|text| known.present(key, [&**text])).collect();
    if matches!(known.state(key), KeyState::Unknown) {
        states.push(KeyState::Absent);
    }
    states
}

/// The types of a key and of those that may have to be equal to it.
fn types_of_tied(
    key: KeyId,
    atoms: &Atoms,
    asked: &[AtomId],
    theory: &Theory<'_>,
) -> Vec<ValueType> {
    let mut tied = vec![key];
    for id in asked {
        if let Some(Atom::Open(Open::Condition(condition))) = atoms.get(*id)
            && let Test::Values(set) = &condition.test
            && set.variable_keys().contains(&key)
        {
            tied.push(condition.key);
        }
    }
    tied.into_iter().filter_map(|key| Some(theory.key_type(key)?.value)).collect()
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
