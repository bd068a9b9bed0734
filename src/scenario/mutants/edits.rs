//! Changes to a tree as changes to the text that it was read from.

use super::change::{Change, Path, node_at};
use super::scalar::{json, text_like, value_like};
use crate::text::{Node, Source, Span, Syntax, TextEdit, Value};

/// The text that a tree was read from.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) tree: &'a Node,
    pub(super) source: &'a Source,
    pub(super) syntax: Syntax,
}

impl Written<'_> {
    /// The edits that make these changes; `None` if the text has no place for one of them. Paths
    /// must hold in the tree as it is.
    pub(super) fn edits(&self, changes: &[Change]) -> Option<Vec<TextEdit>> {
        changes.iter().map(|change| self.edit(change)).collect()
    }

    fn edit(&self, change: &Change) -> Option<TextEdit> {
        match change {
            Change::Put(path, value) => {
                let span = node_at(self.tree, path)?.span;
                let replacement = value_like(self.source.slice(span), value, self.syntax);
                Some(TextEdit { span, replacement })
            }
            Change::Rename(path, key) => {
                let span = self.key_span(path)?;
                let replacement = text_like(self.source.slice(span), key, self.syntax);
                Some(TextEdit { span, replacement })
            }
            Change::Insert(path, behind, key, value) => self.insertion(path, *behind, key, value),
            Change::Remove(path) => self.removal(path),
        }
    }

    fn key_span(&self, path: &Path) -> Option<Span> {
        let (last, above) = path.split_last()?;
        let Value::Object(members) = &node_at(self.tree, above)?.value else { return None };
        members.get(*last).map(|member| member.key.span)
    }

    /// Where the children of a node stand, keys included.
    fn children(node: &Node) -> Vec<Span> {
        match &node.value {
            Value::List(items) => items.iter().map(|item| item.span).collect(),
            Value::Object(members) => members
                .iter()
                .map(|one| Span { start: one.key.span.start, end: one.value.span.end })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What separates a child from its neighbour goes with it.
    fn removal(&self, path: &Path) -> Option<TextEdit> {
        let (last, above) = path.split_last()?;
        let children = Self::children(node_at(self.tree, above)?);
        let own = *children.get(*last)?;
        let before = last.checked_sub(1).and_then(|index| children.get(index));
        let span = match (before, children.get(last + 1)) {
            (_, Some(next)) => Span { start: own.start, end: next.start },
            (Some(before), None) => Span { start: before.end, end: own.end },
            (None, None) => own,
        };
        Some(TextEdit { span, replacement: String::new() })
    }

    fn insertion(&self, path: &Path, behind: usize, key: &str, value: &Value) -> Option<TextEdit> {
        let object = node_at(self.tree, path)?;
        let children = Self::children(object);
        let behind = children.get(behind)?;
        let is_flow = self.source.slice(object.span).starts_with('{');
        let indent = self.indent(behind.start);
        let comma = if is_flow { "," } else { "" };
        let gap = match indent {
            Some(indent) => format!("{comma}\n{indent}"),
            None if is_flow => ", ".to_owned(),
            None => return None,
        };
        let key = if is_flow { json(&Value::Text(key.into())) } else { self.plain_key(key) };
        let replacement = format!("{gap}{key}: {}", json(value));
        Some(TextEdit { span: Span { start: behind.end, end: behind.end }, replacement })
    }

    fn plain_key(&self, key: &str) -> String {
        text_like("", key, self.syntax)
    }

    /// What stands before a place on its line, if that is white space alone.
    fn indent(&self, start: u32) -> Option<&str> {
        let before = self.source.text().get(..start as usize)?;
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let indent = &before[line..];
        indent.bytes().all(|byte| matches!(byte, b' ' | b'\t')).then_some(indent)
    }
}
