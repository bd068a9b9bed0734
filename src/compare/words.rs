//! What conditions ask of a key, in operator language: `aws:SourceIp is in 10.0.0.0/8`.

mod values;

use crate::aws::{KeyType, ValueType};
use crate::compile::{CompiledCondition, Quantifier, Test, ValueSet};
use crate::request::ContextKeys;
use crate::text::printable;
use values::{Wanted, in_words, is_everything, is_nothing, merged, takes_empty};

/// Conditions on one key, and whether each holds.
pub(crate) type Asked<'c> = [(&'c CompiledCondition, bool)];

/// What the key must be for all of these to be as they say. The words promise no more than is so:
/// a key that is as they say is as asked.
pub(crate) fn key_in_words(
    asked: &Asked<'_>,
    keys: &ContextKeys,
    key_type: Option<KeyType>,
) -> String {
    let Some(name) = asked.first().map(|(condition, _)| printable(keys.name(condition.key))) else {
        return String::new();
    };
    let teller = Teller { keys, key_type };
    let may_be_absent = asked.iter().all(|(condition, holds)| when_absent(condition) == *holds);
    let Some(clauses) = teller.when_present(asked) else { return format!("{name} is absent") };
    let mut said = name;
    let absent = may_be_absent.then(|| "is absent".to_owned());
    let present = if clauses.is_empty() { vec!["is present".to_owned()] } else { clauses };
    let or = if present.len() > 1 { ", or " } else { " or " };
    let links = std::iter::once(if may_be_absent { or } else { " " });
    let links = absent.iter().map(|_| " ").chain(links).chain(std::iter::repeat(" and "));
    let mut is_said = false;
    for (clause, link) in absent.iter().chain(&present).zip(links) {
        let short = clause.strip_prefix("is ").filter(|_| is_said);
        said.push_str(link);
        said.push_str(short.unwrap_or(clause));
        is_said = clause.starts_with("is ");
    }
    said
}

#[derive(Clone, Copy)]
struct Teller<'k> {
    keys: &'k ContextKeys,
    key_type: Option<KeyType>,
}

/// Whether the condition holds for a request without the key.
// AWS: C-3, C-4, C-5, C-25, C-38
fn when_absent(condition: &CompiledCondition) -> bool {
    match (&condition.test, condition.quantifier) {
        (Test::Null(expected), Quantifier::One) => expected.contains(&true),
        (_, Quantifier::All) => true,
        (Test::Null(_), Quantifier::Any) | (Test::NotUnderstood(_), _) => false,
        (Test::Values(_), _) if condition.if_exists => true,
        (Test::Values(_), Quantifier::Any) => false,
        (Test::Values(_), Quantifier::One) => condition.negated,
    }
}

/// What a condition says of a key that is present.
enum Clause {
    /// Nothing: it is so for every value.
    Always,
    /// It is never so.
    Never,
    Is(String),
}

impl Teller<'_> {
    /// What must be so besides that the key is present; `None` if that cannot be.
    fn when_present(self, asked: &Asked<'_>) -> Option<Vec<String>> {
        if self.has_several_for(asked) {
            return Some(vec!["has several values".to_owned()]);
        }
        let mut clauses: Vec<String> = Vec::new();
        let is_plain = |condition: &CompiledCondition, holds: bool, set: &ValueSet| {
            self.is_one(condition) && (holds || self.reads_all(set))
        };
        let (ordered, rest) = merged(asked, &is_plain);
        for values in ordered {
            clauses.push(values.in_words()?);
        }
        for (condition, holds) in rest {
            match self.clause(condition, holds) {
                Clause::Always => {}
                Clause::Never => return None,
                Clause::Is(words) if clauses.contains(&words) => {}
                Clause::Is(words) => clauses.push(words),
            }
        }
        Some(clauses)
    }

    /// Whether no single value can be as asked: it satisfies a condition or its opposite.
    fn has_several_for(self, asked: &Asked<'_>) -> bool {
        let fails = |(condition, holds): &(&CompiledCondition, bool)| {
            !holds
                && condition.quantifier == Quantifier::One
                && matches!(condition.test, Test::Values(_))
        };
        let are_opposites = |one: &CompiledCondition, other: &CompiledCondition| {
            one.test == other.test && one.negated != other.negated
        };
        let mut pairs =
            asked.iter().flat_map(|one| asked.iter().map(move |other| (one.0, other.0)));
        self.key_type.is_none()
            && asked.iter().all(fails)
            && pairs.any(|(one, other)| are_opposites(one, other))
    }

    /// Whether the condition looks at the only value that the key has.
    fn is_one(self, condition: &CompiledCondition) -> bool {
        condition.quantifier == Quantifier::One
            && !condition.is_empty
            && self.key_type.is_none_or(|key_type| !key_type.multivalued)
    }

    fn clause(self, condition: &CompiledCondition, holds: bool) -> Clause {
        match &condition.test {
            Test::NotUnderstood(_) => {
                let fulfils = if holds { "fulfils" } else { "does not fulfil" };
                Clause::Is(format!("{fulfils} a condition that AWS does not have"))
            }
            Test::Null(expected) => self.presence(expected, holds),
            Test::Values(_) if condition.is_empty => self.nothing_listed(condition, holds),
            Test::Values(set) => self.values(condition, set, holds),
        }
    }

    // AWS: C-25, C-26
    fn presence(self, expected: &[bool], holds: bool) -> Clause {
        let null = expected.contains(&true) == holds;
        let present = expected.contains(&false) == holds;
        match (null, present, self.takes_empty_text()) {
            (true, true, _) => Clause::Always,
            (false, true, true) => Clause::Is("is present and not empty".to_owned()),
            (true, false, true) => Clause::Is("is empty".to_owned()),
            (false, true, false) => Clause::Always,
            (_, false, _) => Clause::Never,
        }
    }

    // AWS: C-38
    fn nothing_listed(self, condition: &CompiledCondition, holds: bool) -> Clause {
        let if_empty = match condition.quantifier {
            Quantifier::All => true,
            Quantifier::One => condition.if_exists,
            Quantifier::Any => false,
        };
        let always = condition.quantifier == Quantifier::One && !if_empty && condition.negated;
        match (if_empty && self.takes_empty_text(), holds) {
            (true, true) => Clause::Is("is empty".to_owned()),
            (true, false) => Clause::Is("is not empty".to_owned()),
            (false, holds) if holds == always => Clause::Always,
            (false, _) => Clause::Never,
        }
    }

    fn values(self, condition: &CompiledCondition, set: &ValueSet, holds: bool) -> Clause {
        let wanted = Wanted { set, inside: condition.negated != holds, satisfied: holds };
        let is_multivalued = self.key_type.is_some_and(|key_type| key_type.multivalued);
        let is_single = self.key_type.is_some_and(|key_type| !key_type.multivalued);
        match condition.quantifier {
            // AWS: C-31
            Quantifier::One if is_multivalued => {
                if holds {
                    Clause::Never
                } else {
                    Clause::Always
                }
            }
            Quantifier::One if is_nothing(set) && condition.negated => self.readable(set, holds),
            Quantifier::One if is_nothing(set) => {
                if holds {
                    Clause::Never
                } else {
                    Clause::Always
                }
            }
            Quantifier::One if is_everything(set) => match (condition.negated, holds) {
                (true, true) => Clause::Never,
                (true, false) => Clause::Always,
                (false, true) if self.key_type.is_some() => Clause::Always,
                (false, true) => Clause::Is("has one value".to_owned()),
                (false, false) if self.key_type.is_some() => Clause::Never,
                (false, false) => Clause::Is("has several values".to_owned()),
            },
            Quantifier::One => Clause::Is(self.value(wanted, false)),
            Quantifier::All if holds && !is_single => {
                Clause::Is(format!("has only values that {}", self.value(wanted, true)))
            }
            Quantifier::Any if !holds && !is_single => {
                Clause::Is(format!("has no value that {}", self.value(wanted.opposite(), false)))
            }
            Quantifier::All if holds => Clause::Is(self.value(wanted, false)),
            Quantifier::Any if !holds => Clause::Is(self.value(wanted, false)),
            Quantifier::All | Quantifier::Any => Clause::Is(self.some(wanted, is_single)),
        }
    }

    /// One value that is none of a set that holds nothing, or the opposite.
    // AWS: C-6, C-23
    fn readable(self, set: &ValueSet, holds: bool) -> Clause {
        let is_arn = matches!(set, ValueSet::Arn(_)) && !self.reads_all(set);
        match (is_arn, self.key_type.is_some(), holds) {
            (true, _, true) => Clause::Is("is an ARN".to_owned()),
            (true, true, false) => Clause::Is("is no ARN".to_owned()),
            (true, false, false) => Clause::Is("is no ARN, or has several values".to_owned()),
            (false, true, true) => Clause::Always,
            (false, true, false) => Clause::Never,
            (false, false, true) => Clause::Is("has one value".to_owned()),
            (false, false, false) => Clause::Is("has several values".to_owned()),
        }
    }

    /// One value that is not empty where the empty text would do for the words, but does not count.
    // AWS: C-26, C-27
    fn some(self, wanted: Wanted<'_>, is_single: bool) -> String {
        let needs_more = self.takes_empty_text() && takes_empty(wanted);
        match (is_single, needs_more) {
            (true, false) => self.value(wanted, false),
            (true, true) => format!("is not empty and {}", self.value(wanted, false)),
            (false, false) => format!("has a value that {}", self.value(wanted, false)),
            (false, true) => {
                format!("has a value, not an empty one, that {}", self.value(wanted, false))
            }
        }
    }

    fn value(self, wanted: Wanted<'_>, plural: bool) -> String {
        in_words(wanted, plural, self.reads_all(wanted.set), self.keys)
    }

    /// Whether every value of the key can be read as the set reads values.
    // AWS: C-6, C-23
    fn reads_all(self, set: &ValueSet) -> bool {
        match set {
            ValueSet::Text(_) | ValueSet::IgnoreCase(_) => true,
            ValueSet::Arn(_) => self.value_type() == Some(ValueType::Arn),
            _ => self.value_type().is_some_and(|value| value != ValueType::String),
        }
    }

    fn value_type(self) -> Option<ValueType> {
        self.key_type.map(|key_type| key_type.value)
    }

    fn takes_empty_text(self) -> bool {
        self.value_type().is_none_or(|value| value == ValueType::String)
    }
}
