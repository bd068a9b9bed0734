//! Which value of a condition key is in some of the sets that conditions name and not in others.

use super::Theory;
use crate::aws::{Arn, KeyType, ValueType};
use crate::compile::{Membership, ValueSet, samples_of};
use crate::request::{KeyId, KeyState};
use crate::value_set::{
    AddressRange, ArnPattern, Decimal, Found, Instant, Language, Pattern, Sought, read_base64,
};

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
    GivenUp,
}

/// A text that is no number, no date, no address and no ARN.
const UNREADABLE: &str = "x";

impl Theory<'_> {
    /// A value, not empty, that grants all wishes.
    ///
    /// Where all conditions read the value as text, or the key has a type of its own, that is exact.
    /// A key of unknown type that is read as text and as something else is asked at sample points.
    pub(super) fn value(&mut self, key: KeyId, wishes: &[Wish<'_>]) -> Value {
        let key_type = self.key_type(key).map(|key_type: KeyType| key_type.value);
        let samples = samples(wishes, key_type);
        if let Some(sample) = samples.iter().find(|text| self.grants_all(key, wishes, text)) {
            return Value::Text(sample.clone());
        }
        let is_text = |wish: &Wish<'_>| reads_text(wish.set);
        let free_text = matches!(key_type, None | Some(ValueType::String | ValueType::Arn));
        if wishes.iter().all(is_text) && free_text {
            return text(wishes, key_type == Some(ValueType::Arn), self.states);
        }
        let texts_are_listed = wishes.iter().all(|wish| !is_text(wish) || is_listed(wish.set));
        let are_all = key_type == Some(ValueType::Bool) || !wishes.iter().any(is_text);
        if are_all || (!free_text && texts_are_listed) {
            return Value::None;
        }
        let texts: Vec<Wish<'_>> = wishes.iter().copied().filter(is_text).collect();
        match text(&texts, false, self.states) {
            Value::Text(found)
                if is_readable(&found, key_type) && self.grants_all(key, wishes, &found) =>
            {
                Value::Text(found)
            }
            Value::None => Value::None,
            Value::Text(_) | Value::GivenUp => Value::GivenUp,
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

fn reads_text(set: &ValueSet) -> bool {
    matches!(set, ValueSet::Text(_) | ValueSet::IgnoreCase(_) | ValueSet::Arn(_))
}

/// Whether the set lists its members one by one.
fn is_listed(set: &ValueSet) -> bool {
    match set {
        ValueSet::Text(set) => set.patterns.is_empty(),
        ValueSet::IgnoreCase(texts) => texts.is_empty(),
        _ => false,
    }
}

/// Texts of every kind that conditions on anything but text tell apart, as the key's type lets a
/// request carry them.
fn samples(wishes: &[Wish<'_>], key_type: Option<ValueType>) -> Vec<String> {
    let sets: Vec<&ValueSet> = wishes.iter().map(|wish| wish.set).collect();
    let mut samples = samples_of(&sets);
    let of_type: &[&str] = match key_type {
        Some(ValueType::Bool) => &["true", "false"],
        Some(ValueType::Numeric | ValueType::EpochTime | ValueType::Date) => &["0", "1"],
        Some(ValueType::IpAddress) => &["203.0.113.9", "10.0.0.0", "::"],
        Some(ValueType::Binary) => &["AAAA"],
        Some(ValueType::String | ValueType::Arn) => &[],
        None if wishes.iter().all(|wish| reads_text(wish.set)) => &[],
        None => &[UNREADABLE],
    };
    samples.extend(of_type.iter().map(|text| (*text).to_owned()));
    samples.retain(|text| !text.is_empty() && is_readable(text, key_type));
    samples
}

/// Whether a key of the type can have the value.
fn is_readable(text: &str, key_type: Option<ValueType>) -> bool {
    match key_type {
        None | Some(ValueType::String) => true,
        Some(ValueType::Numeric) => Decimal::parse(text).is_some(),
        Some(ValueType::Arn) => Arn::parse(text).is_some(),
        Some(ValueType::Bool) => matches!(text, "true" | "false"),
        Some(ValueType::Date | ValueType::EpochTime) => Instant::parse(text).is_some(),
        Some(ValueType::IpAddress) => AddressRange::parse(text).is_some(),
        Some(ValueType::Binary) => read_base64(text).is_some(),
    }
}

/// A text, not empty, for conditions that all read text.
fn text(wishes: &[Wish<'_>], is_arn: bool, states: usize) -> Value {
    let mut alternatives = vec![Vec::new()];
    for wish in wishes {
        let inside = wish.satisfied != wish.negated;
        match wish.set {
            ValueSet::Text(set) => {
                let literals: Vec<Pattern> =
                    set.literals.iter().map(|text| Pattern::literal(text)).collect();
                let patterns = set.patterns.iter().map(|text| &text.pattern);
                ask(
                    &mut alternatives,
                    &Language::of_patterns(literals.iter().chain(patterns)),
                    inside,
                );
            }
            ValueSet::IgnoreCase(texts) => {
                let texts = texts.iter().map(|text| &text.pattern);
                ask(&mut alternatives, &Language::ignoring_case(texts), inside);
            }
            ValueSet::Arn(values) => {
                let patterns: Vec<ArnPattern> =
                    values.iter().filter_map(|value| value.without_variables().cloned()).collect();
                let language = Language::of_arns(&patterns);
                ask_of_arn(&mut alternatives, &language, *wish);
            }
            _ => {}
        }
    }
    let universe = if is_arn { Language::every_arn() } else { Language::everything() };
    let empty = Language::of_patterns([&Pattern::literal("")]);
    let mut given_up = false;
    for alternative in &alternatives {
        let mut sought = Sought::default();
        sought.ask(&universe, true);
        sought.ask(&empty, false);
        for (language, inside) in alternative {
            sought.ask(language, *inside);
        }
        match sought.find(states) {
            Found::Text(text) => return Value::Text(text),
            Found::Nothing => {}
            Found::GivenUp => given_up = true,
        }
    }
    if given_up { Value::GivenUp } else { Value::None }
}

/// Ways to grant the wishes so far, each a list of languages and whether the text is inside.
type Alternatives = Vec<Vec<(Language, bool)>>;

fn ask(alternatives: &mut Alternatives, language: &Language, inside: bool) {
    for alternative in alternatives {
        alternative.push((language.clone(), inside));
    }
}

/// A text that is no ARN satisfies no condition on ARNs, negated or not.
// AWS: C-23
fn ask_of_arn(alternatives: &mut Alternatives, language: &Language, wish: Wish<'_>) {
    match (wish.satisfied, wish.negated) {
        (true, false) => ask(alternatives, language, true),
        (false, false) => ask(alternatives, language, false),
        (true, true) => {
            ask(alternatives, language, false);
            ask(alternatives, &Language::every_arn(), true);
        }
        (false, true) => {
            let mut unreadable = alternatives.clone();
            ask(&mut unreadable, &Language::every_arn(), false);
            ask(alternatives, language, true);
            alternatives.extend(unreadable);
        }
    }
}
