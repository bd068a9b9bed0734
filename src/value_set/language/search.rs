//! The search for a text that is in some languages and not in others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;

use super::Language;
use super::step::{Step, alphabet};

/// What a search came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This text, one of the shortest that the search met.
    Text(String),
    /// There is none.
    Nothing,
    /// The search was given up after its budget of states.
    GivenUp,
}

/// What is asked of a text.
#[derive(Clone, Debug, Default)]
pub struct Sought<'l> {
    languages: Vec<(&'l Language, bool)>,
}

impl<'l> Sought<'l> {
    /// A text that is in the language, or that is not.
    pub fn ask(&mut self, language: &'l Language, inside: bool) {
        self.languages.push((language, inside));
    }

    /// Looks for a text that meets all that was asked, in no more than that many states.
    ///
    /// A state is which positions of the patterns the text so far may have reached. Those are tried
    /// first in which most of what is asked is certain already, whatever follows.
    pub fn find(&self, budget: usize) -> Found {
        self.find_within(&mut budget.clone())
    }

    /// The same in no more states than are left; takes away those that were visited. One of many
    /// positions counts for several.
    ///
    /// Where a text must be in few languages and outside many, most of these hardly matter: they are
    /// asked once a text was found that is in one of them.
    pub fn find_within(&self, left: &mut usize) -> Found {
        let (mut asked, mut later): (Vec<_>, Vec<_>) =
            self.languages.iter().partition(|(_, inside)| *inside);
        for _ in 0..MOST_GUESSES {
            if later.len() < FEW {
                break;
            }
            let share = *left / 8;
            let mut rest = share;
            let found = search(&asked, &mut rest);
            *left -= share - rest;
            match found {
                Found::Text(text) => {
                    let (broken, met): (Vec<_>, Vec<_>) =
                        later.iter().partition(|(language, _)| language.contains(&text));
                    if broken.is_empty() {
                        return Found::Text(text);
                    }
                    asked.extend(broken);
                    later = met;
                }
                Found::Nothing => return Found::Nothing,
                Found::GivenUp => break,
            }
        }
        asked.append(&mut later);
        search(&asked, left)
    }
}

/// How many languages are asked at once.
const FEW: usize = 4;

/// How often a text is sought without asking for everything.
const MOST_GUESSES: usize = 4;

fn search(asked: &[(&Language, bool)], left: &mut usize) -> Found {
    let mut seen: FxHashSet<State> = FxHashSet::default();
    let mut walk = Walk::new(asked);
    let Some(start) = walk.start() else { return Found::Nothing };
    let mut queue = BinaryHeap::new();
    let mut trail: Vec<(u32, char)> = vec![(0, '\0')];
    queue.push((walk.certain(&start), Reverse((0_u32, 0_u32)), start.clone()));
    seen.insert(start);
    while let Some((_, Reverse((length, last)), state)) = queue.pop() {
        if walk.accepts(&state) {
            return Found::Text(text_of(&trail, last));
        }
        for character in walk.alphabet(&state) {
            let Some(next) = walk.advance(&state, character) else { continue };
            if !seen.insert(next.clone()) {
                continue;
            }
            let Some(rest) = left.checked_sub(weight(&next)) else {
                *left = 0;
                return Found::GivenUp;
            };
            *left = rest;
            let number = u32::try_from(trail.len()).unwrap_or(u32::MAX);
            trail.push((last, character));
            queue.push((walk.certain(&next), Reverse((length + 1, number)), next));
        }
    }
    Found::Nothing
}

/// How many positions may make one state.
const POSITIONS: usize = 64;

/// For how many states one counts.
fn weight(state: &State) -> usize {
    1 + state.len() / POSITIONS
}

fn text_of(trail: &[(u32, char)], last: u32) -> String {
    let (mut text, mut at) = (Vec::new(), last);
    while at != 0 {
        let Some((before, character)) = trail.get(at as usize) else { break };
        text.push(*character);
        at = *before;
    }
    text.iter().rev().collect()
}

/// Sorted positions in all languages that still matter; one beyond all of them for each language
/// that is certain to hold the text.
pub(super) type State = Box<[u32]>;

/// Languages read side by side.
pub(super) struct Walk<'l> {
    languages: Vec<(&'l Language, Wanted)>,
    /// Where each language's positions begin, and behind the last.
    offsets: Vec<u32>,
}

/// What a text must be to a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Inside,
    Outside,
    Either,
}

impl<'l> Walk<'l> {
    fn new(languages: &[(&'l Language, bool)]) -> Self {
        let wanted = |inside| if inside { Wanted::Inside } else { Wanted::Outside };
        Self::over(
            languages.iter().map(|(language, inside)| (*language, wanted(*inside))).collect(),
        )
    }

    pub(super) fn over(languages: Vec<(&'l Language, Wanted)>) -> Self {
        let mut offsets = vec![0];
        let mut end: u32 = 0;
        for (language, _) in &languages {
            end = end.saturating_add(u32::try_from(language.steps.len()).unwrap_or(u32::MAX));
            offsets.push(end);
        }
        Self { languages, offsets }
    }

    /// The state before the first character; `None` if what is asked cannot be met.
    pub(super) fn start(&mut self) -> Option<State> {
        let mut reached = Vec::new();
        for number in 0..self.languages.len() {
            let language = self.languages[number].0;
            let mut at = Vec::new();
            for start in &language.starts {
                language.close(*start, &mut at);
            }
            self.keep(number, &at, &mut reached)?;
        }
        reached.sort_unstable();
        Some(reached.into())
    }

    /// The state behind one more character; `None` if what is asked cannot be met any more.
    pub(super) fn advance(&self, state: &[u32], character: char) -> Option<State> {
        let (mut rest, certain) = self.parts(state);
        let mut certain = certain.iter().peekable();
        let (mut reached, mut sure) = (Vec::with_capacity(state.len() + 2), Vec::new());
        let mut next: Vec<u32> = Vec::new();
        for (number, (language, wanted)) in self.languages.iter().enumerate() {
            let certainty = self.certainty(number);
            if certain.next_if_eq(&&certainty).is_some() {
                sure.push(certainty);
                continue;
            }
            let (offset, end) = (self.offsets[number], self.offsets[number + 1]);
            let own = rest.iter().take_while(|position| **position < end).count();
            let (mine, others) = rest.split_at(own);
            rest = others;
            if mine.is_empty() {
                continue;
            }
            next.clear();
            language.advance(mine.iter().map(|position| position - offset), character, &mut next);
            if next.iter().any(|position| language.is_certain(*position)) {
                sure.push(certainty);
                if *wanted == Wanted::Outside {
                    return None;
                }
            } else if next.is_empty() && *wanted == Wanted::Inside {
                return None;
            } else {
                reached.extend(next.iter().map(|position| position + offset));
            }
        }
        reached.append(&mut sure);
        Some(reached.into())
    }

    /// The positions of a state, and the languages that are certain to hold the text.
    fn parts<'s>(&self, state: &'s [u32]) -> (&'s [u32], &'s [u32]) {
        let end = self.offsets.last().copied().unwrap_or(0);
        state.split_at(state.partition_point(|position| *position < end))
    }

    /// Adds what a language reached, if what is asked of it can still be met.
    fn keep(&self, number: usize, at: &[u32], reached: &mut Vec<u32>) -> Option<()> {
        let (language, wanted) = self.languages[number];
        if at.iter().any(|position| language.is_certain(*position)) {
            reached.push(self.certainty(number));
            return (wanted != Wanted::Outside).then_some(());
        }
        if at.is_empty() && wanted == Wanted::Inside {
            return None;
        }
        let offset = self.offsets[number];
        reached.extend(at.iter().map(|position| position + offset));
        Some(())
    }

    fn certainty(&self, number: usize) -> u32 {
        let end = self.offsets.last().copied().unwrap_or(0);
        end + u32::try_from(number).unwrap_or(0)
    }

    /// Whether the text so far is in a language.
    pub(super) fn is_inside(&self, state: &[u32], number: usize) -> bool {
        if state.binary_search(&self.certainty(number)).is_ok() {
            return true;
        }
        let (offset, end) = (self.offsets[number], self.offsets[number + 1]);
        let language = self.languages[number].0;
        let from = state.partition_point(|position| *position < offset);
        let own = state[from..].iter().take_while(|position| **position < end);
        own.into_iter().any(|position| language.step(position - offset) == Step::End)
    }

    fn accepts(&self, state: &[u32]) -> bool {
        self.languages.iter().enumerate().all(|(number, (_, wanted))| match wanted {
            Wanted::Either => true,
            Wanted::Inside => self.is_inside(state, number),
            Wanted::Outside => !self.is_inside(state, number),
        })
    }

    /// Of how many languages it is certain that what is asked of them is met.
    fn certain(&self, state: &[u32]) -> usize {
        let (mut rest, certain) = self.parts(state);
        let first = self.certainty(0);
        let is_inside = |certainty: &&u32| {
            let asked = self.languages.get((**certainty - first) as usize);
            asked.is_some_and(|(_, wanted)| *wanted == Wanted::Inside)
        };
        let mut count = certain.iter().filter(is_inside).count();
        for (number, (_, wanted)) in self.languages.iter().enumerate() {
            let end = self.offsets[number + 1];
            let own = rest.iter().take_while(|position| **position < end).count();
            rest = &rest[own..];
            count += usize::from(own == 0 && *wanted == Wanted::Outside);
        }
        count
    }

    pub(super) fn alphabet(&self, state: &[u32]) -> Vec<char> {
        let end = self.offsets.last().copied().unwrap_or(0);
        let positions = state.iter().take_while(|position| **position < end);
        let steps = positions.map(|position| {
            let number = self.offsets.partition_point(|offset| offset <= position) - 1;
            self.languages[number].0.step(position - self.offsets[number])
        });
        // INVARIANT: where nothing is asked any more, every other character does.
        let others = std::iter::once(Step::Run(super::Characters::Any));
        alphabet(steps.chain(others))
    }
}
