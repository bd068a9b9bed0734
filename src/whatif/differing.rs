//! Whether two environments say the same of a layer.

use std::sync::Arc;

use crate::environment::{Fact, Held, StoredPolicy};

fn is_same(one: &StoredPolicy, other: &StoredPolicy) -> bool {
    Arc::ptr_eq(&one.node, &other.node) || one.says_the_same(other)
}

fn same_held(one: &Held<'_>, other: &Held<'_>) -> bool {
    match (one, other) {
        (Held::Stored(one), Held::Stored(other)) => is_same(one, other),
        (Held::OfAws(one, _), Held::OfAws(other, _))
        | (Held::Missing(one, _), Held::Missing(other, _))
        | (Held::Unknown(one, _), Held::Unknown(other, _)) => one == other,
        (Held::Rest { kind, name, .. }, Held::Rest { kind: other_kind, name: other, .. }) => {
            kind == other_kind && name == other
        }
        _ => false,
    }
}

pub(super) fn same_list(one: &[Held<'_>], other: &[Held<'_>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_held(one, other))
}

pub(super) fn same_levels(one: &[Vec<Held<'_>>], other: &[Vec<Held<'_>>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_list(one, other))
}

pub(super) fn same_fact(one: &Fact<Held<'_>>, other: &Fact<Held<'_>>) -> bool {
    match (one, other) {
        (Fact::Is(one), Fact::Is(other)) => same_held(one, other),
        (Fact::None | Fact::Unsaid, Fact::None | Fact::Unsaid) => true,
        _ => false,
    }
}

pub(super) fn same_policy(one: &Fact<&StoredPolicy>, other: &Fact<&StoredPolicy>) -> bool {
    match (one, other) {
        (Fact::Is(one), Fact::Is(other)) => is_same(one, other),
        (Fact::None, Fact::None) | (Fact::Unsaid, Fact::Unsaid) => true,
        _ => false,
    }
}
