//! Every way in which texts can be in some languages and not in others.

use std::collections::{BTreeMap, VecDeque};

use rustc_hash::FxHashSet;

use super::Language;
use super::search::Trail;
use super::walk::{State, Walk, Wanted};

/// In which of the languages a text is.
pub type Signature = Box<[bool]>;

/// All signatures of the texts of `universe`, each with a short text that has it; `None` if that
/// takes more states than the budget.
pub fn signatures(
    universe: &Language,
    languages: &[&Language],
    budget: usize,
) -> Option<BTreeMap<Signature, String>> {
    let free = languages.iter().map(|language| (*language, Wanted::Either));
    let mut walk = Walk::over(std::iter::once((universe, Wanted::Inside)).chain(free));
    let (mut found, mut next) = (BTreeMap::new(), Vec::new());
    let Some(start) = walk.start() else { return Some(found) };
    let mut queue = VecDeque::from([(start.clone(), 0)]);
    let (mut seen, mut trail) = (FxHashSet::from_iter([start]), Trail::default());
    while let Some((state, last)) = queue.pop_front() {
        if walk.accepts(&state) {
            let mut signature = vec![false; languages.len()].into_boxed_slice();
            // INVARIANT: the universe is the first of the languages.
            walk.inside(&state).skip(1).for_each(|number| signature[number - 1] = true);
            found.entry(signature).or_insert_with(|| trail.text(last));
        }
        for character in walk.alphabet(&state) {
            let can_be_met = walk.advance(&state, character, &mut next).is_some();
            if !can_be_met || seen.contains(&*next) {
                continue;
            }
            if seen.len() >= budget {
                return None;
            }
            let next = State::from(&*next);
            seen.insert(next.clone());
            queue.push_back((next, trail.add(last, character)));
        }
    }
    Some(found)
}
