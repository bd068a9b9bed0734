//! Cells as products of lists.

use std::collections::{BTreeMap, BTreeSet};

use crate::scenario::cases::Choices;

/// Which members of each axis.
pub(super) type Lists = [BTreeSet<usize>; 4];

/// The cells as few products of lists: each holds cells of the set and no other, and together they
/// hold them all.
pub(super) fn cover(cells: &BTreeSet<Choices>) -> Vec<Lists> {
    let lists: Lists =
        std::array::from_fn(|axis| cells.iter().map(|choices| choices[axis]).collect());
    if lists.iter().map(BTreeSet::len).product::<usize>() == cells.len() {
        return vec![lists];
    }
    let split = (0..lists.len()).map(|axis| slices(cells, axis)).find(|slices| slices.len() > 1);
    // INVARIANT: cells that no axis splits are a product.
    split.into_iter().flatten().flat_map(|slice| cover(&slice)).collect()
}

/// The cells apart by an axis, where its members that go with the same others stay together.
fn slices(cells: &BTreeSet<Choices>, axis: usize) -> Vec<BTreeSet<Choices>> {
    let mut others: BTreeMap<usize, BTreeSet<Choices>> = BTreeMap::new();
    for choices in cells {
        let mut rest = *choices;
        rest[axis] = 0;
        others.entry(choices[axis]).or_default().insert(rest);
    }
    let mut alike: BTreeMap<BTreeSet<Choices>, Vec<usize>> = BTreeMap::new();
    for (member, rest) in others {
        alike.entry(rest).or_default().push(member);
    }
    let whole = |(rests, members): (BTreeSet<Choices>, Vec<usize>)| {
        let with = |member: usize| {
            rests.iter().map(move |rest| {
                let mut choices = *rest;
                choices[axis] = member;
                choices
            })
        };
        members.into_iter().flat_map(with).collect()
    };
    alike.into_iter().map(whole).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(lists: &Lists) -> Vec<Choices> {
        let mut cells = Vec::new();
        for principal in &lists[0] {
            for action in &lists[1] {
                for resource in &lists[2] {
                    for context in &lists[3] {
                        cells.push([*principal, *action, *resource, *context]);
                    }
                }
            }
        }
        cells
    }

    #[test]
    fn a_row_is_one_product() {
        let row: BTreeSet<Choices> = [[0, 1, 0, 0], [0, 1, 1, 0], [0, 1, 2, 0]].into();
        assert_eq!(cover(&row).len(), 1);
        let corner: BTreeSet<Choices> = [[0, 0, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0]].into();
        assert_eq!(cover(&corner).len(), 2);
    }

    proptest! {
        #[test]
        fn products_hold_each_cell_once(
            set in prop::collection::btree_set([0..3_usize, 0..3_usize, 0..2_usize, 0..2_usize], 1..30)
        ) {
            let mut held: Vec<Choices> = cover(&set).iter().flat_map(cells).collect();
            held.sort_unstable();
            prop_assert_eq!(held, set.into_iter().collect::<Vec<_>>());
        }
    }
}
