//! What states of a condition key satisfy conditions.

use super::value::{Value, Wish};
use super::{Atom, Atoms, Coordinate, Fit, Literals, Theory};
use crate::aws::KeyType;
use crate::compare::caller::Limit;
use crate::compile::{CompiledCondition, Quantifier, Test};
use crate::request::{KeyId, KeyState};

/// Conditions on one key, and whether each must hold.
type Asked<'c> = Vec<(&'c CompiledCondition, bool)>;

impl Theory<'_> {
    /// A state of the key in which the conditions hold or not as asked: absent if that will do, else
    /// with one value, else with several.
    pub(super) fn key(&mut self, atoms: &Atoms, key: KeyId, literals: &Literals) -> Fit {
        let limit = self.limits.get(&key).cloned();
        let mut asked: Asked<'_> = literals
            .iter()
            .filter_map(|(id, holds)| match atoms.get(*id) {
                Some(Atom::Condition(condition)) => Some((condition, *holds)),
                _ => None,
            })
            .collect();
        match &limit {
            Some(Limit::States(states)) => {
                let found = states.iter().find(|state| self.satisfies(key, state, &asked));
                return found
                    .map_or(Fit::None, |state| Fit::Example(Coordinate::Key(state.clone())));
            }
            Some(Limit::Conditions(conditions)) => {
                asked.extend(conditions.iter().map(|condition| (condition, true)));
            }
            None => {}
        }
        let may_be_absent = matches!(self.known.state(key), KeyState::Unknown);
        if may_be_absent && self.satisfies(key, &KeyState::Absent, &asked) {
            return Fit::Example(Coordinate::Key(KeyState::Absent));
        }
        let mut given_up = None;
        let searches = [
            Self::with_one_value,
            Self::with_empty_value,
            Self::with_several_values,
            Self::with_empty_values,
        ];
        for search in searches {
            match search(self, key, &asked) {
                Fit::None => {}
                Fit::GivenUp(why) => given_up = Some(why),
                found @ Fit::Example(_) => return found,
            }
        }
        given_up.map_or(Fit::None, Fit::GivenUp)
    }

    pub(in crate::compare) fn key_type(&self, key: KeyId) -> Option<KeyType> {
        self.keys.key_type(key).or_else(|| self.known.declared_type(key))
    }

    fn satisfies(&mut self, key: KeyId, state: &KeyState, asked: &Asked<'_>) -> bool {
        let before = self.known.state(key).clone();
        self.known.set_state(key, state.clone());
        let holds = |condition: &CompiledCondition| {
            crate::evaluate::holds(condition, &self.known, &mut crate::evaluate::Silent).known()
        };
        let all = asked.iter().all(|(condition, wanted)| holds(condition) == Some(*wanted));
        self.known.set_state(key, before);
        all
    }

    fn with_one_value(&mut self, key: KeyId, asked: &Asked<'_>) -> Fit {
        let wishes: Vec<Wish<'_>> =
            asked.iter().filter_map(|(condition, wanted)| wish(condition, *wanted)).collect();
        let value = match self.value(key, &wishes) {
            Value::Text(text) => text,
            Value::None => return Fit::None,
            Value::GivenUp(why) => return Fit::GivenUp(why),
        };
        let state = self.known.present(key, [&*value]);
        self.checked(key, state, asked)
    }

    /// Empty text, which counts as no value for `Null` and the set operators.
    // AWS: C-25, C-26
    fn with_empty_value(&mut self, key: KeyId, asked: &Asked<'_>) -> Fit {
        if !self.takes_empty_text(key) {
            return Fit::None;
        }
        let state = self.known.present(key, [""]);
        self.checked(key, state, asked)
    }

    /// Two empty texts, which are no value either, but more than one.
    // AWS: C-26, C-31
    fn with_empty_values(&mut self, key: KeyId, asked: &Asked<'_>) -> Fit {
        if self.key_type(key).is_some() {
            return Fit::None;
        }
        let state = self.known.present(key, ["", ""]);
        self.checked(key, state, asked)
    }

    // INVARIANT: beside its values, only their number and whether all are empty decide.
    fn with_several_values(&mut self, key: KeyId, asked: &Asked<'_>) -> Fit {
        if self.key_type(key).is_some_and(|key_type| !key_type.multivalued) {
            return Fit::None;
        }
        let (mut of_all, mut of_some) = (Vec::new(), Vec::new());
        for (condition, wanted) in asked {
            let Some(wish) = wish(condition, *wanted) else { continue };
            match (condition.quantifier, wanted) {
                (Quantifier::All, true) | (Quantifier::Any, false) => of_all.push(wish),
                (Quantifier::All, false) | (Quantifier::Any, true) => of_some.push(wish),
                (Quantifier::One, _) => {}
            }
        }
        let mut values = Vec::new();
        for one in of_some {
            let wishes: Vec<Wish<'_>> = of_all.iter().copied().chain([one]).collect();
            match self.value_or_empty(key, &wishes) {
                Value::Text(text) => values.push(text),
                Value::None => return Fit::None,
                Value::GivenUp(why) => return Fit::GivenUp(why),
            }
        }
        if values.len() < 2 || values.iter().all(String::is_empty) {
            match self.value(key, &of_all) {
                Value::Text(text) => values.push(text),
                Value::None => {}
                Value::GivenUp(why) => return Fit::GivenUp(why),
            }
        }
        let Some(first) = values.first().cloned() else { return Fit::None };
        if values.len() < 2 {
            values.push(first);
        }
        let state = self.known.present(key, values.iter().map(String::as_str));
        self.checked(key, state, asked)
    }

    fn value_or_empty(&mut self, key: KeyId, wishes: &[Wish<'_>]) -> Value {
        match self.value(key, wishes) {
            Value::None if self.takes_empty_text(key) && self.grants_all(key, wishes, "") => {
                Value::Text(String::new())
            }
            other => other,
        }
    }

    fn checked(&mut self, key: KeyId, state: KeyState, asked: &Asked<'_>) -> Fit {
        if self.satisfies(key, &state, asked) {
            Fit::Example(Coordinate::Key(state))
        } else {
            Fit::None
        }
    }
}

/// What a condition that holds, or does not, asks of a value; `None` if it does not look at it.
fn wish(condition: &CompiledCondition, wanted: bool) -> Option<Wish<'_>> {
    match &condition.test {
        Test::Values(set) if !condition.is_empty => {
            Some(Wish { set, negated: condition.negated, satisfied: wanted })
        }
        Test::Values(_) | Test::Null(_) | Test::NotUnderstood(_) => None,
    }
}
