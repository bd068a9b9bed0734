//! Which texts with variables are within others, whatever the variables stand for.

use super::atoms::{Atom, AtomId, Open};
use crate::compile::{CompiledCondition, Quantifier, ResourcePattern, Test, ValueSet, Variables};
use crate::request::KeyId;
use crate::value_set::{Part, Pattern};

/// What a question about a text with variables asks for, each variable as a text of its own that
/// nothing else holds.
enum Asked {
    Resource(Vec<Pattern>),
    /// A value of a key.
    Text(KeyId, Pattern),
    TextInAnyCase(KeyId, Pattern),
    Arn(KeyId, Vec<Pattern>),
}

/// Questions about texts with variables, and which of them make others true.
#[derive(Default)]
pub(super) struct Implied {
    asked: Vec<(AtomId, Vec<Asked>)>,
    pairs: Vec<(AtomId, AtomId)>,
}

impl Implied {
    pub(super) fn add(&mut self, id: AtomId, atom: &Atom) {
        let own = asked(atom);
        let is_within = |narrow: &[Asked], wide: &[Asked]| {
            narrow.iter().any(|narrow| wide.iter().any(|wide| narrow.is_within(wide)))
        };
        for (other, others) in &self.asked {
            self.pairs.extend(is_within(&own, others).then_some((id, *other)));
            self.pairs.extend(is_within(others, &own).then_some((*other, id)));
        }
        self.asked.push((id, own));
    }

    /// Each with one that is true wherever it is.
    pub(super) fn pairs(&self) -> &[(AtomId, AtomId)] {
        &self.pairs
    }
}

/// The ways to see a question; none if it is about several values.
fn asked(atom: &Atom) -> Vec<Asked> {
    match atom {
        Atom::Open(Open::Resource(ResourcePattern::Arn(pattern, variables))) => {
            let parts = pattern.clone().into_parts();
            vec![Asked::Resource(parts.iter().map(|part| spelled(part, variables)).collect())]
        }
        Atom::Open(Open::Condition(condition)) => of_condition(condition),
        _ => Vec::new(),
    }
}

fn of_condition(condition: &CompiledCondition) -> Vec<Asked> {
    let CompiledCondition { key, quantifier, negated, if_exists, .. } = *condition;
    if quantifier != Quantifier::One || negated || if_exists {
        return Vec::new();
    }
    match &condition.test {
        Test::Values(ValueSet::Text(set)) if set.literals.is_empty() => {
            let [text] = &*set.patterns else { return Vec::new() };
            let mut asked = vec![Asked::Text(key, spelled(&text.pattern, &text.variables))];
            let other = text.variables.only_needed();
            if let ([Part::Variable(_)], Some(other)) = (text.pattern.parts(), other) {
                asked.push(Asked::Text(other, Pattern::literal(&name_of(key))));
            }
            asked
        }
        Test::Values(ValueSet::IgnoreCase(texts)) => match &**texts {
            [text] => vec![Asked::TextInAnyCase(key, spelled(&text.pattern, &text.variables))],
            _ => Vec::new(),
        },
        Test::Values(ValueSet::Arn(values)) => match &**values {
            [value] => {
                let parts = value.parts().iter();
                let parts = parts.map(|part| spelled(&part.pattern, &part.variables));
                vec![Asked::Arn(key, parts.collect())]
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

impl Asked {
    fn is_within(&self, wide: &Self) -> bool {
        match (self, wide) {
            (Self::Resource(narrow), Self::Resource(wide)) => are_covered(narrow, wide),
            (Self::Arn(key, narrow), Self::Arn(other, wide)) => {
                key == other && are_covered(narrow, wide)
            }
            (Self::Text(key, narrow), Self::Text(other, wide)) => {
                key == other && is_covered(narrow, wide)
            }
            (Self::Text(key, narrow), Self::TextInAnyCase(other, wide)) => {
                key == other && narrow == wide
            }
            _ => false,
        }
    }
}

fn are_covered(narrow: &[Pattern], wide: &[Pattern]) -> bool {
    let mut pairs = narrow.iter().zip(wide);
    narrow.len() == wide.len() && pairs.all(|(narrow, wide)| is_covered(narrow, wide))
}

// INVARIANT: a `?` could stand for a character of a variable's spelling, which is none of the text.
fn is_covered(narrow: &Pattern, wide: &Pattern) -> bool {
    !wide.parts().contains(&Part::AnyCharacter) && wide.covers(narrow)
}

/// A pattern with its variables as texts.
fn spelled(pattern: &Pattern, variables: &Variables) -> Pattern {
    let part = |part: &Part| match part {
        Part::Variable(number) => Part::Literal(variables.spelled(*number, name_of).into()),
        other => other.clone(),
    };
    Pattern::from_parts(pattern.parts().iter().map(part))
}

/// A text for what a key stands for.
fn name_of(key: KeyId) -> String {
    format!("\u{f0000}{}\u{f0001}", key.index())
}
