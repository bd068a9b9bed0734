//! Whether two lists of conditions provably say the same of every request that AWS sends.

use super::equivalent::mutual;
use super::keys::{has_one_value, is_always_lower_case, is_always_sent, may_be_empty};
use crate::aws::PolicyKind;
use crate::policy::{
    Condition, ConditionFamily, ConditionOperator, ConditionTest, SetOperator, Template,
    TemplatePart, Version,
};
use crate::value_set::{AddressRange, Decimal, Instant, Part, Pattern, read_bool};

/// Whether both lists hold for the same requests to a policy of this kind.
pub(super) fn same_conditions(
    (left, right): (&[Condition], &[Condition]),
    version: Version,
    kind: PolicyKind,
) -> bool {
    let keeps_out = |one: &Condition, other: &Condition| {
        let shared = left.iter().filter(|one| right.iter().any(|other| is_as_written(one, other)));
        let of_key = shared.filter(|shared| is_of_same_key(shared, one));
        of_key.fold(KeptOut::by_aws(one, other, kind), |all, one| all.or(KeptOut::by(one)))
    };
    mutual(left, right, |one, other| {
        is_of_same_key(one, other)
            && (is_as_written(one, other)
                || Pair { one, other, version, kept_out: keeps_out(one, other) }.is_same())
    })
}

fn is_of_same_key(one: &Condition, other: &Condition) -> bool {
    one.key.eq_ignore_ascii_case(&other.key)
}

fn is_as_written(one: &Condition, other: &Condition) -> bool {
    let texts = one.values.iter().map(|value| &value.text);
    is_of_same_key(one, other)
        && one.operator.is_some()
        && one.operator == other.operator
        && texts.eq(other.values.iter().map(|value| &value.text))
}

/// Which requests need not be looked at, because none comes or another condition keeps them out.
#[derive(Clone, Copy)]
struct KeptOut {
    /// Those without the key.
    absent: bool,
    /// Those with nothing but an empty text.
    empty: bool,
}

impl KeptOut {
    fn by_aws(one: &Condition, other: &Condition, kind: PolicyKind) -> Self {
        let key = one.key.to_ascii_lowercase();
        let may_be_empty = |condition: &Condition| {
            condition.operator.is_none_or(|operator| may_be_empty(&key, operator.test.family()))
        };
        let empty = !may_be_empty(one) && !may_be_empty(other);
        Self { absent: is_always_sent(&key, kind), empty }
    }

    fn by(condition: &Condition) -> Self {
        let Some(operator) = condition.operator else {
            return Self { absent: false, empty: false };
        };
        // AWS: C-25
        if operator.test == ConditionTest::Null {
            let reads = condition.values.iter().map(|value| read_bool(&value.text));
            let wants_key = operator.set.is_none() && reads.into_iter().all(|v| v == Some(false));
            return Self { absent: wants_key, empty: wants_key };
        }
        Self { absent: !when_absent(operator), empty: false }
    }

    fn or(self, other: Self) -> Self {
        Self { absent: self.absent || other.absent, empty: self.empty || other.empty }
    }
}

/// Two conditions on one key.
struct Pair<'a> {
    one: &'a Condition,
    other: &'a Condition,
    version: Version,
    kept_out: KeptOut,
}

impl Pair<'_> {
    fn is_same(&self) -> bool {
        let (one, other, version) = (self.one, self.other, self.version);
        let (Some(mine), Some(theirs)) = (one.operator, other.operator) else { return false };
        if is_constant(mine) && is_constant(theirs) {
            return mine.set == theirs.set;
        }
        // AWS: C-38
        if one.values.is_empty() || other.values.is_empty() {
            return mine == theirs && one.values.is_empty() && other.values.is_empty();
        }
        let is_null = |operator: ConditionOperator| operator.test == ConditionTest::Null;
        if is_null(mine) || is_null(theirs) {
            return mine == theirs && same_values((one, other), mine.test, version);
        }
        let test = plain_test(one, mine, version);
        test == plain_test(other, theirs, version)
            && same_values((one, other), test, version)
            && self.is_same_without_key(mine, theirs)
            && self.is_same_for_any_number(mine, theirs)
    }

    fn is_same_without_key(&self, mine: ConditionOperator, theirs: ConditionOperator) -> bool {
        self.kept_out.absent || when_absent(mine) == when_absent(theirs)
    }

    /// A set operator says nothing new of one value, but for the empty text, which it takes for none.
    // AWS: C-26, C-27
    fn is_same_for_any_number(&self, mine: ConditionOperator, theirs: ConditionOperator) -> bool {
        let when_empty = |condition| when_empty(condition, self.version);
        let is_same_when_empty = || {
            let mine = when_empty(self.one);
            mine.is_some() && mine == when_empty(self.other)
        };
        mine.set == theirs.set
            || (has_one_value(&self.one.key.to_ascii_lowercase())
                && (self.kept_out.empty || is_same_when_empty()))
    }
}

/// `Null` with a set operator does not look at the request.
// AWS: C-25
fn is_constant(operator: ConditionOperator) -> bool {
    operator.test == ConditionTest::Null && operator.set.is_some()
}

/// What the condition says where its key is missing.
// AWS: C-3, C-4, C-5
pub(super) fn when_absent(operator: ConditionOperator) -> bool {
    match operator.set {
        _ if operator.if_exists => true,
        Some(SetOperator::ForAllValues) => true,
        Some(SetOperator::ForAnyValue) => false,
        None => operator.test.is_negated(),
    }
}

/// What the condition says of a request with an empty text; `None` if that cannot be told.
// AWS: C-26, C-27
fn when_empty(condition: &Condition, version: Version) -> Option<bool> {
    let operator = condition.operator?;
    match operator.set {
        Some(SetOperator::ForAllValues) => Some(true),
        Some(SetOperator::ForAnyValue) => Some(false),
        None => {
            let fits = |text: &str| fits_empty(text, operator.test.takes_wildcards(), version);
            let fits: Vec<_> = condition.values.iter().map(|value| fits(&value.text)).collect();
            let is_text = operator.test.family() == ConditionFamily::Text;
            let is_listed = match fits.contains(&Some(true)) {
                true => true,
                false if fits.contains(&None) => return None,
                false => false,
            };
            is_text.then_some(is_listed != operator.test.is_negated())
        }
    }
}

/// Whether a value fits the empty text; `None` if that hangs on a variable.
fn fits_empty(text: &str, wildcards: bool, version: Version) -> Option<bool> {
    let parts = Template::parse(text, version, wildcards).ok()?.parts;
    let is_solid = |part: &TemplatePart| match part {
        TemplatePart::Literal(text) => !text.is_empty(),
        TemplatePart::AnyCharacter => true,
        TemplatePart::AnyRun | TemplatePart::Variable { .. } => false,
    };
    let is_variable = |part: &TemplatePart| matches!(part, TemplatePart::Variable { .. });
    match parts.iter().any(is_solid) {
        true => Some(false),
        false if parts.iter().any(is_variable) => None,
        false => Some(true),
    }
}

/// The comparison: `StringLike` without wildcards as the plain one that it is, and one that does not
/// look at letter case as one that does where there is no letter to look at.
// AWS: C-22
fn plain_test(
    condition: &Condition,
    operator: ConditionOperator,
    version: Version,
) -> ConditionTest {
    use ConditionTest as T;
    match operator.test {
        T::StringLike if !is_wild(condition, version) => T::StringEquals,
        T::StringNotLike if !is_wild(condition, version) => T::StringNotEquals,
        T::StringEqualsIgnoreCase if has_one_case(condition, version) => T::StringEquals,
        T::StringNotEqualsIgnoreCase if has_one_case(condition, version) => T::StringNotEquals,
        T::ArnEquals => T::ArnLike,
        T::ArnNotEquals => T::ArnNotLike,
        other => other,
    }
}

fn is_wild(condition: &Condition, version: Version) -> bool {
    condition.values.iter().any(|value| {
        let wild = Template::parse(&value.text, version, true);
        let plain = Template::parse(&value.text, version, false);
        wild.is_err() || wild != plain
    })
}

/// Whether no request could have a value in other letter case.
fn has_one_case(condition: &Condition, version: Version) -> bool {
    let is_lower_case = is_always_lower_case(&condition.key.to_ascii_lowercase());
    let is_fixed = |text: &str| {
        let is_other = |one: char| {
            if is_lower_case { one.is_ascii_uppercase() } else { one.is_ascii_alphabetic() }
        };
        text.is_ascii() && !text.contains(is_other)
    };
    condition.values.iter().all(|value| {
        let template = Template::parse(&value.text, version, false);
        template.is_ok_and(|template| {
            template
                .parts
                .iter()
                .all(|part| matches!(part, TemplatePart::Literal(text) if is_fixed(text)))
        })
    })
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
