//! Which value of a condition key is in some of the sets that conditions name and not in others.

use super::samples::{are_all, filled, is_readable, reads_text, samples};
use super::{Allowance, Theory};
use crate::aws::{KeyType, ValueType};
use crate::compare::unknown::Unknown;
use crate::compile::{Membership, ValueSet};
use crate::request::{KeyId, KeyState};
use crate::value_set::{ArnPattern, Found, Language, Pattern, Sought};

/// That one value satisfies a condition, or does not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish<'c> {
    pub(super) set: &'c ValueSet,
    pub(super) negated: bool,
    pub(super) satisfied: bool,
}

/// What a search for a value came to.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    None,
    GivenUp(Unknown),
}

impl Theory<'_> {
    /// A value, not empty, that grants all wishes.
    ///
    /// Where all conditions read the value as text that is found by search, else at samples. A key
    /// that is read as text in patterns and as something else may be given up.
    pub(super) fn value(&mut self, key: KeyId, wishes: &[Wish<'_>]) -> Value {
        let key_type = self.key_type(key).map(|key_type: KeyType| key_type.value);
        let samples = samples(wishes, key_type);
        if let Some(sample) = samples.iter().find(|text| self.grants_all(key, wishes, text)) {
            return Value::Text(sample.clone());
        }
        let is_text = |wish: &Wish<'_>| reads_text(wish.set);
        let free_text = matches!(key_type, None | Some(ValueType::String | ValueType::Arn));
        if wishes.iter().all(is_text) && free_text {
            return match text(wishes, key_type == Some(ValueType::Arn), &mut self.allowance) {
                // INVARIANT: what languages hold is what conditions match; else nothing is ruled out.
                Value::Text(found) if !self.grants_all(key, wishes, &found) => {
                    Value::GivenUp(Unknown::Readings)
                }
                found => found,
            };
        }
        if are_all(wishes, key_type) {
            return Value::None;
        }
        let of_type = |text: &&String| !text.is_empty() && is_readable(text, key_type);
        let filled = filled(wishes, &samples);
        let granting = |text: &&String| self.grants_all(key, wishes, text);
        if let Some(text) = filled.iter().filter(of_type).find(granting) {
            return Value::Text(text.clone());
        }
        let texts: Vec<Wish<'_>> = wishes.iter().copied().filter(is_text).collect();
        match text(&texts, false, &mut self.allowance) {
            Value::Text(found)
                if is_readable(&found, key_type) && self.grants_all(key, wishes, &found) =>
            {
                Value::Text(found)
            }
            Value::None => Value::None,
            Value::GivenUp(why) => Value::GivenUp(why),
            Value::Text(_) => Value::GivenUp(Unknown::Readings),
        }
    }

    /// Whether a value satisfies the conditions that it should, and no others.
    // AWS: C-28
    pub(super) fn grants_all(&self, key: KeyId, wishes: &[Wish<'_>], text: &str) -> bool {
        let KeyState::Present(values) = self.known.present(key, [text]) else { return false };
        let Some(value) = values.first() else { return false };
        wishes.iter().all(|wish| {
            let satisfied = match wish.set.contains(value, &self.known) {
                Membership::Inside => !wish.negated,
                Membership::Outside => wish.negated,
                Membership::Unreadable | Membership::Unknown => false,
            };
            satisfied == wish.satisfied
        })
    }

    /// Whether the key's value can be empty text.
    pub(super) fn takes_empty_text(&self, key: KeyId) -> bool {
        self.key_type(key).is_none_or(|key_type| key_type.value == ValueType::String)
    }
}

/// Languages, and whether a text is inside.
type Languages = Vec<(Language, bool)>;

/// A text, not empty, for conditions that all read text.
///
/// What conditions on ARNs ask hangs on whether the text is an ARN at all: one that is none
/// satisfies none of them, negated or not.
// AWS: C-23
fn text(wishes: &[Wish<'_>], is_arn: bool, allowance: &mut Allowance) -> Value {
    let of_arns = |wish: &&Wish<'_>| matches!(wish.set, ValueSet::Arn(_));
    let texts: Languages = wishes.iter().filter(|wish| !of_arns(wish)).filter_map(asked).collect();
    let arns: Languages = wishes.iter().filter(of_arns).filter_map(asked).collect();
    let is_needed = wishes.iter().filter(of_arns).any(|wish| wish.satisfied);
    let all: Languages = texts.iter().chain(&arns).cloned().collect();
    if is_arn {
        return find((&Language::every_arn(), true), &all, allowance);
    }
    if arns.is_empty() {
        return find((&Language::everything(), true), &texts, allowance);
    }
    let in_any_case = Language::every_arn_in_any_case();
    let mut readings = vec![((&in_any_case, true), &all)];
    let lower = Language::every_arn();
    readings.insert(0, ((&lower, true), &all));
    if !is_needed {
        readings.push(((&in_any_case, false), &texts));
    }
    let mut given_up = None;
    for (universe, languages) in readings {
        match find(universe, languages, allowance) {
            found @ Value::Text(_) => return found,
            Value::None => {}
            Value::GivenUp(why) => given_up = Some(why),
        }
    }
    given_up.map_or(Value::None, Value::GivenUp)
}

/// The language of a set of texts or ARNs, and whether a text that grants the wish is inside.
fn asked(wish: &Wish<'_>) -> Option<(Language, bool)> {
    let language = match wish.set {
        ValueSet::Text(set) => {
            let literals: Vec<Pattern> =
                set.literals.iter().map(|text| Pattern::literal(text)).collect();
            let patterns = set.patterns.iter().map(|text| &text.pattern);
            Language::of_patterns(literals.iter().chain(patterns))
        }
        ValueSet::IgnoreCase(texts) => {
            Language::ignoring_case(texts.iter().map(|text| &text.pattern))
        }
        ValueSet::Arn(values) => {
            let patterns: Vec<ArnPattern> =
                values.iter().filter_map(|value| value.without_variables().cloned()).collect();
            Language::of_arns(&patterns)
        }
        _ => return None,
    };
    Some((language, wish.satisfied != wish.negated))
}

fn find(
    (universe, inside): (&Language, bool),
    languages: &Languages,
    allowance: &mut Allowance,
) -> Value {
    let empty = Language::of_patterns([&Pattern::literal("")]);
    let mut sought = Sought::default();
    sought.ask(universe, inside);
    sought.ask(&empty, false);
    for (language, inside) in languages {
        sought.ask(language, *inside);
    }
    match allowance.search(&sought) {
        Found::Text(text) => Value::Text(text),
        Found::Nothing => Value::None,
        Found::GivenUp => Value::GivenUp(Unknown::Budget),
    }
}
