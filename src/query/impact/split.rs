//! Requests that are open on both sides, with more said of the keys that they hang on.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::search::{Decided, Search, decide_all, id_of};
use super::side::Side;
use crate::edges::Draft;
use crate::environment::Environment;
use crate::evaluate::Decision;

/// About how many keys of one request something is said.
const MOST_TOGETHER: usize = 2;

/// Requests with what is decided before and after.
pub(super) type Answered = Vec<(Draft, [Decided; 2])>;

/// Further requests, and how many more there were than were to be decided.
pub(super) fn told_apart(
    sides: [&Environment; 2],
    answered: &Answered,
    search: Search<'_>,
) -> (Answered, usize) {
    let mut seen: BTreeSet<String> = answered.iter().map(|(draft, _)| id_of(draft)).collect();
    let (mut all, mut left_out) = (Answered::new(), 0);
    let mut open = open_on_both(answered);
    for _ in 0..MOST_TOGETHER {
        let mut further = further(sides, &open, search);
        further.retain(|draft| seen.insert(id_of(draft)));
        let before = answered.len() + all.len();
        let room = search.most.saturating_sub(before);
        left_out += further.len().saturating_sub(room);
        further.truncate(room);
        let progress = |stage, done, total| (search.progress)(stage, before + done, before + total);
        let decided = decide_all(sides, &further, Search { progress: &progress, ..search });
        let round: Answered = further.into_iter().zip(decided).collect();
        open = open_on_both(&round);
        all.extend(round.into_iter().filter(|(_, decided)| decided.iter().all(Result::is_ok)));
    }
    (all, left_out)
}

fn open_on_both(answered: &Answered) -> Vec<Draft> {
    let is_open = |one: &Decided| matches!(one, Ok(Decision::Undecided));
    let open = answered.iter().filter(|(_, decided)| decided.iter().all(is_open));
    open.map(|(draft, _)| draft.clone()).collect()
}

/// Each request once for each thing that may be said of one key that an answer hangs on.
fn further([before, after]: [&Environment; 2], open: &[Draft], search: Search<'_>) -> Vec<Draft> {
    let share = open.len().div_ceil(rayon::current_num_threads()).max(1);
    let of_share = |share: &[Draft]| -> Vec<Draft> {
        let mut sides = [(before, after), (after, before)]
            .map(|(own, other)| Side::new(own, other, search.catalog));
        share.iter().flat_map(|draft| with_more_said(&mut sides, draft)).collect()
    };
    open.par_chunks(share).flat_map_iter(of_share).collect()
}

fn with_more_said(sides: &mut [Side<'_, '_>; 2], draft: &Draft) -> Vec<Draft> {
    let mut said = Vec::new();
    for one in sides.iter_mut().flat_map(|side| side.open(draft)) {
        if !said.contains(&one) {
            said.push(one);
        }
    }
    let with = |(key, given)| {
        let mut other = draft.clone();
        other.context.insert(key, given);
        other
    };
    said.into_iter().map(with).collect()
}
