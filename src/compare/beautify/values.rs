//! Values of condition keys that people would give.

use std::net::IpAddr;

use crate::aws::{KeyType, ValueType, key};
use crate::compare::atoms::{Atom, Atoms, Open};
use crate::compare::spelled::instant_text;
use crate::compile::{ArnValue, CompiledCondition, Test, TextPattern, ValueSet};
use crate::request::{ContextKeys, KeyId, RequestContext};
use crate::value_set::{AddressRange, Instant, Part};

/// How many values are tried for a key.
const MOST: usize = 24;

/// Values for the key of this name in lower case: one that it often has, and then such that the
/// policies' conditions on it list.
pub(super) fn samples(
    name: &str,
    keys: &ContextKeys,
    atoms: &Atoms,
    context: &RequestContext,
) -> Vec<Box<str>> {
    let Some(id) = keys.ids().find(|id| keys.lower_name(*id) == name) else { return Vec::new() };
    let mut samples: Vec<String> = vec![usual(id, keys, context).to_owned()];
    for condition in conditions_on(id, atoms) {
        if let Test::Values(set) = &condition.test {
            samples.extend(of_set(set, context));
        }
    }
    let mut once: Vec<Box<str>> = Vec::new();
    for sample in samples {
        if !once.iter().any(|known| **known == *sample) {
            once.push(sample.into());
        }
    }
    once.truncate(MOST);
    once
}

fn conditions_on(id: KeyId, atoms: &Atoms) -> impl Iterator<Item = &CompiledCondition> {
    atoms.all().filter_map(move |atom| match atom {
        Atom::Condition(condition) | Atom::Open(Open::Condition(condition)) => {
            (condition.key == id).then_some(condition)
        }
        Atom::Action(_) | Atom::Resource(_) | Atom::Open(_) => None,
    })
}

/// A value that the key may well have.
pub(super) fn usual<'c>(id: KeyId, keys: &ContextKeys, context: &'c RequestContext) -> &'c str {
    let account = context.request.principal.account.as_deref().unwrap_or("111122223333");
    match keys.global(id) {
        Some(key::CURRENT_TIME) => "2026-01-15T12:00:00Z",
        Some(key::EPOCH_TIME) => "1768478400",
        Some(key::TOKEN_ISSUE_TIME) => "2026-01-15T11:00:00Z",
        Some(key::REQUESTED_REGION) => "us-east-1",
        Some(key::MULTI_FACTOR_AUTH_AGE) => "300",
        Some(key::SOURCE_IP) => "203.0.113.9",
        Some(key::VPC_SOURCE_IP) => "10.0.0.7",
        Some(key::SOURCE_VPC) => "vpc-0123456789abcdef0",
        Some(key::SOURCE_VPCE) => "vpce-0123456789abcdef0",
        Some(key::PRINCIPAL_ORG_ID | key::RESOURCE_ORG_ID | key::SOURCE_ORG_ID) => "o-exampleorgid",
        Some(
            key::SOURCE_ACCOUNT
            | key::RESOURCE_ACCOUNT
            | key::VPCE_ACCOUNT
            | key::PRINCIPAL_ACCOUNT,
        ) => account,
        Some(key::USERNAME) => "alice",
        Some(key::PRINCIPAL_ARN) => &context.request.principal.text,
        Some(key::PRINCIPAL_TYPE) => "User",
        _ => by_type(keys.key_type(id).or_else(|| context.declared_type(id))),
    }
}

fn by_type(key_type: Option<KeyType>) -> &'static str {
    match key_type.map(|key_type| key_type.value) {
        Some(ValueType::Bool) => "true",
        Some(ValueType::Numeric) => "1",
        Some(ValueType::Date) => "2026-01-15T12:00:00Z",
        Some(ValueType::EpochTime) => "1768478400",
        Some(ValueType::IpAddress) => "203.0.113.9",
        Some(ValueType::Binary) => "AAAA",
        Some(ValueType::Arn) => "arn:aws:s3:::amzn-s3-demo-bucket",
        Some(ValueType::String) | None => "example",
    }
}

fn of_set(set: &ValueSet, context: &RequestContext) -> Vec<String> {
    match set {
        ValueSet::Text(set) => {
            let literals = set.literals.iter().map(ToString::to_string);
            literals
                .chain(set.patterns.iter().map(|text| filled(text, "example", context)))
                .collect()
        }
        ValueSet::IgnoreCase(texts) => {
            texts.iter().map(|text| filled(text, "example", context)).collect()
        }
        ValueSet::Arn(values) => {
            let usual = ["arn", "aws", "s3", "us-east-1", "111122223333", "example"];
            let part = |(part, usual): (&TextPattern, &str)| filled(part, usual, context);
            let text = |value: &ArnValue| match value.parts() {
                [whole] => filled(whole, &usual.join(":"), context),
                parts => parts.iter().zip(usual).map(part).collect::<Vec<_>>().join(":"),
            };
            values.iter().map(text).collect()
        }
        ValueSet::Instant(set) => set.edges().flat_map(|edge| around(*edge)).collect(),
        ValueSet::Boolean(_) => vec!["true".to_owned(), "false".to_owned()],
        ValueSet::Address(ranges) => ranges.iter().map(within).collect(),
        ValueSet::Number(_) | ValueSet::Binary(_) => {
            crate::compile::samples_of(&[set]).iter().map(|text| readable(text)).collect()
        }
    }
}

/// A number as people write it; any other text as it is.
fn readable(text: &str) -> String {
    let number = text.contains('e').then(|| crate::value_set::Decimal::parse(text)).flatten();
    number.map_or_else(|| text.to_owned(), |number| crate::compare::spelled::number_text(&number))
}

fn filled(text: &TextPattern, filler: &str, context: &RequestContext) -> String {
    let part = |part: &Part| match part {
        Part::Literal(literal) => literal.to_string(),
        Part::AnyRun => filler.to_owned(),
        Part::AnyCharacter => "x".to_owned(),
        Part::Variable(number) => text.variables.text(*number, context).to_owned(),
    };
    text.pattern.parts().iter().map(part).collect()
}

/// A point in time, and a second to either side.
fn around(edge: Instant) -> Vec<String> {
    let second = edge.epoch_seconds();
    let beside = [second, second.saturating_sub(1), second.saturating_add(1)];
    let instant = |second: i64| Instant::parse(&second.to_string());
    beside.into_iter().filter_map(instant).map(instant_text).collect()
}

/// An address in a range that is not its first, if it has others.
fn within(range: &AddressRange) -> String {
    let network = range.network();
    let (first, last) = (network.network(), network.broadcast());
    let some: IpAddr = match (first, last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => {
            let (first, last) = (u32::from(first), u32::from(last));
            IpAddr::from(first.saturating_add(9).min(last).to_be_bytes())
        }
        (IpAddr::V6(first), IpAddr::V6(last)) => {
            let (first, last) = (u128::from(first), u128::from(last));
            IpAddr::from(first.saturating_add(9).min(last).to_be_bytes())
        }
        (first, _) => first,
    };
    some.to_string()
}
