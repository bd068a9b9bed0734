//! The states of an unknown key that policies can tell apart.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::condition::{CompiledCondition, Quantifier, Test};
use super::policy_set::PolicySet;
use super::resource::ResourcePattern;
use super::values::{TextPattern, TextSet, ValueSet};
use crate::request::{KeyId, KeyState, RequestContext};
use crate::value_set::{AddressRange, Instant, Intervals, Part, Pattern};

/// A text that no policy mentions.
const ELSEWHERE: &str = "~";

/// Of how many values sets are formed for a multivalued key.
const MOST_MEMBERS: usize = 4;

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
    let values = if is_variable(key, policies) { None } else { distinct_values(&conditions) };
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
                Test::Null(_) | Test::NotUnderstood => Vec::new(),
            });
        of_resources.any(|used| used == key) || of_values.any(|used| used == key)
    })
}

/// One value of each class that the conditions tell apart; `None` if we cannot be sure of them.
fn distinct_values(conditions: &[&CompiledCondition]) -> Option<Vec<Box<str>>> {
    let mut sets = Vec::new();
    for condition in conditions {
        match &condition.test {
            Test::Values(set) => sets.push(set),
            Test::Null(_) => {}
            Test::NotUnderstood => return None,
        }
    }
    let mut values: BTreeSet<Box<str>> = BTreeSet::from([ELSEWHERE.into()]);
    match sets.first() {
        None => {}
        Some(ValueSet::Text(_)) => values.extend(of_texts(&all(&sets, as_text)?)?),
        Some(ValueSet::IgnoreCase(_)) => {
            for texts in all(&sets, as_ignoring_case)? {
                values.extend(literals(texts)?);
            }
        }
        Some(ValueSet::Boolean(_)) => {
            all(&sets, |set| matches!(set, ValueSet::Boolean(_)).then_some(()))?;
            values.extend(["true".into(), "false".into()]);
        }
        Some(ValueSet::Instant(_)) => {
            for set in all(&sets, as_instants)? {
                for edge in set.edges() {
                    let second = edge.epoch_seconds();
                    let around = [second.saturating_sub(1), second, second.saturating_add(1)];
                    values.extend(around.map(|second| second.to_string().into()));
                }
            }
        }
        Some(ValueSet::Address(_)) => {
            for ranges in all(&sets, as_addresses)? {
                values.extend(ranges.iter().flat_map(edges_of));
            }
            values.extend(["0.0.0.0".into(), "::".into()]);
        }
        Some(ValueSet::Number(_) | ValueSet::Binary(_) | ValueSet::Arn(_)) => return None,
    }
    Some(values.into_iter().collect())
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

fn as_instants(set: &ValueSet) -> Option<&Intervals<Instant>> {
    if let ValueSet::Instant(instants) = set { Some(instants) } else { None }
}

fn as_addresses(set: &ValueSet) -> Option<&[AddressRange]> {
    if let ValueSet::Address(ranges) = set { Some(ranges) } else { None }
}

fn literals(texts: &[TextPattern]) -> Option<Vec<Box<str>>> {
    texts.iter().map(|text| text.pattern.as_literal().map(Box::from)).collect()
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

/// The literals, and for each pattern a text that only it and the wider ones match.
fn of_texts(sets: &[&TextSet]) -> Option<Vec<Box<str>>> {
    let mut values: Vec<Box<str>> = Vec::new();
    let mut patterns: Vec<&Pattern> = Vec::new();
    for set in sets {
        values.extend(set.literals.iter().cloned());
        for text in &set.patterns {
            if !patterns.contains(&&text.pattern) {
                patterns.push(&text.pattern);
            }
        }
    }
    // INVARIANT: numbers of variables mean nothing outside their own pattern.
    if patterns.iter().any(|pattern| pattern.variables().next().is_some()) {
        return None;
    }
    for pattern in &patterns {
        values.push(sample(pattern, &patterns, &values)?);
    }
    let matches_elsewhere = |pattern: &&Pattern| pattern.matches(ELSEWHERE);
    let is_sure = !patterns.iter().any(matches_elsewhere)
        || patterns.iter().any(|pattern| pattern.is_everything());
    is_sure.then_some(values)
}

/// A text that `pattern` matches and no narrower one does. `None` unless the patterns lie within or
/// beside each other.
fn sample(pattern: &Pattern, patterns: &[&Pattern], taken: &[Box<str>]) -> Option<Box<str>> {
    let text: String = pattern
        .parts()
        .iter()
        .map(|part| match part {
            Part::Literal(text) => &**text,
            Part::AnyRun | Part::AnyCharacter | Part::Variable(_) => ELSEWHERE,
        })
        .collect();
    let is_told_apart = patterns.iter().all(|other| {
        if other.covers(pattern) {
            return true;
        }
        let is_narrower = pattern.covers(other);
        (is_narrower || !pattern.overlaps(other)) && !other.matches(&text)
    });
    let is_free = !taken.iter().any(|value| **value == *text);
    (is_told_apart && is_free).then(|| text.into())
}
