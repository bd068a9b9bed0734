//! The file's tree as written, before variables were filled in.

use std::collections::HashMap;
use std::sync::Arc;

use super::NOT_IN_PLACE;
use crate::bundle::{Placed, Trouble};
use crate::text::{Node, Source, Span, Value};

/// Finds what is written at the place of a node.
pub(super) struct Raw<'r> {
    pub(super) source: &'r Arc<Source>,
    /// With the number of times that the tree has it: an alias has its anchor's place.
    nodes: HashMap<Span, (usize, &'r Node)>,
}

impl<'r> Raw<'r> {
    pub(super) fn of(tree: &'r Node, source: &'r Arc<Source>) -> Self {
        let mut raw = Self { source, nodes: HashMap::new() };
        raw.add(tree);
        raw
    }

    // INVARIANT: the readers nest at most `MAX_DEPTH` deep.
    fn add(&mut self, node: &'r Node) {
        self.nodes.entry(node.span).or_insert((0, node)).0 += 1;
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.add(item)),
            Value::Object(members) => members.iter().for_each(|member| self.add(&member.value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
        }
    }

    /// What is written there, to be copied.
    pub(super) fn copy(&self, placed: Placed<'_>) -> Node {
        let found = self.nodes.get(&placed.node.span).filter(|_| self.is_here(placed));
        found.map_or_else(|| placed.node.clone(), |(_, node)| (*node).clone())
    }

    /// What is written there, to be changed.
    pub(super) fn get(&self, placed: Placed<'_>) -> Result<&'r Node, Trouble> {
        match self.nodes.get(&placed.node.span).filter(|_| self.is_here(placed)) {
            Some((1, node)) => Ok(node),
            Some(_) => Err(placed.trouble(
                NOT_IN_PLACE,
                "an alias repeats this, so it cannot be changed for one place alone",
            )),
            None => Err(placed.trouble(NOT_IN_PLACE, "this stands in another file")),
        }
    }

    /// The same, if no variable makes it what it is.
    pub(super) fn constant(&self, placed: Placed<'_>) -> Result<&'r Node, Trouble> {
        let node = self.get(placed)?;
        if has_variable(node) {
            let message = "a variable makes this what it is, so it cannot be changed in place";
            return Err(placed.trouble(NOT_IN_PLACE, message));
        }
        Ok(node)
    }

    fn is_here(&self, placed: Placed<'_>) -> bool {
        Arc::ptr_eq(placed.source, self.source)
    }
}

fn has_variable(node: &Node) -> bool {
    match &node.value {
        Value::Text(text) => text.contains("{{"),
        Value::List(items) => items.iter().any(has_variable),
        Value::Object(members) => members
            .iter()
            .any(|member| member.key.text.contains("{{") || has_variable(&member.value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
