//! Actions that move from one list of an `expect` to another.

use super::edits::{Editor, word_of};
use crate::bundle::{Placed, Trouble};
use crate::evaluate::Decision;
use crate::scenario::expectation::{Wanted, decision_word};
use crate::text::{Member, Node, Span, Value};

/// Which actions go where.
#[derive(Default)]
pub(super) struct Moves(Vec<(Span, Decision)>);

impl Moves {
    pub(super) fn add(&mut self, action: Placed<'_>, decision: Decision) {
        self.0.push((action.node.span, decision));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn of(&self, action: &Node) -> Option<Decision> {
        self.0.iter().find(|(span, _)| *span == action.span).map(|(_, decision)| *decision)
    }

    /// Moves the actions of this `expect`.
    pub(super) fn make(&self, expect: Placed<'_>, editor: &mut Editor<'_>) -> Result<(), Trouble> {
        let members = expect.members()?;
        let mut arriving: Vec<Vec<Node>> = vec![Vec::new(); members.len()];
        let mut new: Vec<(Decision, Vec<Node>)> = Vec::new();
        for action in members.iter().flat_map(|member| expect.at(&member.value).one_or_more()) {
            let Some(decision) = self.of(action.node) else { continue };
            editor.raw.get(action)?;
            let copied = editor.raw.copy(action);
            match target(members, decision) {
                Some(index) => arriving[index].push(copied),
                None => match new.iter_mut().find(|(known, _)| *known == decision) {
                    Some((_, actions)) => actions.push(copied),
                    None => new.push((decision, vec![copied])),
                },
            }
        }
        for (member, arriving) in members.iter().zip(arriving) {
            self.change_list(expect, member, arriving, editor)?;
        }
        let style = members.iter().map(|member| &*member.key.text).find(|key| *key != "default");
        for (decision, actions) in new {
            let key = word_of(style.unwrap_or_default(), &Wanted::Decision(decision));
            editor.add_member(expect, &key, Node::of_items(actions))?;
        }
        Ok(())
    }

    fn change_list(
        &self,
        expect: Placed<'_>,
        member: &Member,
        arriving: Vec<Node>,
        editor: &mut Editor<'_>,
    ) -> Result<(), Trouble> {
        let value = expect.at(&member.value);
        let actions = value.one_or_more();
        let leaves = |action: &Placed<'_>| self.of(action.node).is_some();
        let leaving: Vec<usize> =
            (0..actions.len()).filter(|index| leaves(&actions[*index])).collect();
        if leaving.is_empty() && arriving.is_empty() {
            return Ok(());
        }
        if leaving.len() == actions.len() && arriving.is_empty() && !actions.is_empty() {
            return editor.remove_member(expect, &member.key.text);
        }
        if matches!(member.value.value, Value::List(_)) {
            for index in leaving {
                editor.remove_item(value, index)?;
            }
            return editor.add_items(value, arriving);
        }
        let old = if leaving.is_empty() { Some(editor.raw.copy(value)) } else { None };
        editor.replace(value, &Node::of_items(old.into_iter().chain(arriving)))
    }
}

/// The list for a decision: that of its own name, or that of all denials.
fn target(members: &[Member], decision: Decision) -> Option<usize> {
    let is_for =
        |member: &Member, wanted: &Wanted| decision_word(&member.key.text).as_ref() == Some(wanted);
    let named = |wanted: Wanted| members.iter().position(|member| is_for(member, &wanted));
    named(Wanted::Decision(decision))
        .or_else(|| named(Wanted::Denied).filter(|_| decision.is_denied()))
}
