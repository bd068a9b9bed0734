//! Whether every text of one pattern matches another.

use std::collections::{BTreeSet, HashSet};

use super::symbol::{Symbol, symbols};
use super::{Part, Pattern};

/// How many places of a search are looked at before it is given up.
const SEARCH_LIMIT: usize = 20_000;

pub(super) fn covers(wide: &Pattern, narrow: &Pattern) -> bool {
    if wide == narrow || wide.is_everything() {
        return true;
    }
    if wide.variables().next().is_some() {
        return false;
    }
    if let (Some(wide), Some(narrow)) = (wide.as_literal(), narrow.as_literal()) {
        return wide == narrow;
    }
    if let Some(Part::Literal(start)) = wide.parts().first()
        && !narrow.begins_with(start)
    {
        return false;
    }
    let (wide, narrow) = (symbols(wide), symbols(narrow));
    // INVARIANT: without a `?` in the wide pattern, a character that it does not name is met by
    // nothing but its `*`; one in the place of each wildcard of the narrow pattern shows a no.
    let is_sure = !wide.contains(&Symbol::AnyCharacter);
    fits_symbol_by_symbol(&wide, &narrow)
        || !is_sure && Search::new(&wide, &narrow).finds_no_exception()
}

/// Matches the narrow pattern as if it were a text in which only `*` fits `*`. A yes is right; a
/// no may be wrong, because a `?` can also stand for a character that comes after a run.
fn fits_symbol_by_symbol(wide: &[Symbol], narrow: &[Symbol]) -> bool {
    let (mut at, mut text, mut retry) = (0, 0, None);
    while text < narrow.len() {
        match wide.get(at) {
            Some(Symbol::AnyRun) => {
                retry = Some((at, text));
                at += 1;
            }
            Some(symbol) if fits(*symbol, narrow[text]) => {
                at += 1;
                text += 1;
            }
            _ => {
                let Some((run, start)) = retry else {
                    return false;
                };
                retry = Some((run, start + 1));
                (at, text) = (run + 1, start + 1);
            }
        }
    }
    wide[at..].iter().all(|symbol| *symbol == Symbol::AnyRun)
}

fn fits(wide: Symbol, narrow: Symbol) -> bool {
    match (wide, narrow) {
        (_, Symbol::AnyRun) | (Symbol::Character(_), Symbol::AnyCharacter) => false,
        (Symbol::Character(wide), Symbol::Character(narrow)) => wide == narrow,
        (Symbol::AnyCharacter | Symbol::AnyRun, _) => true,
    }
}

/// A place in the narrow pattern, and all places in the wide one where the same text can lead.
type Place = (usize, Vec<usize>);

/// Looks for a text that the narrow pattern matches and the wide one does not.
struct Search<'p> {
    wide: &'p [Symbol],
    narrow: &'p [Symbol],
    /// The characters that the wide pattern names, and `None` for all others.
    letters: Vec<Option<char>>,
    seen: HashSet<Place>,
    open: Vec<Place>,
}

impl<'p> Search<'p> {
    fn new(wide: &'p [Symbol], narrow: &'p [Symbol]) -> Self {
        let named: BTreeSet<char> = wide.iter().copied().filter_map(character).collect();
        let mut search = Self {
            wide,
            narrow,
            letters: named.into_iter().map(Some).chain([None]).collect(),
            seen: HashSet::new(),
            open: Vec::new(),
        };
        let start = search.closed(vec![0]);
        search.visit(0, start);
        search
    }

    fn finds_no_exception(mut self) -> bool {
        while let Some((at, places)) = self.open.pop() {
            let is_exception = places.is_empty()
                || (at == self.narrow.len() && !places.contains(&self.wide.len()));
            if is_exception || self.seen.len() > SEARCH_LIMIT {
                return false;
            }
            if !self.accepts_all_from(&places) {
                self.advance(at, &places);
            }
        }
        true
    }

    fn advance(&mut self, at: usize, places: &[usize]) {
        match self.narrow.get(at) {
            None => {}
            Some(Symbol::Character(letter)) => self.visit(at + 1, self.step(places, Some(*letter))),
            Some(Symbol::AnyCharacter) => self.advance_by_any_letter(at + 1, places),
            Some(Symbol::AnyRun) => {
                self.advance_by_any_letter(at, places);
                self.visit(at + 1, places.to_vec());
            }
        }
    }

    fn advance_by_any_letter(&mut self, next: usize, places: &[usize]) {
        for index in 0..self.letters.len() {
            self.visit(next, self.step(places, self.letters[index]));
        }
    }

    fn visit(&mut self, at: usize, places: Vec<usize>) {
        let place = (at, places);
        if self.seen.insert(place.clone()) {
            self.open.push(place);
        }
    }

    fn accepts_all_from(&self, places: &[usize]) -> bool {
        self.wide.last() == Some(&Symbol::AnyRun) && places.contains(&(self.wide.len() - 1))
    }

    fn step(&self, places: &[usize], letter: Option<char>) -> Vec<usize> {
        let after = places.iter().filter_map(|place| match self.wide.get(*place)? {
            Symbol::AnyRun => Some(*place),
            Symbol::AnyCharacter => Some(place + 1),
            Symbol::Character(named) => (Some(*named) == letter).then_some(place + 1),
        });
        self.closed(after.collect())
    }

    /// Adds the places behind runs, and drops those before the last run.
    // INVARIANT: what matches from before a run matches from the run too, so nothing is lost.
    fn closed(&self, mut places: Vec<usize>) -> Vec<usize> {
        let is_run = |place: &usize| self.wide.get(*place) == Some(&Symbol::AnyRun);
        if let Some(run) = places.iter().copied().filter(is_run).max() {
            places.retain(|place| *place >= run);
            places.push(run + 1);
        }
        places.sort_unstable();
        places.dedup();
        places
    }
}

fn character(symbol: Symbol) -> Option<char> {
    match symbol {
        Symbol::Character(character) => Some(character),
        Symbol::AnyCharacter | Symbol::AnyRun => None,
    }
}
