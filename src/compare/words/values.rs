//! Sets of values in words.

use std::borrow::Cow;
use std::ops::Bound;

use super::Asked;
use crate::compare::spelled::{arn_text, escaped, instant_text, number_text, text_of};
use crate::compile::{CompiledCondition, Test, TextSet, ValueSet};
use crate::request::ContextKeys;
use crate::text::printable;
use crate::value_set::{Decimal, Instant, Intervals, write_base64};

/// How many values are told.
const MOST_VALUES: usize = 4;

/// Where a value must be.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'s> {
    pub(super) set: &'s ValueSet,
    pub(super) inside: bool,
    /// Whether the condition is to be satisfied, so that the value must be readable; else values
    /// that are not will do as well.
    pub(super) satisfied: bool,
}

impl Wanted<'_> {
    pub(super) fn opposite(self) -> Self {
        Self { inside: !self.inside, satisfied: !self.satisfied, ..self }
    }
}

/// Whether a set holds every text.
pub(super) fn is_everything(set: &ValueSet) -> bool {
    let ValueSet::Text(set) = set else { return false };
    set.patterns.iter().any(|text| text.pattern.is_everything())
}

/// Whether no text is in the set.
pub(super) fn is_nothing(set: &ValueSet) -> bool {
    match set {
        ValueSet::Text(set) => set.literals.is_empty() && set.patterns.is_empty(),
        ValueSet::IgnoreCase(all) => all.is_empty(),
        ValueSet::Arn(all) => all.is_empty(),
        _ => false,
    }
}

/// Whether the empty text is one of the values.
pub(super) fn takes_empty(wanted: Wanted<'_>) -> bool {
    let held = match wanted.set {
        ValueSet::Text(set) => {
            set.literals.iter().any(|text| text.is_empty())
                || set.patterns.iter().any(|text| text.pattern.matches(""))
        }
        ValueSet::IgnoreCase(texts) => texts.iter().any(|text| text.pattern.matches("")),
        _ => return !wanted.satisfied,
    };
    let has_variables = !wanted.set.variable_keys().is_empty();
    has_variables || held == wanted.inside
}

/// Values on a line, of which those wanted by several conditions are found together.
pub(super) enum Ordered {
    Numbers(Intervals<Decimal>),
    Instants(Intervals<Instant>),
}

/// What all conditions on numbers ask together, and all on points in time; and the other conditions.
pub(super) fn merged<'c>(
    asked: &Asked<'c>,
    is_plain: &dyn Fn(&CompiledCondition, bool, &ValueSet) -> bool,
) -> (Vec<Ordered>, Vec<(&'c CompiledCondition, bool)>) {
    let (mut numbers, mut instants, mut rest) = (None, None, Vec::new());
    for &(condition, holds) in asked {
        let inside = condition.negated != holds;
        match &condition.test {
            Test::Values(set) if !is_plain(condition, holds, set) => rest.push((condition, holds)),
            Test::Values(ValueSet::Number(set)) => narrow(&mut numbers, set, inside),
            Test::Values(ValueSet::Instant(set)) => narrow(&mut instants, set, inside),
            _ => rest.push((condition, holds)),
        }
    }
    let numbers = numbers.map(Ordered::Numbers).into_iter();
    (numbers.chain(instants.map(Ordered::Instants)).collect(), rest)
}

fn narrow<T: Ord + Clone>(all: &mut Option<Intervals<T>>, set: &Intervals<T>, inside: bool) {
    let set = if inside { set.clone() } else { set.complement() };
    *all = Some(all.as_ref().map_or_else(|| set.clone(), |all| all.intersect(&set)));
}

impl Ordered {
    /// `None` if no value is left.
    pub(super) fn in_words(&self) -> Option<String> {
        match self {
            Self::Numbers(set) => (!set.is_empty()).then(|| numbers(set, true, false)),
            Self::Instants(set) => (!set.is_empty()).then(|| instants(set, true, false)),
        }
    }
}

/// What a value that is as wanted is: `is in 10.0.0.0/8`; of several, `are in ..`.
pub(super) fn in_words(
    wanted: Wanted<'_>,
    plural: bool,
    reads_all: bool,
    keys: &ContextKeys,
) -> String {
    let Wanted { set, inside, satisfied } = wanted;
    let is = if plural { "are" } else { "is" };
    let (words, what) = match set {
        ValueSet::Text(set) => (texts(set, inside, plural, keys), ""),
        ValueSet::IgnoreCase(all) => {
            let all: Vec<String> = all.iter().map(|text| raw_text(text, keys)).collect();
            (format!("{is} {} in any letter case", which(&all, inside)), "")
        }
        ValueSet::Number(set) => (numbers(set, inside, plural), "number"),
        ValueSet::Instant(set) => (instants(set, inside, plural), "point in time"),
        ValueSet::Boolean(set) => (booleans(set, inside, is, reads_all), "boolean"),
        ValueSet::Binary(set) => {
            let all: Vec<String> = set.iter().map(|bytes| write_base64(bytes).into()).collect();
            (format!("{is} {}", which(&all, inside)), "base64 text")
        }
        ValueSet::Address(ranges) => {
            let all: Vec<String> =
                ranges.iter().map(|range| address_text(&range.network().to_string())).collect();
            let not = if inside { "in" } else { "not in" };
            (format!("{is} {not} {}", any_of(&all)), "address")
        }
        ValueSet::Arn(values) => {
            let all: Vec<String> = values.iter().map(|value| arn_text(value, keys)).collect();
            (matching(&all, inside, plural), "ARN")
        }
    };
    let says_type = matches!(set, ValueSet::Number(_) | ValueSet::Instant(_));
    match (what.is_empty() || reads_all, satisfied) {
        (true, _) => words,
        (false, true) if inside || says_type => words,
        (false, true) => format!("{is} readable as {what} and {words}"),
        (false, false) if !inside && !says_type => words,
        (false, false) => format!("{words} or no {what}"),
    }
}

fn texts(set: &TextSet, inside: bool, plural: bool, keys: &ContextKeys) -> String {
    let is = if plural { "are" } else { "is" };
    if set.patterns.is_empty() {
        let all: Vec<String> = set.literals.iter().map(ToString::to_string).collect();
        return format!("{is} {}", which(&all, inside));
    }
    let literals = set.literals.iter().map(|text| escaped(text));
    let all: Vec<String> =
        literals.chain(set.patterns.iter().map(|text| text_of(text, keys))).collect();
    matching(&all, inside, plural)
}

/// A text in which wildcards mean nothing.
fn raw_text(text: &crate::compile::TextPattern, keys: &ContextKeys) -> String {
    text.pattern.as_literal().map_or_else(|| text_of(text, keys), str::to_owned)
}

/// Of patterns, whose wildcards mean something.
fn matching(all: &[String], inside: bool, plural: bool) -> String {
    let is_wild = |text: &String| text.replace("${*}", "").replace("${?}", "").contains(['*', '?']);
    if !all.iter().any(is_wild) {
        return format!("{} {}", if plural { "are" } else { "is" }, which(all, inside));
    }
    let matches = if plural { "match" } else { "matches" };
    match (inside, all) {
        (true, _) => format!("{matches} {}", any_of(all)),
        (false, [one]) => {
            format!("{} not match {}", if plural { "do" } else { "does" }, shown(one))
        }
        (false, _) => format!("{matches} {}", none_of(all)),
    }
}

fn booleans(set: &[bool], inside: bool, is: &str, reads_all: bool) -> String {
    let holds = |value: &bool| set.contains(value) == inside;
    let left: Vec<&str> = [true, false]
        .iter()
        .filter(|value| holds(value))
        .map(|value| if *value { "true" } else { "false" })
        .collect();
    match (reads_all || inside, left.as_slice()) {
        (true, [one]) => format!("{is} {one}"),
        (true, [_, _]) => format!("{is} true or false"),
        (true, _) => format!("{is} neither true nor false"),
        (false, _) => {
            let set: Vec<String> = set.iter().map(ToString::to_string).collect();
            format!("{is} {}", which(&set, inside))
        }
    }
}

fn numbers(set: &Intervals<Decimal>, inside: bool, plural: bool) -> String {
    ordered(&meant(set, inside), number_text, NUMBERS, plural)
}

fn instants(set: &Intervals<Instant>, inside: bool, plural: bool) -> String {
    ordered(&meant(set, inside), |instant| instant_text(*instant), INSTANTS, plural)
}

/// The set, or all that is not in it.
fn meant<T: Ord + Clone>(set: &Intervals<T>, inside: bool) -> Cow<'_, Intervals<T>> {
    if inside { Cow::Borrowed(set) } else { Cow::Owned(set.complement()) }
}

/// How an order is told: of something, above, at least, below, at most.
type Order = [&'static str; 5];

const NUMBERS: Order = ["a number", "more than", "at least", "less than", "at most"];
const INSTANTS: Order = ["a point in time", "after", "at or after", "before", "at or before"];

fn ordered<T: Ord + Clone>(
    set: &Intervals<T>,
    text: impl Fn(&T) -> String,
    [any, above, at_least, below, at_most]: Order,
    plural: bool,
) -> String {
    let all: Vec<String> = set
        .bounds()
        .map(|bounds| match bounds {
            (Bound::Included(low), Bound::Included(high)) if low == high => text(low),
            (low, high) => {
                let low = match low {
                    Bound::Included(low) => Some(format!("{at_least} {}", text(low))),
                    Bound::Excluded(low) => Some(format!("{above} {}", text(low))),
                    Bound::Unbounded => None,
                };
                let high = match high {
                    Bound::Included(high) => Some(format!("{at_most} {}", text(high))),
                    Bound::Excluded(high) => Some(format!("{below} {}", text(high))),
                    Bound::Unbounded => None,
                };
                match (low, high) {
                    (Some(low), Some(high)) => format!("{low} and {high}"),
                    (Some(one), None) | (None, Some(one)) => one,
                    (None, None) => any.to_owned(),
                }
            }
        })
        .collect();
    let is = if plural { "are" } else { "is" };
    if all.is_empty() { format!("{is} never {any}") } else { format!("{is} {}", either(&all)) }
}

/// `a`, `a or b`, `a, b or c`
fn either(all: &[String]) -> String {
    match all {
        [first @ .., last] if !first.is_empty() => {
            let more = first.len().saturating_sub(MOST_VALUES);
            let shown = first[..first.len() - more].join(", ");
            let more = if more > 0 { format!(", {more} more") } else { String::new() };
            format!("{shown}{more} or {last}")
        }
        _ => all.concat(),
    }
}

/// An address alone without its length.
fn address_text(network: &str) -> String {
    let is_one = |text: &&str| !text.contains('/');
    let alone = network.strip_suffix("/32").filter(|text| !text.contains(':'));
    let alone = alone.or_else(|| network.strip_suffix("/128")).filter(is_one);
    alone.unwrap_or(network).to_owned()
}

fn which(all: &[String], inside: bool) -> String {
    match (all, inside) {
        ([one], false) => format!("not {}", shown(one)),
        (_, true) => any_of(all),
        (_, false) => none_of(all),
    }
}

fn any_of(all: &[String]) -> String {
    if all.len() == 1 { listed(all) } else { format!("one of {}", listed(all)) }
}

fn none_of(all: &[String]) -> String {
    format!("none of {}", listed(all))
}

fn listed(all: &[String]) -> String {
    let more = match all.len().saturating_sub(MOST_VALUES) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let first: Vec<String> = all.iter().take(MOST_VALUES).map(|one| shown(one)).collect();
    if first.is_empty() { "nothing".to_owned() } else { first.join(", ") + &more }
}

/// A value: bare if nobody could misread it.
fn shown(text: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_.:/@+=*?${}".contains(char);
    let text_is_plain = !text.is_empty() && text.chars().all(is_plain);
    if text_is_plain { text.to_owned() } else { format!("`{}`", printable(text)) }
}
