//! A pattern as single symbols, for questions about two patterns.

use super::{Part, Pattern};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Character(char),
    AnyCharacter,
    AnyRun,
}

/// The symbols of a pattern; a variable is any text.
pub(super) fn symbols(pattern: &Pattern) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    for part in pattern.parts() {
        match part {
            Part::Literal(text) => symbols.extend(text.chars().map(Symbol::Character)),
            Part::AnyCharacter => symbols.push(Symbol::AnyCharacter),
            Part::AnyRun | Part::Variable(_) => symbols.push(Symbol::AnyRun),
        }
    }
    symbols
}
