//! Whether a condition holds.

use super::recorder::{Recorder, Unknown};
use super::truth::Truth;
use crate::aws::{KeyType, ValueType};
use crate::compile::{CompiledCondition, Membership, Quantifier, Test, ValueSet};
use crate::request::{ContextValue, KeyState, RequestContext};

/// Whether one operator holds for one key.
pub(crate) fn holds<R: Recorder>(
    condition: &CompiledCondition,
    context: &RequestContext,
    recorder: &mut R,
) -> Truth {
    let state = context.state(condition.key);
    let truth = match &condition.test {
        Test::Null(expected) => is_null(condition, expected, state),
        Test::Values(set) => values_fit(condition, set, state, context, recorder),
        Test::NotUnderstood(_) => {
            recorder.unknown(Unknown::Operator);
            return Truth::Unknown;
        }
    };
    if truth == Truth::Unknown && matches!(state, KeyState::Unknown | KeyState::PresentUnknown) {
        recorder.unknown(Unknown::Key(condition.key));
    }
    truth
}

// AWS: C-25
fn is_null(condition: &CompiledCondition, expected: &[bool], state: &KeyState) -> Truth {
    match condition.quantifier {
        Quantifier::All => return Truth::True,
        Quantifier::Any => return Truth::False,
        Quantifier::One => {}
    }
    let null = match state {
        KeyState::Absent => true,
        KeyState::PresentUnknown => false,
        KeyState::Present(values) => is_null_set(values),
        KeyState::Unknown => {
            let (null, present) = (expected.contains(&true), expected.contains(&false));
            return if null == present { null.into() } else { Truth::Unknown };
        }
    };
    expected.contains(&null).into()
}

/// No values, or nothing but empty text.
// AWS: C-25, C-26
pub(super) fn is_null_set(values: &[ContextValue]) -> bool {
    values.iter().all(|value| value.text.is_empty())
}

fn values_fit<R: Recorder>(
    condition: &CompiledCondition,
    set: &ValueSet,
    state: &KeyState,
    context: &RequestContext,
    recorder: &mut R,
) -> Truth {
    if is_mismatched(condition, context) {
        recorder.remark("C-6", Some(condition.key));
        return Truth::False;
    }
    match state {
        KeyState::Absent => when_absent(condition, recorder).into(),
        KeyState::Unknown => {
            let absent = Truth::from(when_absent(condition, recorder));
            let present = when_present(condition, set, context, recorder);
            if absent == present { absent } else { Truth::Unknown }
        }
        KeyState::PresentUnknown => when_present(condition, set, context, recorder),
        KeyState::Present(values) => {
            let asked = Present { condition, set, context };
            asked.fit(values, recorder)
        }
    }
}

// AWS: C-3, C-4, C-5, C-38
fn when_absent<R: Recorder>(condition: &CompiledCondition, recorder: &mut R) -> bool {
    if condition.if_exists {
        if condition.quantifier == Quantifier::Any {
            recorder.remark("C-5", Some(condition.key));
        }
        return true;
    }
    match condition.quantifier {
        Quantifier::All => true,
        Quantifier::Any => false,
        Quantifier::One => condition.negated,
    }
}

/// What can be said when the key is present and its value is not known.
fn when_present<R: Recorder>(
    condition: &CompiledCondition,
    set: &ValueSet,
    context: &RequestContext,
    recorder: &mut R,
) -> Truth {
    if condition.is_empty {
        return when_nothing_listed(condition, false, recorder);
    }
    if is_bare(condition, context, 1, recorder) {
        return Truth::False;
    }
    if condition.quantifier != Quantifier::One || !set.is_vacant(context) {
        return Truth::Unknown;
    }
    let is_typed = type_of(condition, context).is_some_and(|key| match key.value {
        ValueType::String => false,
        ValueType::Date | ValueType::EpochTime => !matches!(set, ValueSet::Number(_)),
        _ => true,
    });
    let reads_text = matches!(set, ValueSet::Text(_) | ValueSet::IgnoreCase(_));
    let has_one_value = type_of(condition, context).is_some();
    match condition.negated {
        false => Truth::False,
        true if has_one_value && (is_typed || reads_text) => Truth::True,
        true => Truth::Unknown,
    }
}

/// The answer of a condition without values for a key that is present.
// AWS: C-38
fn when_nothing_listed<R: Recorder>(
    condition: &CompiledCondition,
    has_no_values: bool,
    recorder: &mut R,
) -> Truth {
    recorder.remark("C-38", Some(condition.key));
    let holds = match condition.quantifier {
        Quantifier::Any => false,
        Quantifier::All => has_no_values,
        Quantifier::One if condition.if_exists => has_no_values,
        Quantifier::One => condition.negated,
    };
    holds.into()
}

/// Whether the operator reads values as another type than the key has.
// AWS: C-6
pub(super) fn is_mismatched(condition: &CompiledCondition, context: &RequestContext) -> bool {
    match (condition.family, type_of(condition, context)) {
        (Some(family), Some(key_type)) => !family.fits(key_type.value),
        _ => false,
    }
}

fn type_of(condition: &CompiledCondition, context: &RequestContext) -> Option<KeyType> {
    condition.key_type.or_else(|| context.declared_type(condition.key))
}

/// Whether an operator without a set operator is asked of a key that is present and multivalued.
// AWS: C-31
pub(super) fn is_bare<R: Recorder>(
    condition: &CompiledCondition,
    context: &RequestContext,
    count: usize,
    recorder: &mut R,
) -> bool {
    let multivalued = match type_of(condition, context) {
        Some(key_type) => key_type.multivalued,
        None => count > 1,
    };
    let bare = condition.quantifier == Quantifier::One && multivalued;
    if bare {
        recorder.remark("C-31", Some(condition.key));
    }
    bare
}

struct Present<'a> {
    condition: &'a CompiledCondition,
    set: &'a ValueSet,
    context: &'a RequestContext,
}

impl Present<'_> {
    fn fit<R: Recorder>(&self, values: &[ContextValue], recorder: &mut R) -> Truth {
        let condition = self.condition;
        if condition.is_empty {
            let nothing = is_null_set(values);
            return when_nothing_listed(condition, nothing, recorder);
        }
        if is_bare(condition, self.context, values.len(), recorder) {
            return Truth::False;
        }
        match (condition.quantifier, values) {
            (Quantifier::One, [value]) => self.satisfied(value, recorder),
            (Quantifier::One, _) => condition.negated.into(),
            // AWS: C-26
            (Quantifier::All, values) if is_null_set(values) => Truth::True,
            (Quantifier::All, values) => {
                let truths = values.iter().map(|value| self.satisfied(value, recorder));
                truths.fold(Truth::True, Truth::and)
            }
            // AWS: C-27
            (Quantifier::Any, values) if is_null_set(values) => Truth::False,
            (Quantifier::Any, values) => {
                let truths = values.iter().map(|value| self.satisfied(value, recorder));
                truths.fold(Truth::False, Truth::or)
            }
        }
    }

    // AWS: C-28
    fn satisfied<R: Recorder>(&self, value: &ContextValue, recorder: &mut R) -> Truth {
        match self.set.contains(value, self.context) {
            Membership::Inside => (!self.condition.negated).into(),
            Membership::Outside => self.condition.negated.into(),
            Membership::Unreadable => {
                recorder.remark("C-6", Some(self.condition.key));
                Truth::False
            }
            Membership::Unknown => {
                for key in self.set.variable_keys() {
                    if matches!(
                        self.context.state(key),
                        KeyState::Unknown | KeyState::PresentUnknown
                    ) {
                        recorder.unknown(Unknown::Key(key));
                    }
                }
                Truth::Unknown
            }
        }
    }
}
