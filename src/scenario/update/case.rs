//! The edits that make a case expect what comes out.

use std::collections::BTreeSet;

use super::by_action::Moves;
use super::cover::{Lists, cover};
use super::edits::{Editor, word_of};
use super::is_by_action;
use super::raw::Raw;
use super::scope::{Group, NewReason, Scope};
use super::seen::Seen;
use crate::bundle::{Placed, Trouble};
use crate::scenario::axis::Axis;
use crate::scenario::cases::Choices;
use crate::scenario::document::Case;
use crate::scenario::expectation::{Wanted, decision_word};
use crate::text::{Node, TextEdit, Value};

/// A case of which some cells come out otherwise.
pub(super) struct CaseUpdate<'u, 'n> {
    pub(super) case: &'u Case<'n>,
    pub(super) axes: &'u [Axis<'n>],
    pub(super) cells: &'u [Seen<'n>],
    pub(super) raw: &'u Raw<'u>,
}

impl<'u, 'n> CaseUpdate<'u, 'n> {
    /// # Errors
    /// If something cannot be changed where it stands.
    pub(super) fn edits(&self) -> Result<Vec<TextEdit>, Trouble> {
        let mut editor = Editor::of(self.raw);
        let mut leaving = Vec::new();
        for scope in self.scopes() {
            self.reword(&scope, &mut editor)?;
            change_reason(scope.object, "because", &scope.because, &mut editor)?;
            change_reason(scope.object, "missing", &scope.missing, &mut editor)?;
            leaving.extend(scope.leaving);
        }
        self.add_exceptions(self.exceptions(&leaving), &mut editor)?;
        editor.edits(self.case.place)
    }

    fn expect(&self) -> Option<Placed<'n>> {
        self.case.fields.some("expect")
    }

    fn written_exceptions(&self) -> Vec<Placed<'n>> {
        self.case.fields.some("except").map_or_else(Vec::new, Placed::one_or_more)
    }

    /// The case, and those of its exceptions that are about any cell.
    fn scopes(&self) -> Vec<Scope<'u, 'n>> {
        let exceptions = self.written_exceptions();
        let of_exception = |one: &Seen<'n>| {
            let span = one.cell.expectation.place.node.span;
            let expects = |exception: &Placed<'n>| {
                exception.node.get("expect").is_some_and(|expect| expect.span == span)
            };
            exceptions.iter().position(expects)
        };
        let owners: Vec<(Option<usize>, &'u Seen<'n>)> =
            self.cells.iter().map(|one| (of_exception(one), one)).collect();
        let objects = [(None, self.case.place)].into_iter();
        let objects =
            objects.chain(exceptions.iter().enumerate().map(|(at, place)| (Some(at), *place)));
        let is_word = |place: Placed<'n>| {
            let expect = self.expect();
            !expect.is_some_and(|expect| is_by_action(expect) && stands_in(place, expect))
        };
        objects
            .map(|(owner, object)| {
                let own = owners.iter().filter(|(of, _)| *of == owner);
                let cells: Vec<&'u Seen<'n>> = own.map(|(_, cell)| *cell).collect();
                Scope::new(object, &cells, &is_word)
            })
            .collect()
    }

    fn reword(&self, scope: &Scope<'u, 'n>, editor: &mut Editor<'u>) -> Result<(), Trouble> {
        let mut moves = Moves::default();
        for group in scope.groups.iter().filter(|group| group.old != group.new) {
            match (self.list_of(group), &group.new) {
                (Some(_), Wanted::Decision(decision)) => moves.add(group.place, *decision),
                _ => editor.reword(group.place, &group.new)?,
            }
        }
        match self.expect() {
            Some(expect) if !moves.is_empty() => moves.make(expect, editor),
            _ => Ok(()),
        }
    }

    /// The `expect` that lists the action of a group.
    fn list_of(&self, group: &Group<'u, 'n>) -> Option<Placed<'n>> {
        let expect = self.expect().filter(|expect| is_by_action(*expect))?;
        let is_default =
            expect.node.get("default").is_some_and(|default| default.span == group.place.node.span);
        (stands_in(group.place, expect) && !is_default).then_some(expect)
    }

    /// Exceptions for cells that share neither word nor reason with those around them.
    fn exceptions(&self, cells: &[&Seen<'n>]) -> Vec<Node> {
        let mut groups: Vec<(Own, BTreeSet<Choices>)> = Vec::new();
        for cell in cells {
            let own = Own::of(cell);
            match groups.iter_mut().find(|(known, _)| *known == own) {
                Some((_, choices)) => drop(choices.insert(cell.choices)),
                None => groups.push((own, [cell.choices].into())),
            }
        }
        let entries = groups.iter().flat_map(|(own, choices)| {
            cover(choices).into_iter().map(move |lists| self.exception(&lists, own))
        });
        entries.collect()
    }

    fn exception(&self, lists: &Lists, own: &Own) -> Node {
        let axes = || self.axes.iter().zip(lists);
        let is_part =
            |(axis, list): &(&Axis<'n>, &BTreeSet<usize>)| list.len() < axis.choices.len();
        let mut named: Vec<(&str, Node)> =
            axes().filter(is_part).map(|one| self.named(one)).collect();
        if named.is_empty() {
            let any = axes().find(|(axis, _)| axis.choices.iter().all(|one| one.written.is_some()));
            named.extend(any.map(|one| self.named(one)));
        }
        named.push(("expect", self.expected(&own.wanted)));
        named.extend(own.because.clone().map(|because| ("because", because)));
        named.extend(own.missing.clone().map(|missing| ("missing", missing)));
        Node::of_members(named)
    }

    fn named(&self, (axis, list): (&Axis<'n>, &BTreeSet<usize>)) -> (&'static str, Node) {
        let written = list.iter().filter_map(|choice| axis.choices[*choice].written);
        let mut values: Vec<Node> = written.map(|written| self.raw.copy(written)).collect();
        let one = if values.len() == 1 { values.pop() } else { None };
        (axis.name, one.unwrap_or_else(|| Node::of_items(values)))
    }

    fn expected(&self, wanted: &Wanted) -> Node {
        match wanted {
            Wanted::Error(code) => Node::of_members([("error", Node::of_text(code.clone()))]),
            _ => Node::of_text(word_of(self.style(), wanted)),
        }
    }

    /// A word of the case for what is expected.
    fn style(&self) -> &'n str {
        match self.expect().map(|expect| &expect.node.value) {
            Some(Value::Text(word)) => word,
            Some(Value::Object(members)) => {
                let mut keys = members.iter().map(|member| &*member.key.text);
                keys.find(|key| decision_word(key).is_some()).unwrap_or_default()
            }
            _ => "",
        }
    }

    fn add_exceptions(&self, new: Vec<Node>, editor: &mut Editor<'u>) -> Result<(), Trouble> {
        if new.is_empty() {
            return Ok(());
        }
        match self.case.fields.some("except") {
            Some(list) => editor.add_items(list, new),
            None => editor.add_member(self.case.place, "except", Node::of_items(new)),
        }
    }
}

fn stands_in(place: Placed<'_>, whole: Placed<'_>) -> bool {
    let (inner, outer) = (place.node.span, whole.node.span);
    inner != outer && outer.start <= inner.start && inner.end <= outer.end
}

/// What a cell expects for itself.
#[derive(PartialEq)]
struct Own {
    wanted: Wanted,
    because: Option<Node>,
    missing: Option<Node>,
}

impl Own {
    fn of(cell: &Seen<'_>) -> Self {
        Self { wanted: cell.target(), because: cell.own_because(), missing: cell.own_missing() }
    }
}

fn change_reason(
    object: Placed<'_>,
    key: &str,
    new: &NewReason,
    editor: &mut Editor<'_>,
) -> Result<(), Trouble> {
    let Some(written) = object.node.get(key).map(|node| object.at(node)) else { return Ok(()) };
    let (old, descriptions) = match new {
        NewReason::Kept => return Ok(()),
        NewReason::Removed => return editor.remove_member(object, key),
        NewReason::Replaced(descriptions) => (Vec::new(), descriptions),
        NewReason::Extended(descriptions) => (written.one_or_more(), descriptions),
    };
    let old = old.into_iter().map(|one| editor.raw.copy(one));
    let mut all: Vec<Node> = old.chain(descriptions.iter().cloned()).collect();
    let one = if all.len() == 1 { all.pop() } else { None };
    editor.replace(written, &one.unwrap_or_else(|| Node::of_items(all)))
}
