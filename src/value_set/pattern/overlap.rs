//! Whether two patterns share a text.

use super::symbol::{Symbol, symbols};
use super::{Part, Pattern};

pub(super) fn overlaps(left: &Pattern, right: &Pattern) -> bool {
    match (left.as_literal(), right.as_literal()) {
        (Some(left), Some(right)) => left == right,
        (Some(text), None) if right.variables().next().is_none() => right.matches(text),
        (None, Some(text)) if left.variables().next().is_none() => left.matches(text),
        _ => begin_alike(left, right) && share_a_text(&symbols(left), &symbols(right)),
    }
}

/// Whether some text begins as both patterns ask.
fn begin_alike(left: &Pattern, right: &Pattern) -> bool {
    match (left.parts().first(), right.parts().first()) {
        (Some(Part::Literal(left)), Some(Part::Literal(right))) => {
            left.starts_with(&**right) || right.starts_with(&**left)
        }
        _ => true,
    }
}

/// Walks both patterns at once; `reached[j]` says whether some text leads through all of `left`
/// so far and the first `j` symbols of `right`.
fn share_a_text(left: &[Symbol], right: &[Symbol]) -> bool {
    let mut reached = vec![false; right.len() + 1];
    reached[0] = true;
    skip_runs(&mut reached, right);
    for symbol in left {
        reached = step(*symbol, &reached, right);
        skip_runs(&mut reached, right);
    }
    reached.last().copied().unwrap_or(false)
}

fn step(symbol: Symbol, before: &[bool], right: &[Symbol]) -> Vec<bool> {
    let mut after = vec![false; before.len()];
    if symbol == Symbol::AnyRun {
        let first = before.iter().position(|reached| *reached);
        after[first.unwrap_or(before.len())..].fill(true);
        return after;
    }
    for (index, other) in right.iter().enumerate() {
        match other {
            Symbol::AnyRun => after[index] |= before[index],
            _ if share_a_character(symbol, *other) => after[index + 1] |= before[index],
            _ => {}
        }
    }
    after
}

fn skip_runs(reached: &mut [bool], right: &[Symbol]) {
    for (index, symbol) in right.iter().enumerate() {
        if *symbol == Symbol::AnyRun {
            reached[index + 1] |= reached[index];
        }
    }
}

fn share_a_character(left: Symbol, right: Symbol) -> bool {
    match (left, right) {
        (Symbol::Character(left), Symbol::Character(right)) => left == right,
        _ => true,
    }
}
