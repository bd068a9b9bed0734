//! Unions of intervals over ordered values.

use std::ops::Bound;

/// A set of values: a union of intervals in its one normalised form, so that equal sets are equal.
///
/// Values count as dense: between any two lies a third, and there is no least or greatest one. So
/// what is greater than 1 and less than 2 is not empty, whatever the type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Intervals<T> {
    /// Whether the set holds what lies before the first edge.
    from_start: bool,
    /// Where the set begins and ends by turns, in rising order, each once.
    edges: Vec<Edge<T>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Edge<T> {
    value: T,
    side: Side,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Side {
    Before,
    After,
}

impl<T: Ord + Clone> Intervals<T> {
    /// No value.
    pub fn nothing() -> Self {
        Self { from_start: false, edges: Vec::new() }
    }

    /// Every value.
    pub fn everything() -> Self {
        Self { from_start: true, edges: Vec::new() }
    }

    /// This value alone.
    pub fn equal_to(value: T) -> Self {
        let before = Edge { value: value.clone(), side: Side::Before };
        Self { from_start: false, edges: vec![before, Edge { value, side: Side::After }] }
    }

    /// The values less than this one.
    pub fn less_than(value: T) -> Self {
        Self { from_start: true, edges: vec![Edge { value, side: Side::Before }] }
    }

    /// This value and those less than it.
    pub fn at_most(value: T) -> Self {
        Self { from_start: true, edges: vec![Edge { value, side: Side::After }] }
    }

    /// The values greater than this one.
    pub fn greater_than(value: T) -> Self {
        Self { from_start: false, edges: vec![Edge { value, side: Side::After }] }
    }

    /// This value and those greater than it.
    pub fn at_least(value: T) -> Self {
        Self { from_start: false, edges: vec![Edge { value, side: Side::Before }] }
    }

    /// Whether the set holds this value.
    pub fn contains(&self, value: &T) -> bool {
        let passed = self.edges.partition_point(|edge| match edge.side {
            Side::Before => edge.value <= *value,
            Side::After => edge.value < *value,
        });
        self.from_start ^ (passed % 2 == 1)
    }

    /// Whether the set holds no value.
    pub fn is_empty(&self) -> bool {
        !self.from_start && self.edges.is_empty()
    }

    /// The values that this set does not hold.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self { from_start: !self.from_start, edges: self.edges.clone() }
    }

    /// The values of either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.combine(other, |left, right| left || right)
    }

    /// The values of both sets.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        self.combine(other, |left, right| left && right)
    }

    /// The intervals in rising order; they neither overlap nor touch.
    pub fn bounds(&self) -> impl Iterator<Item = (Bound<&T>, Bound<&T>)> {
        let skipped = usize::from(self.from_start);
        let first = self.from_start.then(|| (Bound::Unbounded, self.upper(0)));
        let begins = (skipped..self.edges.len()).step_by(2);
        first.into_iter().chain(begins.map(|begin| (self.lower(begin), self.upper(begin + 1))))
    }

    /// The values at which the set begins or ends.
    pub fn edges(&self) -> impl Iterator<Item = &T> {
        self.edges.iter().map(|edge| &edge.value)
    }

    fn lower(&self, index: usize) -> Bound<&T> {
        self.edges.get(index).map_or(Bound::Unbounded, |edge| match edge.side {
            Side::Before => Bound::Included(&edge.value),
            Side::After => Bound::Excluded(&edge.value),
        })
    }

    fn upper(&self, index: usize) -> Bound<&T> {
        self.edges.get(index).map_or(Bound::Unbounded, |edge| match edge.side {
            Side::Before => Bound::Excluded(&edge.value),
            Side::After => Bound::Included(&edge.value),
        })
    }

    /// Walks the edges of both sets in order and keeps those where the answer changes.
    fn combine(&self, other: &Self, holds: impl Fn(bool, bool) -> bool) -> Self {
        let (mut left, mut right) = (self.edges.as_slice(), other.edges.as_slice());
        let (mut in_left, mut in_right) = (self.from_start, other.from_start);
        let from_start = holds(in_left, in_right);
        let (mut inside, mut edges) = (from_start, Vec::new());
        while let Some(edge) = least_first(left, right) {
            in_left ^= pass(&mut left, edge);
            in_right ^= pass(&mut right, edge);
            if holds(in_left, in_right) != inside {
                inside = !inside;
                edges.push(edge.clone());
            }
        }
        Self { from_start, edges }
    }
}

/// The values of any of the sets. Halves are united first, so that many sets cost little more than
/// sorting.
impl<T: Ord + Clone> FromIterator<Self> for Intervals<T> {
    fn from_iter<I: IntoIterator<Item = Self>>(sets: I) -> Self {
        let mut sets: Vec<Self> = sets.into_iter().collect();
        while sets.len() > 1 {
            let unite = |pair: &[Self]| match pair {
                [first, rest @ ..] => rest.iter().fold(first.clone(), |all, set| all.union(set)),
                [] => Self::nothing(),
            };
            sets = sets.chunks(2).map(unite).collect();
        }
        sets.pop().unwrap_or_else(Self::nothing)
    }
}

fn least_first<'e, T: Ord>(left: &'e [Edge<T>], right: &'e [Edge<T>]) -> Option<&'e Edge<T>> {
    match (left.first(), right.first()) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    }
}

fn pass<T: Ord>(edges: &mut &[Edge<T>], edge: &Edge<T>) -> bool {
    match edges.split_first() {
        Some((first, rest)) if first == edge => {
            *edges = rest;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::ops::{Bound, RangeBounds};

    use proptest::prelude::*;

    use super::Intervals;

    fn simple() -> impl Strategy<Value = Intervals<i32>> {
        (0..6, 0..10).prop_map(|(kind, value)| match kind {
            0 => Intervals::equal_to(value * 2),
            1 => Intervals::less_than(value * 2),
            2 => Intervals::at_most(value * 2),
            3 => Intervals::greater_than(value * 2),
            4 => Intervals::at_least(value * 2),
            _ => Intervals::nothing(),
        })
    }

    fn set() -> impl Strategy<Value = Intervals<i32>> {
        simple().prop_recursive(4, 12, 2, |inner| {
            prop_oneof![
                (inner.clone(), inner.clone()).prop_map(|(left, right)| left.union(&right)),
                (inner.clone(), inner.clone()).prop_map(|(left, right)| left.intersect(&right)),
                inner.prop_map(|set| set.complement()),
            ]
        })
    }

    // INVARIANT: edges lie on even numbers, so the odd ones stand for all that lies between.
    fn samples() -> std::ops::RangeInclusive<i32> {
        -1..=19
    }

    #[test]
    fn touching_intervals_are_one() {
        let joined = Intervals::less_than(3).union(&Intervals::equal_to(3));
        assert_eq!(joined, Intervals::at_most(3));
        assert_eq!(joined.union(&Intervals::greater_than(3)), Intervals::everything());
    }

    #[test]
    fn bounds_list_the_intervals() {
        let middle = Intervals::at_least(1).intersect(&Intervals::less_than(5));
        let bounds: Vec<_> = middle.bounds().collect();
        assert_eq!(bounds, [(Bound::Included(&1), Bound::Excluded(&5))]);
        let outside = middle.complement();
        let bounds: Vec<_> = outside.bounds().collect();
        assert_eq!(
            bounds,
            [(Bound::Unbounded, Bound::Excluded(&1)), (Bound::Included(&5), Bound::Unbounded),]
        );
        assert_eq!(Intervals::<i32>::nothing().bounds().count(), 0);
        assert_eq!(Intervals::<i32>::everything().bounds().count(), 1);
    }

    proptest! {
        #[test]
        fn operations_are_those_of_sets(left in set(), right in set()) {
            for value in samples() {
                let (in_left, in_right) = (left.contains(&value), right.contains(&value));
                prop_assert_eq!(left.union(&right).contains(&value), in_left || in_right);
                prop_assert_eq!(left.intersect(&right).contains(&value), in_left && in_right);
                prop_assert_eq!(left.complement().contains(&value), !in_left);
            }
        }

        #[test]
        fn equal_sets_are_equal_values(left in set(), right in set()) {
            let same = samples().all(|value| left.contains(&value) == right.contains(&value));
            prop_assert_eq!(left == right, same);
        }

        #[test]
        fn empty_is_what_holds_nothing(set in set()) {
            prop_assert_eq!(set.is_empty(), !samples().any(|value| set.contains(&value)));
        }

        #[test]
        fn laws_of_sets_hold(left in set(), right in set()) {
            prop_assert_eq!(left.complement().complement(), left.clone());
            prop_assert!(left.intersect(&left.complement()).is_empty());
            let de_morgan = left.complement().intersect(&right.complement()).complement();
            prop_assert_eq!(left.union(&right), de_morgan);
            prop_assert_eq!(left.union(&right), right.union(&left));
        }

        #[test]
        fn bounds_hold_what_the_set_holds(set in set()) {
            for value in samples() {
                let held = set.bounds().any(|bounds| bounds.contains(&value));
                prop_assert_eq!(held, set.contains(&value));
            }
        }
    }
}
