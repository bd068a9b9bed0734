//! Lists in order, by one sort for all types: a sort of its own for each type and each order would be
//! half a megabyte of the program. For short lists; long ones, and those of every decision, have their
//! own.

use std::cmp::Ordering;

/// Lists that can be put in order; what is equal keeps its order.
pub(crate) trait Arrange<T> {
    /// Puts the members in their order.
    fn arrange(&mut self)
    where
        T: Ord;

    /// Puts the members in this order.
    fn arrange_by(&mut self, order: impl Fn(&T, &T) -> Ordering);

    /// Puts the members in the order of their keys.
    fn arrange_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        self.arrange_by(|one, other| key(one).cmp(&key(other)));
    }

    /// The same; each key is asked for once.
    fn arrange_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
}

impl<T> Arrange<T> for [T] {
    fn arrange(&mut self)
    where
        T: Ord,
    {
        self.arrange_by(T::cmp);
    }

    fn arrange_by(&mut self, order: impl Fn(&T, &T) -> Ordering) {
        let places = places(self.len(), &|one, other| order(&self[one], &self[other]));
        permute(self, places);
    }

    fn arrange_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let places = places(self.len(), &|one, other| keys[one].cmp(&keys[other]));
        permute(self, places);
    }
}

/// The numbers of so many members in their order.
fn places(count: usize, order: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| order(*one, *other));
    places
}

/// Puts in each place the member whose number stands there.
fn permute<T>(members: &mut [T], mut places: Vec<usize>) {
    for start in 0..places.len() {
        let mut at = start;
        while places[at] != start {
            let next = places[at];
            members.swap(at, next);
            places[at] = at;
            at = next;
        }
        places[at] = at;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lists_come_out_as_sorted(list in prop::collection::vec((0..9_u8, 0..99_u8), 0..40)) {
            let (mut sorted, mut arranged) = (list.clone(), list.clone());
            sorted.sort_unstable();
            arranged.arrange();
            prop_assert_eq!(&arranged, &sorted);
            let (mut sorted, mut arranged) = (list.clone(), list.clone());
            sorted.sort_by_key(|(first, _)| *first);
            arranged.arrange_by_key(|(first, _)| *first);
            prop_assert_eq!(&arranged, &sorted);
            let mut cached = list;
            cached.arrange_by_cached_key(|(first, _)| *first);
            prop_assert_eq!(&cached, &sorted);
        }
    }
}
