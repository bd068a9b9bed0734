//! Languages read side by side, one character at a time.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::Language;
use super::step::{Alphabet, Characters, Step};

/// The places that a text has reached, in the order of their languages. A language that can hold
/// the text no more has none.
pub(super) type State = Rc<[u32]>;

/// What a text must be to a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Inside,
    Outside,
    Either,
}

/// Languages read side by side. The places of each are found as they are reached, and once.
pub(super) struct Walk<'l> {
    lanes: Vec<Lane<'l>>,
    places: Vec<Place>,
    held: usize,
}

/// One of the languages, with the places in it by their positions.
struct Lane<'l> {
    language: &'l Language,
    wanted: Wanted,
    places: FxHashMap<Rc<[u32]>, u32>,
}

/// How far a text has come in a language; what may follow hangs on nothing else.
struct Place {
    /// The number of the language.
    language: u32,
    /// Sorted; none if the text is in the language whatever follows.
    positions: Rc<[u32]>,
    /// Whether the text so far is in the language.
    is_inside: bool,
    alphabet: Alphabet,
    /// What is behind a character of each class of the alphabet.
    next: Box<[Next]>,
}

#[derive(Clone, Copy)]
enum Next {
    NotAsked,
    Nowhere,
    Place(u32),
}

impl Place {
    fn is_certain(&self) -> bool {
        self.positions.is_empty()
    }
}

impl<'l> Walk<'l> {
    pub(super) fn over(languages: impl IntoIterator<Item = (&'l Language, Wanted)>) -> Self {
        let lane = |(language, wanted)| Lane { language, wanted, places: FxHashMap::default() };
        Self { lanes: languages.into_iter().map(lane).collect(), places: Vec::new(), held: 0 }
    }

    /// How many positions all places hold.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// The state before the first character; `None` if what is asked cannot be met.
    pub(super) fn start(&mut self) -> Option<State> {
        let mut reached = Vec::new();
        for number in 0..self.lanes.len() {
            let language = self.lanes[number].language;
            let mut at = Vec::new();
            for start in &language.starts {
                language.close(*start, &mut at);
            }
            at.sort_unstable();
            let place = self.place(number, &at);
            self.keep(number, place, &mut reached)?;
        }
        Some(reached.into())
    }

    /// Makes of the state `next` the one behind one more character; `None` if what is asked cannot be
    /// met any more.
    pub(super) fn advance(
        &mut self,
        state: &[u32],
        character: char,
        next: &mut Vec<u32>,
    ) -> Option<()> {
        next.clear();
        for from in state {
            let number = self.places[*from as usize].language as usize;
            let to = self.step(*from, character);
            self.keep(number, to, next)?;
        }
        Some(())
    }

    /// Adds the place reached in a language, if what is asked of it can still be met.
    fn keep(&self, number: usize, place: Option<u32>, reached: &mut Vec<u32>) -> Option<()> {
        let wanted = self.lanes[number].wanted;
        match place {
            None if wanted == Wanted::Inside => return None,
            None => {}
            Some(at) if wanted == Wanted::Outside && self.places[at as usize].is_certain() => {
                return None;
            }
            Some(at) => reached.push(at),
        }
        Some(())
    }

    fn step(&mut self, from: u32, character: char) -> Option<u32> {
        let place = &self.places[from as usize];
        if place.is_certain() {
            return Some(from);
        }
        let class = place.alphabet.class(character);
        match place.next[class] {
            Next::NotAsked => {}
            Next::Nowhere => return None,
            Next::Place(known) => return Some(known),
        }
        let number = place.language as usize;
        let language = self.lanes[number].language;
        let mut reached = Vec::new();
        language.advance(place.positions.iter().copied(), character, &mut reached);
        let to = self.place(number, &reached);
        self.places[from as usize].next[class] = to.map_or(Next::Nowhere, Next::Place);
        to
    }

    /// The number of the place at these positions of a language, if there are any.
    fn place(&mut self, number: usize, positions: &[u32]) -> Option<u32> {
        let Lane { language, places, .. } = &mut self.lanes[number];
        let is_certain = positions.iter().any(|position| language.is_certain(*position));
        let positions = if is_certain { &[] } else { positions };
        if positions.is_empty() && !is_certain {
            return None;
        }
        if let Some(known) = places.get(positions) {
            return Some(*known);
        }
        let steps = || positions.iter().map(|position| language.step(*position));
        let alphabet = Alphabet::of(steps());
        let place = Place {
            language: u32::try_from(number).unwrap_or(u32::MAX),
            positions: positions.into(),
            is_inside: is_certain || steps().any(|step| step == Step::End),
            next: vec![Next::NotAsked; alphabet.classes()].into(),
            alphabet,
        };
        let at = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        places.insert(Rc::clone(&place.positions), at);
        self.held += positions.len();
        self.places.push(place);
        Some(at)
    }

    fn reached(&self, state: &[u32]) -> impl Iterator<Item = (&Place, Wanted)> {
        state.iter().map(|at| {
            let place = &self.places[*at as usize];
            (place, self.lanes[place.language as usize].wanted)
        })
    }

    /// The numbers of the languages that hold the text so far.
    pub(super) fn inside(&self, state: &[u32]) -> impl Iterator<Item = usize> {
        let inside = self.reached(state).filter(|(place, _)| place.is_inside);
        inside.map(|(place, _)| place.language as usize)
    }

    /// Whether the text so far is all that is asked.
    pub(super) fn accepts(&self, state: &[u32]) -> bool {
        self.reached(state).all(|(place, wanted)| match wanted {
            Wanted::Inside => place.is_inside,
            Wanted::Outside => !place.is_inside,
            Wanted::Either => true,
        })
    }

    /// Of how many languages it is certain that what is asked of them is met.
    pub(super) fn certain(&self, state: &[u32]) -> usize {
        let is_open = |(place, wanted): &(&Place, Wanted)| match wanted {
            Wanted::Inside => !place.is_certain(),
            Wanted::Outside => true,
            Wanted::Either => false,
        };
        self.lanes.len() - self.reached(state).filter(is_open).count()
    }

    /// The characters that may lead to different states.
    pub(super) fn alphabet(&self, state: &[u32]) -> Vec<char> {
        // INVARIANT: where nothing is asked any more, every other character does.
        let mut all = Alphabet::default();
        all.add(Characters::Any);
        self.reached(state).for_each(|(place, _)| all.join(&place.alphabet));
        all.characters()
    }
}
