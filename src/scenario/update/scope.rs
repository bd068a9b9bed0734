//! Cells whose expectation is written in one object: the case, or one of its exceptions.

use super::seen::{Reason, Seen};
use crate::bundle::Placed;
use crate::scenario::expectation::Wanted;
use crate::text::{Arrange, Node, Span};

/// The cells of one object, and which of them stay with it.
pub(super) struct Scope<'u, 'n> {
    /// The case or the exception.
    pub(super) object: Placed<'n>,
    /// What is expected of those that stay, by the place where it is written.
    pub(super) groups: Vec<Group<'u, 'n>>,
    /// What its `because` becomes.
    pub(super) because: NewReason,
    /// What its `missing` becomes.
    pub(super) missing: NewReason,
    /// The cells that need an exception of their own.
    pub(super) leaving: Vec<&'u Seen<'n>>,
}

/// Cells that share the word, or the entry of a list, that says what is expected.
pub(super) struct Group<'u, 'n> {
    /// Where it is written.
    pub(super) place: Placed<'n>,
    /// What was expected.
    pub(super) old: Wanted,
    /// What is expected now.
    pub(super) new: Wanted,
    staying: Vec<&'u Seen<'n>>,
}

/// What a `because` or a `missing` becomes.
pub(super) enum NewReason {
    /// As it is.
    Kept,
    /// Nothing.
    Removed,
    /// This in place of it.
    Replaced(Vec<Node>),
    /// What it is, and more that may hold in its place.
    Extended(Vec<Node>),
}

impl<'u, 'n> Scope<'u, 'n> {
    /// `may_be_error` tells where an error can be expected.
    pub(super) fn new(
        object: Placed<'n>,
        cells: &[&'u Seen<'n>],
        may_be_error: &dyn Fn(Placed<'n>) -> bool,
    ) -> Self {
        let (because, missing) = (NewReason::Kept, NewReason::Kept);
        let mut scope = Self { object, groups: Vec::new(), because, missing, leaving: Vec::new() };
        for members in by_place(cells) {
            let Some(first) = members.first() else { continue };
            let expectation = &first.cell.expectation;
            let new = common_target(&members, may_be_error(expectation.place));
            let (staying, leaving): (Vec<_>, Vec<_>) =
                members.into_iter().partition(|one| one.target() == new);
            scope.leaving.extend(leaving);
            let (place, old) = (expectation.place, expectation.wanted.clone());
            scope.groups.push(Group { place, old, new, staying });
        }
        scope.settle_missing();
        scope.settle_because();
        scope.groups.retain(|group| !group.staying.is_empty());
        scope
    }

    fn staying(&self) -> impl Iterator<Item = &'u Seen<'n>> {
        self.groups.iter().flat_map(|group| group.staying.iter().copied())
    }

    /// Lets the cells go that do not stay.
    fn keep(&mut self, stays: &dyn Fn(&Seen<'n>) -> bool) {
        for group in &mut self.groups {
            let all = std::mem::take(&mut group.staying);
            let (staying, leaving): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| stays(one));
            group.staying = staying;
            self.leaving.extend(leaving);
        }
    }

    /// All cells share one `missing`: it stays if it holds for any, else it becomes that of most.
    fn settle_missing(&mut self) {
        let all: Vec<Reason> = self.staying().map(Seen::missing).collect();
        let Some(common) = common(&all, &Reason::Holds) else { return };
        self.keep(&|one| one.missing() == common);
        self.missing = match common {
            Reason::Holds => NewReason::Kept,
            Reason::Nothing => NewReason::Removed,
            Reason::Other(node) => NewReason::Replaced(vec![node]),
        };
    }

    /// Cells without a reason to name leave where others have one, since they share a `because`.
    fn settle_because(&mut self) {
        let reasons: Vec<Reason> = self.staying().map(Seen::because).collect();
        if !reasons.is_empty() && reasons.iter().all(|reason| *reason == Reason::Nothing) {
            self.because = NewReason::Removed;
            return;
        }
        self.keep(&|one| one.because() != Reason::Nothing);
        let mut descriptions: Vec<Node> = Vec::new();
        for reason in &reasons {
            match reason {
                Reason::Other(node) if !descriptions.contains(node) => {
                    descriptions.push(node.clone());
                }
                Reason::Other(_) | Reason::Holds | Reason::Nothing => {}
            }
        }
        self.because = match (descriptions.is_empty(), reasons.contains(&Reason::Holds)) {
            (true, _) => NewReason::Kept,
            (false, true) => NewReason::Extended(descriptions),
            (false, false) => NewReason::Replaced(descriptions),
        };
    }
}

/// The cells apart by where their expectation is written, in the order of the text.
fn by_place<'u, 'n>(cells: &[&'u Seen<'n>]) -> Vec<Vec<&'u Seen<'n>>> {
    let mut groups: Vec<(Span, Vec<&'u Seen<'n>>)> = Vec::new();
    for cell in cells {
        let span = cell.cell.expectation.place.node.span;
        match groups.iter_mut().find(|(known, _)| *known == span) {
            Some((_, group)) => group.push(cell),
            None => groups.push((span, vec![cell])),
        }
    }
    groups.arrange_by_key(|(span, _)| *span);
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What is expected already if that holds anywhere; else what most cells come to.
fn common_target(cells: &[&Seen<'_>], may_be_error: bool) -> Wanted {
    let Some(old) = cells.first().map(|one| one.cell.expectation.wanted.clone()) else {
        return Wanted::Denied;
    };
    let is_possible = |target: &Wanted| may_be_error || !matches!(target, Wanted::Error(_));
    let targets: Vec<Wanted> = cells.iter().map(|one| one.target()).filter(is_possible).collect();
    common(&targets, &old).unwrap_or(old)
}

/// The preferred value if it is among them; else the most frequent, of several the first.
fn common<T: Clone + PartialEq>(values: &[T], preferred: &T) -> Option<T> {
    if values.contains(preferred) {
        return Some(preferred.clone());
    }
    let mut counts: Vec<(&T, usize)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.iter().find(|(_, count)| *count == most).map(|(value, _)| (*value).clone())
}
