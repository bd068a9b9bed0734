//! Deciding by cases: where the answer hangs on a few unknown keys, it may be the same for all that
//! they can be.

use super::answer::Decision;
use super::grants::Grants;
use super::recorder::{Depth, Recorder, Silent, StatementAt, Unknown};
use super::truth::Truth;
use super::walk::{layer_at, rule_on};
use crate::compile::{CompiledStatement, PolicySet, states_of};
use crate::request::{KeyId, KeyState, RequestContext};

/// How many unknown keys are tried.
const MOST_KEYS: usize = 6;

/// How many combinations of their states are tried.
const MOST_COMBINATIONS: usize = 20_000;

/// How many comparisons that may take. Beyond it an answer would take seconds.
const MOST_COMPARISONS: usize = 50_000_000;

/// The decision that all states of the unknown keys come to. If some state is denied implicitly
/// and another explicitly, that is an implicit deny.
pub(super) fn split(policies: &PolicySet, context: &RequestContext) -> Option<Decision> {
    let mut open = OpenKeys::of(policies);
    rule_on(policies, context, &mut open);
    if open.keys.is_empty() || open.keys.len() > MOST_KEYS {
        return None;
    }
    let most = MOST_COMBINATIONS.min(MOST_COMPARISONS / open.comparisons.max(1));
    let states: Vec<(KeyId, Vec<KeyState>)> =
        open.keys.iter().map(|&key| (key, states_of(key, policies, context))).collect();
    let combinations = states.iter().try_fold(1_usize, |product, (_, states)| {
        product.checked_mul(states.len()).filter(|count| *count <= most)
    })?;
    let mut case = context.clone();
    let mut all = None;
    for number in 0..combinations {
        choose(number, &states, &mut case);
        let decision = Decision::from(rule_on(policies, &case, &mut Silent));
        all = Some(match all {
            None => decision,
            Some(before) => both(before, decision)?,
        });
    }
    all.filter(|decision| *decision != Decision::Undecided)
}

/// Puts the keys into their states of the combination of that number.
fn choose(number: usize, states: &[(KeyId, Vec<KeyState>)], case: &mut RequestContext) {
    let mut rest = number;
    for (key, states) in states {
        if let Some(state) = states.get(rest % states.len().max(1)) {
            case.set_state(*key, state.clone());
        }
        rest /= states.len().max(1);
    }
}

fn both(left: Decision, right: Decision) -> Option<Decision> {
    match (left, right) {
        _ if left == right => Some(left),
        _ if left.is_denied() && right.is_denied() => Some(Decision::ImplicitDeny),
        _ => None,
    }
}

/// Listens for the keys that open statements hang on, and for what asking all statements takes.
struct OpenKeys<'p> {
    policies: &'p PolicySet,
    of_statement: Vec<KeyId>,
    keys: Vec<KeyId>,
    comparisons: usize,
}

impl<'p> OpenKeys<'p> {
    fn of(policies: &'p PolicySet) -> Self {
        Self { policies, of_statement: Vec::new(), keys: Vec::new(), comparisons: 0 }
    }
}

impl Recorder for OpenKeys<'_> {
    const DEPTH: Depth = Depth::Matches;

    fn enter(&mut self, at: StatementAt) {
        self.of_statement.clear();
        let policy = layer_at(self.policies, at.gate).and_then(|layer| layer.get(at.policy));
        let statement = policy.and_then(|policy| policy.statements.get(at.statement));
        self.comparisons += statement.map_or(1, CompiledStatement::comparisons);
    }

    fn unknown(&mut self, unknown: Unknown) {
        if let Unknown::Key(key) = unknown {
            self.of_statement.push(key);
        }
    }

    fn leave(&mut self, truth: Truth, _grants: Grants<Truth>) {
        if truth == Truth::Unknown {
            for &key in &self.of_statement {
                if !self.keys.contains(&key) {
                    self.keys.push(key);
                }
            }
        }
    }
}
