//! Every way in which texts can be in some languages and not in others.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::Language;
use super::search::{State, Walk, Wanted};

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
    let mut walk = Walk::over(std::iter::once((universe, Wanted::Inside)).chain(free).collect());
    let mut found = BTreeMap::new();
    let Some(start) = walk.start() else { return Some(found) };
    let mut seen: FxHashSet<State> = FxHashSet::from_iter([start.clone()]);
    let mut queue = std::collections::VecDeque::from([(start, String::new())]);
    while let Some((state, text)) = queue.pop_front() {
        if walk.is_inside(&state, 0) {
            let signature = (1..=languages.len()).map(|number| walk.is_inside(&state, number));
            found.entry(signature.collect()).or_insert_with(|| text.clone());
        }
        for character in walk.alphabet(&state) {
            let Some(next) = walk.advance(&state, character) else { continue };
            if seen.insert(next.clone()) {
                if seen.len() > budget {
                    return None;
                }
                queue.push_back((next, format!("{text}{character}")));
            }
        }
    }
    Some(found)
}
