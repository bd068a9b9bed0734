//! Whether two statements provably say the same of every request.

use crate::compile::{CompiledStatement, ResourcePattern};
use crate::policy::{
    ActionElement, Condition, ConditionFamily, ConditionOperator, ConditionTest, PrincipalElement,
    PrincipalValue, ResourceElement, SetOperator, Statement, Template, TemplatePart, Version,
};
use crate::value_set::{AddressRange, Decimal, Instant, Part, Pattern, read_bool};

use super::operators::has_one_value;

/// A statement as written and compiled.
#[derive(Clone, Copy)]
pub(super) struct Form<'a> {
    pub(super) written: &'a Statement,
    pub(super) compiled: &'a CompiledStatement,
    pub(super) version: Version,
}

/// Whether both apply to the same requests, in the same manner. A yes is proven; a no may be wrong.
pub(super) fn equivalent(left: Form<'_>, right: Form<'_>) -> bool {
    left.written.effect == right.written.effect
        && principals(left.written.principal.as_ref(), right.written.principal.as_ref())
        && actions(&left.written.action, &right.written.action)
        && resources(left, right)
        && conditions(left, right)
}

/// Whether everything on one side is covered by something on the other, and the other way round.
fn mutual<T>(left: &[T], right: &[T], covers: impl Fn(&T, &T) -> bool) -> bool {
    let all = |small: &[T], large: &[T]| {
        small.iter().all(|one| large.iter().any(|other| covers(other, one)))
    };
    all(left, right) && all(right, left)
}

// AWS: P-3, P-15
fn principals(left: Option<&PrincipalElement>, right: Option<&PrincipalElement>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return left.is_none() && right.is_none() };
    let names = |element: &PrincipalElement| -> Vec<PrincipalValue> {
        element.entries.iter().map(|entry| entry.value.clone()).collect()
    };
    let covers = |large: &PrincipalValue, small: &PrincipalValue| {
        large == small || (*large == PrincipalValue::Everyone && !left.negated)
    };
    left.negated == right.negated && mutual(&names(left), &names(right), covers)
}

fn actions(left: &ActionElement, right: &ActionElement) -> bool {
    left.negated == right.negated
        && mutual(&left.entries, &right.entries, |large, small| {
            large.pattern.covers(&small.pattern)
        })
}

/// A resource as written and compiled.
type Entry = (Box<str>, ResourcePattern);

fn resources(left: Form<'_>, right: Form<'_>) -> bool {
    let (old, new) = (&left.written.resource, &right.written.resource);
    let (Some(old), Some(new)) = (old, new) else { return old.is_none() && new.is_none() };
    let entries = |written: &ResourceElement, compiled: &CompiledStatement| {
        let patterns = compiled.resource.iter().flat_map(|resource| resource.entries.to_vec());
        let texts = written.entries.iter().map(|entry| entry.text.clone());
        texts.zip(patterns).collect::<Vec<_>>()
    };
    let covers = |large: &Entry, small: &Entry| {
        large.0 == small.0
            || match (&large.1, &small.1) {
                (ResourcePattern::Everything, _) => true,
                (ResourcePattern::Arn(large, none), ResourcePattern::Arn(small, neither)) => {
                    none.is_empty() && neither.is_empty() && large.covers(small)
                }
                _ => false,
            }
    };
    old.negated == new.negated
        && mutual(&entries(old, left.compiled), &entries(new, right.compiled), covers)
}

fn conditions(left: Form<'_>, right: Form<'_>) -> bool {
    let version = left.version;
    mutual(&left.written.conditions, &right.written.conditions, |one, other| {
        one.key.eq_ignore_ascii_case(&other.key) && same_condition(one, other, version)
    })
}

fn same_condition(left: &Condition, right: &Condition, version: Version) -> bool {
    let (Some(mine), Some(theirs)) = (left.operator, right.operator) else { return false };
    if is_constant(mine) && is_constant(theirs) {
        return mine.set == theirs.set;
    }
    // AWS: C-38
    if left.values.is_empty() || right.values.is_empty() {
        return mine == theirs && left.values.is_empty() && right.values.is_empty();
    }
    let same_set = mine.set == theirs.set || is_same_for_one_value(left, right, version);
    let same_absence = when_absent(mine) == when_absent(theirs);
    let (mine, theirs) = (plain_test(left, mine, version), plain_test(right, theirs, version));
    same_set && same_absence && mine == theirs && same_values((left, right), mine, version)
}

/// `Null` with a set operator does not look at the request.
// AWS: C-25
fn is_constant(operator: ConditionOperator) -> bool {
    operator.test == ConditionTest::Null && operator.set.is_some()
}

/// What the condition says where its key is missing.
// AWS: C-3, C-4, C-5
fn when_absent(operator: ConditionOperator) -> bool {
    match operator.set {
        _ if operator.if_exists => true,
        Some(SetOperator::ForAllValues) => true,
        Some(SetOperator::ForAnyValue) => false,
        None => operator.test.is_negated(),
    }
}

/// `ForAnyValue` says nothing new of a key with one value, if no value of the condition could fit
/// the empty text, which it takes for no value.
// AWS: C-27
fn is_same_for_one_value(left: &Condition, right: &Condition, version: Version) -> bool {
    let is_plain_or_any = |condition: &Condition| {
        let operator = condition.operator;
        operator.is_some_and(|operator| {
            operator.set != Some(SetOperator::ForAllValues)
                && !operator.test.is_negated()
                && operator.test != ConditionTest::Null
        })
    };
    let may_be_empty = |condition: &Condition| {
        condition.values.iter().any(|value| {
            let parts = Template::parse(&value.text, version, true).map(|template| template.parts);
            let is_solid = |part: &TemplatePart| {
                matches!(part, TemplatePart::Literal(_) | TemplatePart::AnyCharacter)
            };
            !parts.is_ok_and(|parts| parts.iter().any(is_solid))
        })
    };
    has_one_value(left)
        && is_plain_or_any(left)
        && is_plain_or_any(right)
        && !may_be_empty(left)
        && !may_be_empty(right)
}

/// The comparison, `StringLike` without wildcards as the plain one that it is.
// AWS: C-22
fn plain_test(
    condition: &Condition,
    operator: ConditionOperator,
    version: Version,
) -> ConditionTest {
    let is_wild = condition.values.iter().any(|value| {
        let wild = Template::parse(&value.text, version, true);
        let plain = Template::parse(&value.text, version, false);
        wild.is_err() || wild != plain
    });
    match operator.test {
        ConditionTest::StringLike if !is_wild => ConditionTest::StringEquals,
        ConditionTest::StringNotLike if !is_wild => ConditionTest::StringNotEquals,
        ConditionTest::ArnEquals => ConditionTest::ArnLike,
        ConditionTest::ArnNotEquals => ConditionTest::ArnNotLike,
        other => other,
    }
}

fn same_values(
    (left, right): (&Condition, &Condition),
    test: ConditionTest,
    version: Version,
) -> bool {
    let texts = |condition: &Condition| -> Vec<Box<str>> {
        condition.values.iter().map(|value| value.text.clone()).collect()
    };
    mutual(&texts(left), &texts(right), |large, small| {
        large == small || covers(test, large, small, version)
    })
}

/// Whether one value of a condition fits all that another fits.
fn covers(test: ConditionTest, large: &str, small: &str, version: Version) -> bool {
    use ConditionTest as T;
    match test {
        T::StringLike | T::StringNotLike => text_covers(large, small, version),
        T::IpAddress | T::NotIpAddress => both(large, small, AddressRange::parse)
            .is_some_and(|(large, small)| large.contains(&small)),
        T::NumericEquals | T::NumericNotEquals => {
            both(large, small, Decimal::parse).is_some_and(|(large, small)| large == small)
        }
        T::NumericLessThan | T::NumericLessThanEquals => {
            both(large, small, Decimal::parse).is_some_and(|(large, small)| large >= small)
        }
        T::NumericGreaterThan | T::NumericGreaterThanEquals => {
            both(large, small, Decimal::parse).is_some_and(|(large, small)| large <= small)
        }
        T::DateEquals | T::DateNotEquals => {
            both(large, small, Instant::parse).is_some_and(|(large, small)| large == small)
        }
        T::DateLessThan | T::DateLessThanEquals => {
            both(large, small, Instant::parse).is_some_and(|(large, small)| large >= small)
        }
        T::DateGreaterThan | T::DateGreaterThanEquals => {
            both(large, small, Instant::parse).is_some_and(|(large, small)| large <= small)
        }
        T::Bool | T::Null => both(large, small, read_bool).is_some_and(|(a, b)| a == b),
        _ if test.family() == ConditionFamily::Text => false,
        _ => false,
    }
}

fn both<T>(large: &str, small: &str, read: impl Fn(&str) -> Option<T>) -> Option<(T, T)> {
    Some((read(large)?, read(small)?))
}

fn text_covers(large: &str, small: &str, version: Version) -> bool {
    let pattern = |text| {
        let parts = Template::parse(text, version, true).ok()?.parts;
        let part = |part: &TemplatePart| match part {
            TemplatePart::Literal(text) => Some(Part::Literal(text.clone())),
            TemplatePart::AnyRun => Some(Part::AnyRun),
            TemplatePart::AnyCharacter => Some(Part::AnyCharacter),
            TemplatePart::Variable { .. } => None,
        };
        parts.iter().map(part).collect::<Option<Vec<_>>>().map(Pattern::from_parts)
    };
    let (Some(large), Some(small)) = (pattern(large), pattern(small)) else { return false };
    large.covers(&small)
}
