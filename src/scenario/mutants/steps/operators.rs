//! The operators beside an operator.

use crate::policy::{
    Condition, ConditionFamily, ConditionOperator, ConditionTest as Test, SetOperator,
};
use crate::scenario::mutants::keys::Arity;
use crate::scenario::mutants::operator::{Operator, Reach};
use crate::scenario::mutants::same_conditions::when_absent;

/// An operator beside another.
pub(super) struct Neighbour {
    pub(super) operator: Operator,
    pub(super) reach: Reach,
    pub(super) becomes: ConditionOperator,
}

/// The operators that differ from a condition's by one small step.
pub(super) fn neighbours(condition: &Condition, arity: Arity) -> Vec<Neighbour> {
    let Some(operator) = condition.operator else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |step, reach, becomes| {
        found.push(Neighbour { operator: step, reach, becomes });
    };
    if let Some(test) = opposite(operator.test) {
        add(Operator::NegateOperator, Reach::Other, ConditionOperator { test, ..operator });
    }
    for (test, reach) in similar(operator.test, has_wildcard(condition)) {
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
    for (step, reach, set) in other_sets(operator, arity) {
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

/// The operators that nearly say the same. `wildcards` tells whether a value holds some: without
/// them there is nothing that `StringLike` would read otherwise than `StringEquals`.
fn similar(test: Test, wildcards: bool) -> Vec<(Test, Reach)> {
    let with_wildcards = match test {
        Test::StringEquals => Some((Test::StringLike, Reach::Wider)),
        Test::StringNotEquals => Some((Test::StringNotLike, Reach::Narrower)),
        _ => None,
    };
    with_wildcards.filter(|_| wildcards).into_iter().chain(neighbour(test)).collect()
}

fn neighbour(test: Test) -> Option<(Test, Reach)> {
    Some(match test {
        Test::StringEquals => (Test::StringEqualsIgnoreCase, Reach::Wider),
        Test::StringNotEquals => (Test::StringNotEqualsIgnoreCase, Reach::Narrower),
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
        Test::NumericEquals
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

/// The set operators beside the operator's. Of a key with one value they say nothing that `IfExists`
/// does not say, too.
// AWS: C-25, C-26, C-27, C-31
fn other_sets(
    operator: ConditionOperator,
    arity: Arity,
) -> Vec<(Operator, Reach, Option<SetOperator>)> {
    let (all, any) = (Some(SetOperator::ForAllValues), Some(SetOperator::ForAnyValue));
    let unless_negated = |reach| if operator.test.is_negated() { Reach::Other } else { reach };
    let of_several = arity == Arity::Several;
    let mut sets = Vec::new();
    match operator.set {
        None if operator.test.family() == ConditionFamily::Null => {}
        None => {
            if arity != Arity::OneAsFarAsKnown || !when_absent(operator) {
                sets.push((Operator::AddForAllValues, Reach::Wider, all));
            }
            if of_several {
                sets.push((Operator::AddForAnyValue, unless_negated(Reach::Wider), any));
            }
        }
        Some(SetOperator::ForAllValues) => {
            sets.push((Operator::DropSetOperator, Reach::Narrower, None));
            sets.extend(of_several.then_some((Operator::SwapSetOperator, Reach::Other, any)));
        }
        Some(SetOperator::ForAnyValue) => {
            sets.push((Operator::DropSetOperator, unless_negated(Reach::Narrower), None));
            sets.extend(of_several.then_some((Operator::SwapSetOperator, Reach::Other, all)));
        }
    }
    sets
}
