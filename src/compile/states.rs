//! The states of an unknown key that policies can tell apart.

use std::collections::{BTreeSet, HashSet};
use std::hash::Hash;
use std::net::IpAddr;

use super::arn_value::ArnValue;
use super::condition::{CompiledCondition, Quantifier, Test};
use super::filled_in::FilledIn;
use super::policy_set::PolicySet;
use super::resource::ResourcePattern;
use super::values::{TextPattern, TextSet, ValueSet};
use crate::aws::{Arn, KeyType, ValueType};
use crate::request::{KeyId, KeyState, RequestContext};
use crate::value_set::{
    AddressRange, ArnPattern, ArnView, Decimal, Instant, Intervals, Pattern, write_base64,
};

/// A text that no policy mentions.
const ELSEWHERE: &str = "~";

/// Of how many values sets are formed for a multivalued key.
const MOST_MEMBERS: usize = 8;

/// How long all patterns for a key may be together, in bytes. Each is held against each other.
const LONGEST_PATTERNS: usize = 20_000;

/// States that stand for all that an unknown key can be: every state is told apart from these by no
/// condition. Where that cannot be made sure of, the key stays present with an unknown value.
pub(crate) fn states_of(
    key: KeyId,
    policies: &PolicySet,
    context: &RequestContext,
) -> Vec<KeyState> {
    let conditions = conditions_on(key, policies);
    let is_set = conditions.iter().any(|condition| {
        condition.quantifier != Quantifier::One
            || condition.key_type.is_some_and(|key_type| key_type.multivalued)
    });
    let values =
        if is_variable(key, policies) { None } else { distinct_values(&conditions, context) };
    let mut states = Vec::new();
    if matches!(context.state(key), KeyState::Unknown) {
        states.push(KeyState::Absent);
    }
    match values {
        Some(values) if !is_set => {
            states.extend(values.iter().map(|value| context.present(key, [&**value])));
        }
        Some(values) if values.len() <= MOST_MEMBERS => {
            states.extend(subsets(&values).map(|texts| context.present(key, texts)));
            // INVARIANT: two values of one class differ from one where only their number is asked.
            let twice = values.iter().map(|value| context.present(key, [&**value, &**value]));
            states.extend(twice);
        }
        _ => states.push(KeyState::PresentUnknown),
    }
    states
}

fn subsets(values: &[Box<str>]) -> impl Iterator<Item = Vec<&str>> {
    (0_u32..1 << values.len()).map(|members| {
        let is_chosen = |index: usize| members & (1 << index) != 0;
        let chosen = (0..values.len()).filter(|&index| is_chosen(index));
        chosen.map(|index| &*values[index]).collect()
    })
}

fn conditions_on(key: KeyId, policies: &PolicySet) -> Vec<&CompiledCondition> {
    let statements = policies.all().flat_map(|policy| &policy.statements);
    let conditions = statements.flat_map(|statement| &statement.conditions);
    conditions.filter(|condition| condition.key == key).collect()
}

/// Whether the policies say anything that hangs on a key.
pub(crate) fn is_tested(key: KeyId, policies: &PolicySet) -> bool {
    !conditions_on(key, policies).is_empty() || is_variable(key, policies)
}

fn is_variable(key: KeyId, policies: &PolicySet) -> bool {
    let mut statements = policies.all().flat_map(|policy| &policy.statements);
    statements.any(|statement| {
        let entries = statement.resource.iter().flat_map(|resource| &resource.entries);
        let mut of_resources = entries.flat_map(|entry| match entry {
            ResourcePattern::Arn(_, variables) => variables.keys().collect(),
            ResourcePattern::Everything | ResourcePattern::Nothing => Vec::new(),
        });
        let mut of_values =
            statement.conditions.iter().flat_map(|condition| match &condition.test {
                Test::Values(set) => set.variable_keys(),
                Test::Null(_) | Test::NotUnderstood(_) => Vec::new(),
            });
        of_resources.any(|used| used == key) || of_values.any(|used| used == key)
    })
}

/// One value of each class that the conditions tell apart; `None` if we cannot be sure of them.
fn distinct_values(
    conditions: &[&CompiledCondition],
    context: &RequestContext,
) -> Option<Vec<Box<str>>> {
    let mut sets = Vec::new();
    let mut key_type = None;
    for condition in conditions {
        key_type = condition.key_type.or_else(|| context.declared_type(condition.key));
        match (&condition.test, condition.family) {
            (Test::NotUnderstood(_), _) => return None,
            // AWS: C-6
            (_, Some(family)) if key_type.is_some_and(|found| !family.fits(found.value)) => {}
            (Test::Null(_), _) | (_, None) => {}
            (Test::Values(set), Some(_)) => sets.push(set),
        }
    }
    let mut values = classes(&sets, context)?;
    let reads_numbers = matches!(sets.first(), Some(ValueSet::Number(_) | ValueSet::Instant(_)));
    if values.is_empty() && reads_numbers {
        values.insert("0".into());
    }
    let may_be_any_text = key_type.is_none_or(|found| found.value == ValueType::String);
    let reads_text = matches!(sets.first(), Some(ValueSet::Text(_) | ValueSet::IgnoreCase(_)));
    if may_be_any_text || reads_text {
        values.insert(ELSEWHERE.into());
    } else if values.is_empty() {
        values.insert(any_value_of(key_type).into());
    }
    Some(values.into_iter().collect())
}

/// A value that reads as the key's type: where a policy tells no two values apart one stands for
/// all.
fn any_value_of(key_type: Option<KeyType>) -> &'static str {
    match key_type.map(|found| found.value) {
        Some(ValueType::Numeric | ValueType::Date | ValueType::EpochTime) => "0",
        Some(ValueType::Bool) => "true",
        Some(ValueType::IpAddress) => "0.0.0.0",
        Some(ValueType::Binary) => "AAAA",
        Some(ValueType::String | ValueType::Arn) | None => ELSEWHERE,
    }
}

/// Values of all classes but that of [`ELSEWHERE`].
fn classes(sets: &[&ValueSet], context: &RequestContext) -> Option<BTreeSet<Box<str>>> {
    let texts = |numbers: Vec<Decimal>| numbers.iter().map(|one| one.to_string().into()).collect();
    Some(match sets.first() {
        None => BTreeSet::new(),
        Some(ValueSet::Text(_)) => of_texts(&all(sets, as_text)?, context)?,
        Some(ValueSet::IgnoreCase(_)) => {
            let texts = all(sets, as_ignoring_case)?.concat();
            let patterns = FilledIn::all(texts.iter().map(|text| text.filled_in(context)))?;
            let literal = |pattern: &Pattern| pattern.as_literal().map(Box::from);
            let literals: BTreeSet<Box<str>> =
                patterns.iter().map(literal).collect::<Option<_>>()?;
            (!literals.contains(ELSEWHERE)).then_some(literals)?
        }
        Some(ValueSet::Number(_)) => texts(of_numbers(&all(sets, as_numbers)?)?),
        Some(ValueSet::Boolean(_)) => {
            all(sets, |set| matches!(set, ValueSet::Boolean(_)).then_some(()))?;
            BTreeSet::from(["true".into(), "false".into()])
        }
        Some(ValueSet::Instant(_)) => all(sets, as_instants)?
            .iter()
            .flat_map(|set| set.edges())
            .copied()
            .flat_map(around)
            .map(Box::from)
            .collect(),
        Some(ValueSet::Address(_)) => {
            let ranges = all(sets, as_addresses)?.concat();
            let starts = ["0.0.0.0".into(), "::".into()];
            ranges.iter().flat_map(edges_of).chain(starts).collect()
        }
        Some(ValueSet::Arn(_)) => of_arns(&all(sets, as_arns)?.concat(), context)?,
        Some(ValueSet::Binary(_)) => {
            let bytes = all(sets, as_binary)?.concat();
            let mut texts: BTreeSet<Box<str>> =
                bytes.iter().map(|bytes| write_base64(bytes)).collect();
            texts.insert(write_base64(&bytes.concat().repeat(2))).then_some(texts)?
        }
    })
}

/// Texts of every class that these sets tell apart, as far as they list what they hold or read it as
/// something else than text.
pub(crate) fn samples_of(sets: &[&ValueSet]) -> Vec<String> {
    let pick = |kind: fn(&ValueSet) -> Option<&Intervals<Decimal>>| -> Vec<_> {
        sets.iter().filter_map(|set| kind(set)).collect()
    };
    let numbers = of_numbers(&pick(as_numbers)).unwrap_or_default();
    let mut samples: Vec<String> = numbers.iter().map(Decimal::to_string).collect();
    for set in sets {
        match set {
            ValueSet::Text(texts) => samples.extend(texts.literals.iter().map(ToString::to_string)),
            ValueSet::IgnoreCase(texts) => {
                let literals = texts.iter().filter_map(|text| text.pattern.as_literal());
                samples.extend(literals.map(str::to_owned));
            }
            ValueSet::Instant(set) => samples.extend(set.edges().copied().flat_map(around)),
            ValueSet::Boolean(_) => samples.extend(["true".to_owned(), "false".to_owned()]),
            ValueSet::Address(ranges) => {
                let edges = ranges.iter().flat_map(edges_of).map(String::from);
                samples.extend(edges.chain(["0.0.0.0".to_owned(), "::".to_owned()]));
            }
            ValueSet::Binary(all) => {
                let longer = all.concat().repeat(2);
                let texts =
                    all.iter().map(|bytes| write_base64(bytes)).chain([write_base64(&longer)]);
                samples.extend(texts.map(String::from));
            }
            ValueSet::Number(_) | ValueSet::Arn(_) => {}
        }
    }
    samples
}

/// A point in time, and those a second before and after it.
fn around(edge: Instant) -> [String; 3] {
    let second = edge.epoch_seconds();
    [second.saturating_sub(1), second, second.saturating_add(1)].map(|second| second.to_string())
}

fn all<'s, T>(sets: &[&'s ValueSet], kind: impl Fn(&'s ValueSet) -> Option<T>) -> Option<Vec<T>> {
    sets.iter().map(|set| kind(set)).collect()
}

fn as_text(set: &ValueSet) -> Option<&TextSet> {
    if let ValueSet::Text(texts) = set { Some(texts) } else { None }
}

fn as_ignoring_case(set: &ValueSet) -> Option<&[TextPattern]> {
    if let ValueSet::IgnoreCase(texts) = set { Some(texts) } else { None }
}

fn as_numbers(set: &ValueSet) -> Option<&Intervals<Decimal>> {
    if let ValueSet::Number(numbers) = set { Some(numbers) } else { None }
}

fn as_instants(set: &ValueSet) -> Option<&Intervals<Instant>> {
    if let ValueSet::Instant(instants) = set { Some(instants) } else { None }
}

fn as_addresses(set: &ValueSet) -> Option<&[AddressRange]> {
    if let ValueSet::Address(ranges) = set { Some(ranges) } else { None }
}

fn as_binary(set: &ValueSet) -> Option<&[Box<[u8]>]> {
    if let ValueSet::Binary(bytes) = set { Some(bytes) } else { None }
}

fn as_arns(set: &ValueSet) -> Option<&[ArnValue]> {
    if let ValueSet::Arn(arns) = set { Some(arns) } else { None }
}

/// The numbers at which a set begins or ends, one between each two of them, and one beyond each end.
fn of_numbers(sets: &[&Intervals<Decimal>]) -> Option<Vec<Decimal>> {
    let edges: BTreeSet<&Decimal> = sets.iter().flat_map(|set| set.edges()).collect();
    let mut numbers: Vec<Decimal> = edges.iter().map(|&edge| edge.clone()).collect();
    for (low, high) in edges.iter().zip(edges.iter().skip(1)) {
        numbers.push(Decimal::between(low, high)?);
    }
    numbers.extend(edges.first().map(|least| least.below()));
    numbers.extend(edges.last().map(|greatest| greatest.above()));
    Some(numbers)
}

/// Where a range begins, and the first address behind it.
fn edges_of(range: &AddressRange) -> Vec<Box<str>> {
    let network = range.network();
    let behind = match network.broadcast() {
        IpAddr::V4(last) => {
            u32::from(last).checked_add(1).map(|next| IpAddr::from(next.to_be_bytes()))
        }
        IpAddr::V6(last) => {
            u128::from(last).checked_add(1).map(|next| IpAddr::from(next.to_be_bytes()))
        }
    };
    let edges = [Some(network.network()), behind];
    edges.into_iter().flatten().map(|address| address.to_string().into()).collect()
}

/// Each pattern once, with its sample; `None` if they are too many to hold each against each.
fn once<P: Eq + Hash>(
    patterns: impl IntoIterator<Item = P>,
    sample: impl Fn(&P) -> String,
) -> Option<Vec<(P, String)>> {
    let patterns: HashSet<P> = patterns.into_iter().collect();
    let mut length = 0;
    let measured = patterns.into_iter().map(|pattern| {
        let text = sample(&pattern);
        length += text.len();
        (length <= LONGEST_PATTERNS).then_some((pattern, text))
    });
    measured.collect()
}

/// The literals, and for each pattern a text that only it and the wider ones match.
fn of_texts(sets: &[&TextSet], context: &RequestContext) -> Option<BTreeSet<Box<str>>> {
    let texts = sets.iter().flat_map(|set| &set.patterns);
    let filled_in = FilledIn::all(texts.map(|text| text.filled_in(context)))?;
    let mut literals: BTreeSet<Box<str>> =
        sets.iter().flat_map(|set| set.literals.iter().cloned()).collect();
    literals.extend(filled_in.iter().filter_map(|pattern| pattern.as_literal().map(Box::from)));
    let not_literal = filled_in.into_iter().filter(|pattern| pattern.as_literal().is_none());
    let patterns = once(not_literal, |pattern| pattern.sample(ELSEWHERE))?;
    let is_outside = |pattern: &Pattern| !pattern.matches(ELSEWHERE) || pattern.is_everything();
    if literals.contains(ELSEWHERE) || !patterns.iter().all(|(pattern, _)| is_outside(pattern)) {
        return None;
    }
    let mut values = literals.clone();
    for (pattern, text) in &patterns {
        let is_told_apart = |other: &Pattern| {
            !pattern.overlaps(other)
                || other.covers(pattern)
                || (pattern.covers(other) && !other.matches(text))
        };
        let text: Box<str> = text.as_str().into();
        if literals.contains(&text) || !patterns.iter().all(|(other, _)| is_told_apart(other)) {
            return None;
        }
        values.insert(text);
    }
    Some(values)
}

/// For each pattern an ARN that only it and the wider ones match, and an ARN that none matches.
fn of_arns(values: &[ArnValue], context: &RequestContext) -> Option<BTreeSet<Box<str>>> {
    const OTHER: &str = "arn:~:~:~:~:~~";
    let filled_in = FilledIn::all(values.iter().map(|value| value.filled_in(context)))?;
    let patterns = once(filled_in, |pattern| pattern.sample(ELSEWHERE))?;
    let matches = |pattern: &ArnPattern, text: &str| {
        Arn::parse(text).is_some_and(|arn| pattern.matches(ArnView::exact(&arn), |_| ""))
    };
    let mut texts = BTreeSet::new();
    if patterns.iter().any(|(pattern, _)| matches(pattern, OTHER)) {
        return None;
    }
    texts.insert(OTHER.into());
    for (pattern, text) in &patterns {
        let is_told_apart = |other: &ArnPattern| {
            !pattern.overlaps(other)
                || other.covers(pattern)
                || (pattern.covers(other) && !matches(other, text))
        };
        if !patterns.iter().all(|(other, _)| is_told_apart(other)) {
            return None;
        }
        texts.insert(text.as_str().into());
    }
    Some(texts)
}
