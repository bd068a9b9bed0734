//! Blocks inside instances.

use super::snapshot::{Instance, NOTHING, items};
use super::values::{Known, Values};
use crate::text::{Node, Value};

/// A block and what is known of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'s> {
    pub(super) known: &'s Node,
    pub(super) unknown: &'s Node,
    pub(super) sensitive: &'s Node,
    pub(super) expression: &'s Node,
}

pub(super) fn part<'s>(node: &'s Node, name: &str) -> &'s Node {
    node.get(name).unwrap_or(&NOTHING)
}

pub(super) fn is_true(node: &Node) -> bool {
    matches!(node.value, Value::Bool(true))
}

impl<'s> Block<'s> {
    /// A text that is known and not empty.
    pub(super) fn text(&self, name: &str) -> Option<&'s str> {
        part(self.known, name).as_text().filter(|text| !text.is_empty())
    }

    /// The blocks of a name within this one.
    pub(super) fn blocks(&self, name: &str) -> Vec<Self> {
        let expressions = items(self.expression.get(name));
        let at =
            |marks: &'s Node, index: usize| items(marks.get(name)).get(index).unwrap_or(&NOTHING);
        let block = |(index, known)| Self {
            known,
            unknown: at(self.unknown, index),
            sensitive: at(self.sensitive, index),
            expression: expressions.get(index).unwrap_or(&NOTHING),
        };
        items(self.known.get(name)).iter().enumerate().map(block).collect()
    }

    /// Whether nothing is known of an argument.
    pub(super) fn is_unknown(&self, name: &str) -> bool {
        is_true(part(self.unknown, name)) || is_true(part(self.sensitive, name))
    }

    pub(super) fn known(&self, name: &str) -> Known<'s> {
        if is_true(part(self.sensitive, name)) {
            return Known::Sensitive;
        }
        match self.known.get(name) {
            Some(Node { value: Value::Null, .. }) | None if is_true(part(self.unknown, name)) => {
                Known::Later
            }
            Some(Node { value: Value::Null, .. }) | None => Known::Absent,
            Some(value) => Known::Is(value),
        }
    }
}

impl<'s> Values<'s> {
    /// An instance as a block.
    pub(super) fn whole(&self, instance: &Instance<'s>) -> Block<'s> {
        let resource = self.configuration().resource(instance).unwrap_or(&NOTHING);
        Block {
            known: instance.values,
            unknown: instance.unknown,
            sensitive: instance.sensitive,
            expression: part(resource, "expressions"),
        }
    }

    /// The blocks of a set. Plan and configuration order sets differently, so an expression is
    /// found by a constant that tells the blocks apart.
    pub(super) fn set_of_blocks(
        &self,
        instance: &Instance<'s>,
        name: &str,
        told_by: &str,
    ) -> Vec<Block<'s>> {
        let whole = self.whole(instance);
        let expressions = items(whole.expression.get(name));
        let mut blocks = whole.blocks(name);
        for block in &mut blocks {
            let label = block.text(told_by);
            let says_so = |one: &&Node| {
                part(part(one, told_by), "constant_value")
                    .as_text()
                    .is_some_and(|text| Some(text) == label)
            };
            let only = expressions.first().filter(|_| expressions.len() == 1);
            block.expression = expressions.iter().find(says_so).or(only).unwrap_or(&NOTHING);
        }
        blocks
    }
}
