//! The search for a text that is in some languages and not in others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;

use super::Language;
use super::walk::{State, Walk, Wanted};

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
    let wanted = |inside| if inside { Wanted::Inside } else { Wanted::Outside };
    let mut walk = Walk::over(asked.iter().map(|(language, inside)| (*language, wanted(*inside))));
    let Some(start) = walk.start() else { return Found::Nothing };
    let mut queue = BinaryHeap::from([(walk.certain(&start), Reverse((0, 0)), start.clone())]);
    let (mut seen, mut trail) = (FxHashSet::from_iter([start]), Trail::default());
    let (budget, mut reached, mut next) = (*left, 0, Vec::new());
    while let Some((_, Reverse((length, last)), state)) = queue.pop() {
        if walk.accepts(&state) {
            return Found::Text(trail.text(last));
        }
        for character in walk.alphabet(&state) {
            let can_be_met = walk.advance(&state, character, &mut next).is_some();
            if !can_be_met || seen.contains(&*next) {
                continue;
            }
            let next = State::from(&*next);
            seen.insert(next.clone());
            reached += next.len();
            *left = budget.saturating_sub(seen.len() + (reached + walk.held()) / POSITIONS);
            if *left == 0 {
                return Found::GivenUp;
            }
            let number = trail.add(last, character);
            queue.push((walk.certain(&next), Reverse((length + 1, number)), next));
        }
    }
    Found::Nothing
}

/// How many places or positions count for one more state.
const POSITIONS: usize = 64;

/// The texts that led to states, each as the one before it and a character.
#[derive(Default)]
pub(super) struct Trail(Vec<(usize, char)>);

impl Trail {
    /// The number of the text that is another one, 0 for the empty one, and a character.
    pub(super) fn add(&mut self, before: usize, character: char) -> usize {
        self.0.push((before, character));
        self.0.len()
    }

    pub(super) fn text(&self, number: usize) -> String {
        let (mut text, mut at) = (Vec::new(), number);
        while let Some((before, character)) = at.checked_sub(1).and_then(|at| self.0.get(at)) {
            text.push(*character);
            at = *before;
        }
        text.iter().rev().collect()
    }
}
