//! Which texts with variables are within others, whatever the variables stand for.

use super::atoms::{Atom, AtomId, Open};
use crate::compile::{CompiledCondition, Quantifier, ResourcePattern, Test, ValueSet, Variables};
use crate::request::KeyId;
use crate::value_set::{Part, Pattern};

/// What a text with variables is made of.
#[derive(PartialEq, Eq)]
enum Symbol {
    Character(char),
    AnyRun,
    AnyCharacter,
    /// What a key stands for, and what stands there without it.
    Variable(KeyId, Option<Box<str>>),
}

type Symbols = Vec<Symbol>;

/// What a question about a text with variables asks for.
enum Asked {
    Resource(Vec<Symbols>),
    /// A value of a key.
    Text(KeyId, Symbols),
    TextInAnyCase(KeyId, Symbols),
    /// Its six parts, or the whole.
    Arn(KeyId, Vec<Symbols>),
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
            vec![Asked::Resource(parts.iter().map(|part| symbols(part, variables)).collect())]
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
            let mut asked = vec![Asked::Text(key, symbols(&text.pattern, &text.variables))];
            let other = text.variables.only_needed();
            if let ([Part::Variable(_)], Some(other)) = (text.pattern.parts(), other) {
                asked.push(Asked::Text(other, vec![Symbol::Variable(key, None)]));
            }
            asked
        }
        Test::Values(ValueSet::IgnoreCase(texts)) => match &**texts {
            [text] => vec![Asked::TextInAnyCase(key, symbols(&text.pattern, &text.variables))],
            _ => Vec::new(),
        },
        Test::Values(ValueSet::Arn(values)) => match &**values {
            [value] => {
                let parts = value.parts().iter();
                let parts = parts.map(|part| symbols(&part.pattern, &part.variables));
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

// AWS: C-22
// INVARIANT: a whole has the colons of an ARN in its variables too, so that a `*` is of one part.
fn are_covered(narrow: &[Symbols], wide: &[Symbols]) -> bool {
    match (narrow, wide) {
        ([narrow], [wide]) => narrow == wide,
        _ if narrow.len() == wide.len() => {
            narrow.iter().zip(wide).all(|(narrow, wide)| is_covered(narrow, wide))
        }
        _ => false,
    }
}

/// Whether the wide text takes in the narrow one, symbol by symbol.
fn is_covered(narrow: &[Symbol], wide: &[Symbol]) -> bool {
    let mut reached = vec![false; wide.len() + 1];
    reached[0] = true;
    pass_runs(&mut reached, wide);
    for symbol in narrow {
        let mut next = vec![false; wide.len() + 1];
        for (place, taking) in wide.iter().enumerate().filter(|(place, _)| reached[*place]) {
            match taking {
                Symbol::AnyRun => next[place] = true,
                taking if taking.takes(symbol) => next[place + 1] = true,
                _ => {}
            }
        }
        pass_runs(&mut next, wide);
        reached = next;
    }
    reached[wide.len()]
}

/// A `*` may take nothing.
fn pass_runs(reached: &mut [bool], wide: &[Symbol]) {
    for (place, symbol) in wide.iter().enumerate() {
        if reached[place] && *symbol == Symbol::AnyRun {
            reached[place + 1] = true;
        }
    }
}

impl Symbol {
    /// Whether it takes in just this one.
    // INVARIANT: a variable may stand for any number of characters, and one `?` is not enough.
    fn takes(&self, narrow: &Self) -> bool {
        let is_one = matches!(narrow, Self::Character(_) | Self::AnyCharacter);
        self == narrow || (*self == Self::AnyCharacter && is_one)
    }
}

fn symbols(pattern: &Pattern, variables: &Variables) -> Symbols {
    let mut all = Vec::new();
    for part in pattern.parts() {
        match part {
            Part::Literal(text) => all.extend(text.chars().map(Symbol::Character)),
            Part::AnyRun => all.push(Symbol::AnyRun),
            Part::AnyCharacter => all.push(Symbol::AnyCharacter),
            Part::Variable(number) => all.extend(
                variables.get(*number).map(|(key, default)| Symbol::Variable(key, default)),
            ),
        }
    }
    all
}
