//! Concrete values for the keys that policy variables name.

use std::iter;

use super::atoms::{AtomId, Atoms, Dimension};
use super::caller::Caller;
use super::solve::Model;
use super::theory::{Coordinate, Theory, is_readable};
use super::ties::Ties;
use crate::aws::ValueType;
use crate::request::{KeyId, KeyState, RequestContext};

/// How many combinations of values are tried for keys that variables name.
const MOST_TRIED: usize = 64;

/// The caller with each of some values for the keys that variables tie together.
pub(super) fn concrete(
    atoms: &Atoms,
    asked: &[AtomId],
    model: &Model,
    theory: &Theory<'_>,
) -> Vec<Caller> {
    let Theory { known, limits, .. } = theory;
    let tried = Tried { ties: Ties { atoms, asked, known }, model, theory };
    let mut callers = vec![Caller { known: known.clone(), limits: limits.clone() }];
    for key in tried.ties.named_first() {
        let states: Vec<_> = callers.iter().map(|one| tried.states(key, &one.known)).collect();
        let longest = states.iter().map(Vec::len).max().unwrap_or(0);
        let ranked = (0..longest).flat_map(|rank| {
            let of_rank = callers.iter().zip(&states).map(move |(one, own)| (one, own.get(rank)));
            of_rank.filter_map(|(one, state)| Some(one.with(key, state?.clone())))
        });
        callers = ranked.take(MOST_TRIED).collect();
    }
    callers
}

/// Where values are looked for.
struct Tried<'a> {
    ties: Ties<'a>,
    model: &'a Model,
    theory: &'a Theory<'a>,
}

impl Tried<'_> {
    /// States of a key that are worth a try: what ties it to keys whose values are known comes
    /// first, then what the model has.
    fn states(&self, key: KeyId, known: &RequestContext) -> Vec<KeyState> {
        let equal: Vec<KeyId> = iter::once(key).chain(self.ties.equal_to(key)).collect();
        let value_type = |key: &KeyId| Some(self.theory.key_type(*key)?.value);
        let types: Vec<ValueType> = equal.iter().filter_map(value_type).collect();
        let is_of_form = |value_type: &ValueType| *value_type != ValueType::String;
        let form = types.iter().copied().find(is_of_form).unwrap_or(ValueType::String);
        let readable = |texts: Vec<String>| {
            let is_readable = |text: &String| types.iter().all(|one| is_readable(text, Some(*one)));
            let texts = texts.into_iter().filter(is_readable);
            texts.map(|text| known.present(key, [&*text])).collect::<Vec<_>>()
        };
        let mut states = readable(self.ties.texts(key, known));
        if let Some(Coordinate::Key(state)) = self.model.get(&Dimension::Key(key)) {
            states.push(state.clone());
        }
        let mut texts: Vec<String> = others(form, key.index()).into();
        texts.extend(self.ties.completing(key));
        texts.extend(equal.iter().flat_map(|key| self.ties.listed(*key)));
        texts.push(String::new());
        states.extend(readable(texts));
        if matches!(known.state(key), KeyState::Unknown) {
            states.push(KeyState::Absent);
        }
        match self.theory.limits.get(&key) {
            Some(limit) => limit.among(states, key, known),
            None => states,
        }
    }
}

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
