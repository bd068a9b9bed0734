//! The operators beside an operator.

use super::operator::{Operator, Reach};
use crate::aws::global_key;
use crate::policy::{
    Condition, ConditionFamily, ConditionOperator, ConditionTest as Test, SetOperator,
};

/// An operator beside another.
pub(super) struct Neighbour {
    pub(super) operator: Operator,
    pub(super) reach: Reach,
    pub(super) becomes: ConditionOperator,
}

/// The operators that differ from a condition's by one small step.
pub(super) fn neighbours(condition: &Condition) -> Vec<Neighbour> {
    let Some(operator) = condition.operator else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |step, reach, becomes| {
        found.push(Neighbour { operator: step, reach, becomes });
    };
    if let Some(test) = opposite(operator.test) {
        add(Operator::NegateOperator, Reach::Other, ConditionOperator { test, ..operator });
    }
    if let Some((test, reach)) = neighbour(operator.test, has_wildcard(condition)) {
        add(Operator::SwapOperator, reach, ConditionOperator { test, ..operator });
    }
    if operator.test != Test::Null {
        let if_exists = !operator.if_exists;
        let (step, reach) = if if_exists {
            (Operator::AddIfExists, Reach::Wider)
        } else {
            (Operator::DropIfExists, Reach::Narrower)
        };
        add(step, reach, ConditionOperator { if_exists, ..operator });
    }
    for (step, reach, set) in other_sets(condition, operator) {
        add(step, reach, ConditionOperator { set, ..operator });
    }
    found
}

fn has_wildcard(condition: &Condition) -> bool {
    condition.values.iter().any(|value| value.text.contains(['*', '?']))
}

fn opposite(test: Test) -> Option<Test> {
    Some(match test {
        Test::StringEquals => Test::StringNotEquals,
        Test::StringNotEquals => Test::StringEquals,
        Test::StringEqualsIgnoreCase => Test::StringNotEqualsIgnoreCase,
        Test::StringNotEqualsIgnoreCase => Test::StringEqualsIgnoreCase,
        Test::StringLike => Test::StringNotLike,
        Test::StringNotLike => Test::StringLike,
        Test::NumericEquals => Test::NumericNotEquals,
        Test::NumericNotEquals => Test::NumericEquals,
        Test::NumericLessThan => Test::NumericGreaterThanEquals,
        Test::NumericLessThanEquals => Test::NumericGreaterThan,
        Test::NumericGreaterThan => Test::NumericLessThanEquals,
        Test::NumericGreaterThanEquals => Test::NumericLessThan,
        Test::DateEquals => Test::DateNotEquals,
        Test::DateNotEquals => Test::DateEquals,
        Test::DateLessThan => Test::DateGreaterThanEquals,
        Test::DateLessThanEquals => Test::DateGreaterThan,
        Test::DateGreaterThan => Test::DateLessThanEquals,
        Test::DateGreaterThanEquals => Test::DateLessThan,
        Test::IpAddress => Test::NotIpAddress,
        Test::NotIpAddress => Test::IpAddress,
        Test::ArnEquals => Test::ArnNotEquals,
        Test::ArnNotEquals => Test::ArnEquals,
        Test::ArnLike => Test::ArnNotLike,
        Test::ArnNotLike => Test::ArnLike,
        Test::Bool | Test::BinaryEquals | Test::Null => return None,
    })
}

/// The operator that nearly says the same. `wildcards` tells whether a value holds some: without
/// them there is nothing that `StringLike` would read otherwise than `StringEquals`.
fn neighbour(test: Test, wildcards: bool) -> Option<(Test, Reach)> {
    Some(match test {
        Test::StringEquals if wildcards => (Test::StringLike, Reach::Wider),
        Test::StringNotEquals if wildcards => (Test::StringNotLike, Reach::Narrower),
        Test::StringLike => (Test::StringEquals, Reach::Narrower),
        Test::StringNotLike => (Test::StringNotEquals, Reach::Wider),
        Test::StringEqualsIgnoreCase => (Test::StringEquals, Reach::Narrower),
        Test::StringNotEqualsIgnoreCase => (Test::StringNotEquals, Reach::Wider),
        Test::NumericLessThan => (Test::NumericLessThanEquals, Reach::Wider),
        Test::NumericLessThanEquals => (Test::NumericLessThan, Reach::Narrower),
        Test::NumericGreaterThan => (Test::NumericGreaterThanEquals, Reach::Wider),
        Test::NumericGreaterThanEquals => (Test::NumericGreaterThan, Reach::Narrower),
        Test::DateLessThan => (Test::DateLessThanEquals, Reach::Wider),
        Test::DateLessThanEquals => (Test::DateLessThan, Reach::Narrower),
        Test::DateGreaterThan => (Test::DateGreaterThanEquals, Reach::Wider),
        Test::DateGreaterThanEquals => (Test::DateGreaterThan, Reach::Narrower),
        Test::ArnEquals => (Test::ArnLike, Reach::Other),
        Test::ArnLike => (Test::ArnEquals, Reach::Other),
        Test::ArnNotEquals => (Test::ArnNotLike, Reach::Other),
        Test::ArnNotLike => (Test::ArnNotEquals, Reach::Other),
        Test::StringEquals
        | Test::StringNotEquals
        | Test::NumericEquals
        | Test::NumericNotEquals
        | Test::DateEquals
        | Test::DateNotEquals
        | Test::IpAddress
        | Test::NotIpAddress
        | Test::Bool
        | Test::BinaryEquals
        | Test::Null => return None,
    })
}

// AWS: C-25, C-26, C-27, C-31
fn other_sets(
    condition: &Condition,
    operator: ConditionOperator,
) -> Vec<(Operator, Reach, Option<SetOperator>)> {
    let (all, any) = (Some(SetOperator::ForAllValues), Some(SetOperator::ForAnyValue));
    let unless_negated = |reach| if operator.test.is_negated() { Reach::Other } else { reach };
    match operator.set {
        None if operator.test.family() == ConditionFamily::Null => Vec::new(),
        None => {
            let mut sets = vec![(Operator::AddForAllValues, Reach::Wider, all)];
            if !has_one_value(condition) {
                sets.push((Operator::AddForAnyValue, unless_negated(Reach::Wider), any));
            }
            sets
        }
        Some(SetOperator::ForAllValues) => vec![
            (Operator::DropSetOperator, Reach::Narrower, None),
            (Operator::SwapSetOperator, Reach::Other, any),
        ],
        Some(SetOperator::ForAnyValue) => vec![
            (Operator::DropSetOperator, unless_negated(Reach::Narrower), None),
            (Operator::SwapSetOperator, Reach::Other, all),
        ],
    }
}

/// Whether a request carries at most one value of the key.
pub(super) fn has_one_value(condition: &Condition) -> bool {
    let key = global_key(&condition.key.to_ascii_lowercase());
    key.is_some_and(|key| !key.entry().key_type.multivalued)
}
