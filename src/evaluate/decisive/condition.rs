//! Which values of a condition alone decide its answer.

use crate::compile::{CompiledCondition, Membership, Quantifier, Test, ValueSet};
use crate::evaluate::condition::{is_bare, is_mismatched, is_null_set};
use crate::evaluate::recorder::Silent;
use crate::evaluate::truth::Truth;
use crate::request::{ContextValue, KeyState, RequestContext};

/// The values without which a condition that surely holds would not, or the other way round. A
/// condition without its only value is one whose set is empty.
pub(in crate::evaluate) fn decisive_values(
    condition: &CompiledCondition,
    context: &RequestContext,
) -> Vec<usize> {
    let state = context.state(condition.key);
    match &condition.test {
        Test::Null(_) => decisive_null(condition, state).into_iter().collect(),
        Test::Values(_) => match state {
            KeyState::Present(values) if hangs_on_values(condition, values, context) => {
                Tally::of(condition, values, context).decisive(condition)
            }
            _ => Vec::new(),
        },
        Test::NotUnderstood(_) => Vec::new(),
    }
}

// AWS: C-25
fn decisive_null(condition: &CompiledCondition, state: &KeyState) -> Option<usize> {
    let null = match state {
        KeyState::Absent => true,
        KeyState::PresentUnknown => false,
        KeyState::Present(values) => is_null_set(values),
        KeyState::Unknown => return None,
    };
    if condition.quantifier != Quantifier::One {
        return None;
    }
    let says_so = |test: &Test| matches!(test, Test::Null(expected) if expected.contains(&null));
    let mut saying = condition.each.iter().enumerate().filter(|(_, test)| says_so(test));
    let (first, _) = saying.next()?;
    saying.next().is_none().then_some(first)
}

/// Whether the answer is that of the values, and not of their number or type.
// AWS: C-6, C-26, C-27, C-31
fn hangs_on_values(
    condition: &CompiledCondition,
    values: &[ContextValue],
    context: &RequestContext,
) -> bool {
    let has_values = match condition.quantifier {
        Quantifier::One => values.len() == 1,
        Quantifier::All | Quantifier::Any => !is_null_set(values),
    };
    has_values
        && !is_mismatched(condition, context)
        && !is_bare(condition, context, values.len(), &mut Silent)
}

/// How a request's values are held against a condition: how many of them fit, and for how many one
/// value of the condition decides that alone.
struct Tally {
    fitting: usize,
    unfitting: usize,
    unknown: usize,
    decided_alone: Vec<usize>,
}

impl Tally {
    fn of(
        condition: &CompiledCondition,
        values: &[ContextValue],
        context: &RequestContext,
    ) -> Self {
        let decided_alone = vec![0; condition.each.len()];
        let mut tally = Self { fitting: 0, unfitting: 0, unknown: 0, decided_alone };
        for value in values {
            let found = Found::of(&condition.each, value, context);
            let fits = match found.membership() {
                Membership::Inside => (!condition.negated).into(),
                Membership::Outside => condition.negated.into(),
                Membership::Unreadable => Truth::False,
                Membership::Unknown => Truth::Unknown,
            };
            match fits {
                Truth::True => tally.fitting += 1,
                Truth::False => tally.unfitting += 1,
                Truth::Unknown => tally.unknown += 1,
            }
            if let Some(alone) = found.only_inside()
                && let Some(count) = tally.decided_alone.get_mut(alone)
            {
                *count += 1;
            }
        }
        tally
    }

    fn decisive(&self, condition: &CompiledCondition) -> Vec<usize> {
        let quantifier = condition.quantifier;
        let truth = combined(quantifier, self.fitting, self.unfitting, self.unknown);
        let without = |turned: usize| {
            let (fitting, unfitting) = if condition.negated {
                (self.fitting + turned, self.unfitting.saturating_sub(turned))
            } else {
                (self.fitting.saturating_sub(turned), self.unfitting + turned)
            };
            combined(quantifier, fitting, unfitting, self.unknown)
        };
        let numbered = self.decided_alone.iter().enumerate();
        let turning = numbered.filter(|(_, turned)| **turned > 0 && without(**turned) == !truth);
        turning.filter(|_| truth != Truth::Unknown).map(|(number, _)| number).collect()
    }
}

// AWS: C-26, C-27
fn combined(quantifier: Quantifier, fitting: usize, unfitting: usize, unknown: usize) -> Truth {
    match quantifier {
        Quantifier::Any if fitting > 0 => Truth::True,
        Quantifier::Any if unknown > 0 => Truth::Unknown,
        Quantifier::Any => Truth::False,
        Quantifier::One | Quantifier::All if unfitting > 0 => Truth::False,
        Quantifier::One | Quantifier::All if unknown > 0 => Truth::Unknown,
        Quantifier::One | Quantifier::All => Truth::True,
    }
}

/// In which of a condition's values a request's value is.
#[derive(Default)]
struct Found {
    first: Option<usize>,
    several: bool,
    is_unknown: bool,
    is_unreadable: bool,
}

impl Found {
    fn of(each: &[Test], value: &ContextValue, context: &RequestContext) -> Self {
        let mut found = Self::default();
        for (number, set) in sets(each) {
            match set.contains(value, context) {
                Membership::Inside if found.first.is_none() => found.first = Some(number),
                Membership::Inside => found.several = true,
                Membership::Outside => {}
                Membership::Unknown => found.is_unknown = true,
                Membership::Unreadable => found.is_unreadable = true,
            }
        }
        found
    }

    fn membership(&self) -> Membership {
        if self.first.is_some() {
            Membership::Inside
        } else if self.is_unreadable {
            Membership::Unreadable
        } else if self.is_unknown {
            Membership::Unknown
        } else {
            Membership::Outside
        }
    }

    fn only_inside(&self) -> Option<usize> {
        self.first.filter(|_| !self.several && !self.is_unknown)
    }
}

fn sets(each: &[Test]) -> impl Iterator<Item = (usize, &ValueSet)> {
    each.iter().enumerate().filter_map(|(number, test)| match test {
        Test::Values(set) => Some((number, set)),
        Test::Null(_) | Test::NotUnderstood(_) => None,
    })
}
