//! Cases of the keys that variables name: together they are all requests, and in each of them more
//! is known of what the variables stand for.

use super::atoms::Atom;
use super::caller::{Limit, Limits};
use super::encode::Encoder;
use super::formula::Formula;
use super::ties::Ties;
use crate::compile::{CompiledCondition, Shapes, Test, ValueSet};
use crate::request::{ContextKeys, KeyId, KeyState, RequestContext};
use crate::value_set::Pattern;

/// How many cases there may be.
const MOST_CASES: usize = 512;

/// Some of all requests.
#[derive(Clone)]
pub(super) struct Case {
    /// What is known of them.
    pub(super) known: RequestContext,
    /// What their keys match.
    pub(super) shapes: Shapes,
    /// Conditions that hold, or do not.
    conditions: Vec<(CompiledCondition, bool)>,
}

impl Case {
    /// The formula within the case; the encoder must know what the case does.
    pub(super) fn formula(&self, encoder: &mut Encoder<'_>, formula: Formula) -> Formula {
        let mut all = vec![formula];
        for (condition, holds) in &self.conditions {
            let asked = encoder.condition(condition);
            all.push(if *holds { asked } else { encoder.formulas.negation(asked) });
        }
        encoder.formulas.all(all)
    }
}

/// All cases that keys within these limits can be in; `None` if they are too many.
pub(super) fn cases(ties: &Ties<'_>, limits: &Limits, keys: &ContextKeys) -> Option<Vec<Case>> {
    let all = Case { known: ties.known.clone(), shapes: Shapes::new(), conditions: Vec::new() };
    let mut cases = vec![all];
    for key in ties.named_first() {
        let within = |case: &Case| {
            let kinds = kinds(key, ties, &case.known, keys);
            let kinds = match limits.get(&key) {
                Some(limit) => within_limit(kinds, limit, key, &case.known),
                None => kinds,
            };
            kinds.iter().map(|kind| kind.within(case)).collect::<Vec<_>>()
        };
        cases = cases.iter().flat_map(within).take(MOST_CASES + 1).collect();
        if cases.len() > MOST_CASES {
            return None;
        }
    }
    Some(cases)
}

/// What one key can be.
struct Kind {
    key: KeyId,
    state: Option<KeyState>,
    shape: Option<Pattern>,
    conditions: Vec<(CompiledCondition, bool)>,
}

impl Kind {
    fn within(&self, case: &Case) -> Case {
        let mut case = case.clone();
        if let Some(state) = &self.state {
            case.known.set_state(self.key, state.clone());
        }
        if let Some(shape) = &self.shape {
            case.shapes.insert(self.key, shape.clone());
        }
        case.conditions.extend(self.conditions.iter().cloned());
        case
    }
}

/// Those that a limit leaves, or the states that it lists.
fn within_limit(kinds: Vec<Kind>, limit: &Limit, key: KeyId, known: &RequestContext) -> Vec<Kind> {
    let (states, open): (Vec<Kind>, Vec<Kind>) =
        kinds.into_iter().partition(|kind| kind.state.is_some());
    let states = states.into_iter().filter_map(|kind| kind.state).collect();
    let states = limit.among(states, key, known).into_iter();
    let of_state = |state| Kind { key, state: Some(state), shape: None, conditions: Vec::new() };
    let is_open = matches!(limit, Limit::Conditions(_));
    states.map(of_state).chain(open.into_iter().filter(|_| is_open)).collect()
}

/// Absent, one of the texts that conditions list or others tie it to, a text that matches one of
/// their patterns and none before it, any other text, and several.
fn kinds(key: KeyId, ties: &Ties<'_>, known: &RequestContext, keys: &ContextKeys) -> Vec<Kind> {
    let of_state = |state| Kind { key, state: Some(state), shape: None, conditions: Vec::new() };
    let mut texts = ties.listed(key);
    texts.extend(ties.texts(key, known));
    texts.push(String::new());
    texts.sort_unstable();
    texts.dedup();
    let mut kinds = Vec::new();
    if matches!(known.state(key), KeyState::Unknown) {
        kinds.push(of_state(KeyState::Absent));
    }
    kinds.extend(texts.iter().map(|text| of_state(known.present(key, [&**text]))));
    let single = CompiledCondition::has_one_value(key, keys);
    let among = |set: ValueSet| single.with_values(set);
    let all_listed = among(ValueSet::of_texts(texts.iter().map(|text| &**text), Vec::new()));
    let mut conditions = vec![(single.clone(), true), (all_listed, false)];
    for pattern in patterns(key, ties) {
        let fits = among(ValueSet::of_texts([], vec![pattern.clone()]));
        let mut own = conditions.clone();
        own.push((fits.clone(), true));
        kinds.push(Kind { key, state: None, shape: Some(pattern), conditions: own });
        conditions.push((fits, false));
    }
    kinds.push(Kind { key, state: None, shape: None, conditions });
    let absent = CompiledCondition { negated: true, ..single.clone() };
    let conditions = vec![(single, false), (absent, false)];
    kinds.push(Kind { key, state: None, shape: None, conditions });
    kinds
}

/// The patterns that conditions on a key list.
fn patterns(key: KeyId, ties: &Ties<'_>) -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = Vec::new();
    for id in ties.asked {
        let Some(Atom::Condition(condition)) = ties.atoms.get(*id) else { continue };
        let Test::Values(ValueSet::Text(set)) = &condition.test else { continue };
        if condition.key == key {
            patterns.extend(set.patterns.iter().map(|text| text.pattern.clone()));
        }
    }
    let mut different: Vec<Pattern> = Vec::new();
    for pattern in patterns {
        if !pattern.is_everything() && !different.contains(&pattern) {
            different.push(pattern);
        }
    }
    different
}
