//! Cells whose expectation is written in one object: the case, or one of its exceptions.

use super::seen::{Reason, Seen};
use crate::bundle::Placed;
use crate::scenario::expectation::Wanted;
use crate::text::{Node, Span};

/// The cells of one object, and which of them stay with it.
pub(super) struct Scope<'u, 'n> {
    /// The case or the exception.
    pub(super) object: Placed<'n>,
    /// What is expected of those that stay, by the place where it is written.
    pub(super) groups: Vec<Group<'u, 'n>>,
    /// What its `because` becomes.
    pub(super) because: NewReason,
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

/// What a `because` becomes.
pub(super) enum NewReason {
    /// As it is.
    Kept,
    Removed,
    /// These descriptions, behind the old ones or in place of them.
    Written {
        with_old: bool,
        descriptions: Vec<Node>,
    },
}

impl<'u, 'n> Scope<'u, 'n> {
    /// `may_be_error` tells where an error can be expected.
    pub(super) fn new(
        object: Placed<'n>,
        cells: &[&'u Seen<'n>],
        may_be_error: &dyn Fn(Placed<'n>) -> bool,
    ) -> Self {
        let mut scope =
            Self { object, groups: Vec::new(), because: NewReason::Kept, leaving: Vec::new() };
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
        scope.settle_reason();
        scope.groups.retain(|group| !group.staying.is_empty());
        scope
    }

    /// Cells without a reason to name leave where others have one, since they share a `because`.
    fn settle_reason(&mut self) {
        let staying = || self.groups.iter().flat_map(|group| &group.staying);
        let reasons: Vec<Reason> = staying().map(|one| one.reason()).collect();
        let is_nothing = |reason: &Reason| *reason == Reason::Nothing;
        if !reasons.is_empty() && reasons.iter().all(is_nothing) {
            self.because = NewReason::Removed;
            return;
        }
        for group in &mut self.groups {
            let all = std::mem::take(&mut group.staying);
            let (leaving, staying): (Vec<_>, Vec<_>) =
                all.into_iter().partition(|one| is_nothing(&one.reason()));
            group.staying = staying;
            self.leaving.extend(leaving);
        }
        let mut descriptions: Vec<Node> = Vec::new();
        for reason in &reasons {
            match reason {
                Reason::Other(node) if !descriptions.contains(node) => {
                    descriptions.push(node.clone());
                }
                Reason::Other(_) | Reason::Holds | Reason::Nothing => {}
            }
        }
        if !descriptions.is_empty() {
            let with_old = reasons.contains(&Reason::Holds);
            self.because = NewReason::Written { with_old, descriptions };
        }
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
    groups.sort_by_key(|(span, _)| *span);
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What is expected already if that holds anywhere; else what most cells come to.
fn common_target(cells: &[&Seen<'_>], may_be_error: bool) -> Wanted {
    let mut counts: Vec<(Wanted, usize)> = Vec::new();
    let Some(old) = cells.first().map(|one| one.cell.expectation.wanted.clone()) else {
        return Wanted::Denied;
    };
    for target in cells.iter().map(|one| one.target()) {
        if target == old {
            return old;
        }
        if matches!(target, Wanted::Error(_)) && !may_be_error {
            continue;
        }
        match counts.iter_mut().find(|(known, _)| *known == target) {
            Some((_, count)) => *count += 1,
            None => counts.push((target, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    let first = counts.iter().find(|(_, count)| Some(*count) == most);
    first.map_or(old, |(target, _)| target.clone())
}
