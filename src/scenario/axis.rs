//! The lists of a case that multiply.

use std::collections::HashSet;

use super::names::Names;
use crate::bundle::{Placed, Trouble};
use crate::text::{Member, Node, Value, quote};

/// One list of a case: its principals, actions, resources or contexts.
#[derive(Clone, Debug)]
pub(super) struct Axis<'n> {
    /// The field.
    pub(super) name: &'static str,
    /// Whether the field holds a list, so that its members tell cells apart.
    pub(super) tells_apart: bool,
    pub(super) choices: Vec<Choice<'n>>,
}

/// One member of such a list.
#[derive(Clone, Debug)]
pub(super) struct Choice<'n> {
    /// As the case has it; `None` if the field is missing.
    pub(super) written: Option<Placed<'n>>,
    /// What a name stands for.
    pub(super) meant: Option<Placed<'n>>,
    /// How the cell's id calls it.
    pub(super) label: String,
}

impl Choice<'_> {
    fn is_written_as(&self, node: &Node) -> bool {
        self.written.is_some_and(|written| same(written.node, node))
    }
}

impl<'n> Axis<'n> {
    /// Reads a field whose texts may be names.
    pub(super) fn read(
        name: &'static str,
        field: Option<Placed<'n>>,
        names: Option<&Names<'n>>,
    ) -> Result<Self, Trouble> {
        let Some(field) = field else {
            let nothing = Choice { written: None, meant: None, label: String::new() };
            return Ok(Self { name, tells_apart: false, choices: vec![nothing] });
        };
        let tells_apart = matches!(field.node.value, Value::List(_));
        let written = field.one_or_more();
        if written.is_empty() {
            let message = format!("an empty `{name}` makes a case that tests nothing");
            return Err(field.trouble("empty-list", message));
        }
        Self::of(name, written, names, tells_apart)
    }

    /// An axis of these members.
    pub(super) fn of(
        name: &'static str,
        written: Vec<Placed<'n>>,
        names: Option<&Names<'n>>,
        tells_apart: bool,
    ) -> Result<Self, Trouble> {
        let mut choices: Vec<Choice<'n>> = Vec::with_capacity(written.len());
        let mut texts = HashSet::with_capacity(written.len());
        for (index, written) in written.into_iter().enumerate() {
            let is_repeated = match written.node.as_text() {
                Some(text) => !texts.insert(text),
                None => choices.iter().any(|other| other.is_written_as(written.node)),
            };
            if is_repeated {
                let message = format!("this `{name}` is listed twice");
                return Err(written.trouble("listed-twice", message));
            }
            let meant = names.map_or(Ok(written), |names| names.meaning(written))?;
            let label = label(written, index);
            choices.push(Choice { written: Some(written), meant: Some(meant), label });
        }
        Ok(Self { name, tells_apart, choices })
    }

    /// The choice that is written like `value`.
    pub(super) fn find(&self, value: Placed<'_>) -> Result<usize, Trouble> {
        let is_it = |choice: &Choice<'_>| {
            choice.is_written_as(value.node)
                || choice.meant.is_some_and(|meant| same(meant.node, value.node))
        };
        self.choices.iter().position(is_it).ok_or_else(|| {
            let what = value.node.as_text().map_or_else(|| "this".to_owned(), quote);
            let message = format!("{what} is no `{}` of the case", self.name);
            value.trouble("unfitting-except", message)
        })
    }
}

fn label(written: Placed<'_>, index: usize) -> String {
    let arn = written.node.get("arn").and_then(Node::as_text);
    match written.node.as_text().or(arn) {
        Some(text) => text.to_owned(),
        None => (index + 1).to_string(),
    }
}

/// Whether two values are equal, wherever they stand and however their members are ordered.
fn same(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let has = |member: &Member| {
                let twin = right.iter().find(|other| other.key.text == member.key.text);
                twin.is_some_and(|twin| same(&member.value, &twin.value))
            };
            left.len() == right.len() && left.iter().all(has)
        }
        (left, right) => left == right,
    }
}
