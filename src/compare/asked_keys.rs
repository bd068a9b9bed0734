//! The requests of one caller by what the rules of services ask of keys.

use super::encode::Encoder;
use super::formula::Formula;
use crate::compile::{CompiledCondition, Quantifier, Test, ValueSet};
use crate::evaluate::{AskedKey, Asks, asked_of_keys};
use crate::request::{ContextKeys, Given, KeyId, KeyState, Request};

/// How many kinds are told apart.
const MOST_KINDS: usize = 1 << 10;

/// All requests, by what `answer` says of those like the one that it is given; `None` where it says
/// nothing of some, or where there are too many kinds.
pub(super) fn kinds_by_keys<T: Clone + PartialEq>(
    encoder: &mut Encoder<'_>,
    request: &Request,
    answer: &mut impl FnMut(&Request) -> Option<T>,
) -> Option<Vec<(Formula, T)>> {
    let mut keys: Vec<AskedOfKey> = Vec::new();
    for AskedKey { name, asks } in asked_of_keys(request, encoder.keys, encoder.tells_credentials) {
        let Some(id) = encoder.keys.find(&name) else { continue };
        match keys.iter_mut().find(|one| one.id == id) {
            Some(known) if known.asks.contains(&asks) => {}
            Some(known) => known.asks.push(asks),
            None => keys.push(AskedOfKey { id, asks: vec![asks] }),
        }
    }
    let kinds = keys.iter().try_fold(1_usize, |kinds, one| {
        kinds.checked_mul(one.number_of_states(encoder)?).filter(|kinds| *kinds <= MOST_KINDS)
    });
    kinds.and_then(|_| by_each(encoder, request, &keys, answer))
}

/// What is asked of one key.
struct AskedOfKey {
    id: KeyId,
    asks: Vec<Asks>,
}

fn by_each<T: Clone + PartialEq>(
    encoder: &mut Encoder<'_>,
    request: &Request,
    keys: &[AskedOfKey],
    answer: &mut impl FnMut(&Request) -> Option<T>,
) -> Option<Vec<(Formula, T)>> {
    let Some((first, rest)) = keys.split_first() else {
        return Some(vec![(Formula::TRUE, answer(request)?)]);
    };
    let mut kinds: Vec<Vec<(Formula, T)>> = Vec::new();
    let mut states: Vec<Vec<Formula>> = Vec::new();
    for (is_so, given) in first.states(encoder) {
        let mut request = request.clone();
        let name = encoder.keys.lower_name(first.id);
        request.context.retain(|(given, _)| **given != *name);
        request.context.push((name.into(), given));
        let found = by_each(encoder, &request, rest, answer)?;
        if let Some(known) = kinds.iter().position(|known| *known == found) {
            states[known].push(is_so);
        } else {
            kinds.push(found);
            states.push(vec![is_so]);
        }
    }
    if kinds.len() == 1 {
        return kinds.pop();
    }
    let mut all = Vec::new();
    for (of_state, found) in states.into_iter().zip(kinds) {
        let of_state = encoder.formulas.any(of_state);
        for (rest, answer) in found {
            all.push((encoder.formulas.all([of_state, rest]), answer));
        }
    }
    Some(all)
}

impl AskedOfKey {
    /// How many states there are to tell apart; `None` if they are too many to count.
    fn number_of_states(&self, encoder: &Encoder<'_>) -> Option<usize> {
        if known(encoder.known.state(self.id)).is_some() {
            return Some(1);
        }
        let values = self.asks.iter().filter(|asks| **asks != Asks::Presence).count();
        let absent = usize::from(values < self.asks.len());
        Some(1_usize.checked_shl(u32::try_from(values).ok()?)? + absent)
    }

    /// What the key can be, as far as rules tell, and a request in which it is that.
    fn states(&self, encoder: &mut Encoder<'_>) -> Vec<(Formula, Given)> {
        if let Some(given) = known(encoder.known.state(self.id)) {
            return vec![(Formula::TRUE, given)];
        }
        let asked: Vec<Formula> = self.asks.iter().map(|asks| self.asked(asks, encoder)).collect();
        let mut states = Vec::new();
        for chosen in 0..1_usize << asked.len() {
            let holds = |number: usize| chosen & (1 << number) != 0;
            let Some(given) = self.given(&holds) else { continue };
            let signed: Vec<Formula> = asked
                .iter()
                .enumerate()
                .map(
                    |(number, one)| {
                        if holds(number) { *one } else { encoder.formulas.negation(*one) }
                    },
                )
                .collect();
            states.push((encoder.formulas.all(signed), given));
        }
        states
    }

    /// Whether it is so; a key is there too that has an empty value.
    fn asked(&self, asks: &Asks, encoder: &mut Encoder<'_>) -> Formula {
        let so = encoder.condition(&condition(self.id, asks, encoder.keys));
        if *asks != Asks::Presence {
            return so;
        }
        let is_empty = condition(self.id, &Asks::Value("".into()), encoder.keys);
        let is_empty = encoder.condition(&is_empty);
        encoder.formulas.any([so, is_empty])
    }

    /// The key where this holds of it; `None` if that cannot be.
    fn given(&self, holds: &impl Fn(usize) -> bool) -> Option<Given> {
        let numbered = || self.asks.iter().enumerate();
        let values: Vec<Box<str>> = numbered()
            .filter(|(number, _)| holds(*number))
            .filter_map(|(_, asks)| asks.value())
            .collect();
        let presence = numbered().find(|(_, asks)| **asks == Asks::Presence);
        match (presence.map(|(number, _)| holds(number)), values.is_empty()) {
            (Some(false), false) => None,
            (_, false) => Some(Given::Values(values)),
            (Some(true), true) => Some(Given::Values(vec![self.other_value()])),
            (Some(false) | None, true) => Some(Given::Absent),
        }
    }

    /// A value that nobody asks for.
    fn other_value(&self) -> Box<str> {
        let values = self.asks.iter().filter_map(Asks::value);
        format!("other{}", values.collect::<String>()).into()
    }
}

/// What a request gives whose key is in this state, if that is known.
fn known(state: &KeyState) -> Option<Given> {
    match state {
        KeyState::Absent => Some(Given::Absent),
        KeyState::Present(values) => {
            Some(Given::Values(values.iter().map(|value| value.text.clone()).collect()))
        }
        KeyState::Unknown | KeyState::PresentUnknown => None,
    }
}

fn condition(key: KeyId, asks: &Asks, keys: &ContextKeys) -> CompiledCondition {
    let of_values = |test: Test| CompiledCondition {
        test,
        quantifier: Quantifier::Any,
        family: Some(asks.family()),
        ..CompiledCondition::is_present(key, keys)
    };
    match asks {
        Asks::Presence => CompiledCondition::is_present(key, keys),
        Asks::Truth => of_values(Test::Values(ValueSet::Boolean(Box::new([true])))),
        Asks::Value(text) => of_values(Test::Values(ValueSet::of_texts([&**text], Vec::new()))),
    }
}
