//! Few candidates that together match everything wanted.

use super::candidates::Candidates;
use crate::text::Arrange;

/// Takes again and again the pattern that covers most of what is left, of equals the shortest, and
/// drops in the end what the rest covers. What no pattern covers with another stands as it is.
pub(super) fn cover(candidates: &Candidates, wanted: usize) -> Vec<String> {
    let mut candidates: Vec<(&[usize], &str)> =
        candidates.iter().map(|(matched, text)| (&**matched, &**text)).collect();
    candidates.arrange_by_key(|(_, text)| (text.len(), *text));
    let mut covered = vec![false; wanted];
    let mut taken = Vec::new();
    while let Some(best) = best(&candidates, &covered) {
        best.0.iter().for_each(|at| covered[*at] = true);
        taken.push(best);
    }
    without_needless(taken, wanted)
}

/// The first of those that cover most of what is left. For a single name that is the name itself:
/// a pattern would say less and save nothing.
fn best<'c>(
    candidates: &[(&'c [usize], &'c str)],
    covered: &[bool],
) -> Option<(&'c [usize], &'c str)> {
    let gain = |matched: &[usize]| {
        let gain = matched.iter().filter(|at| !covered[**at]).count();
        if gain == 1 && matched.len() > 1 { 0 } else { gain }
    };
    let gains = candidates.iter().map(|one| (gain(one.0), one)).filter(|(gain, _)| *gain > 0);
    gains.rev().max_by_key(|(gain, _)| *gain).map(|(_, one)| *one)
}

/// The patterns without those that the others make needless.
fn without_needless(mut taken: Vec<(&[usize], &str)>, wanted: usize) -> Vec<String> {
    let mut times = vec![0_usize; wanted];
    taken.iter().flat_map(|one| one.0).for_each(|at| times[*at] += 1);
    taken.retain(|(matched, _)| {
        let is_needed = matched.iter().any(|at| times[*at] == 1);
        if !is_needed {
            matched.iter().for_each(|at| times[*at] -= 1);
        }
        is_needed
    });
    taken.into_iter().map(|(_, text)| text.to_owned()).collect()
}
