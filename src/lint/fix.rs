//! Changes to a policy's text that leave every decision as it is.

use super::subject::Subject;
use crate::policy::Condition;
use crate::text::{Amendment, Node, Span, Syntax, TextEdit, Value, json_text, yaml_text};

/// A change that can be made without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is done: `remove the entry`.
    pub what: String,
    /// The change.
    pub edits: Vec<TextEdit>,
}

impl Subject<'_> {
    /// Takes a value out of its list, or a member out of its object, given the value's place. `None`
    /// if nothing would be left, or the text has no such value.
    pub fn removal(&self, what: &str, span: Span) -> Option<Fix> {
        self.removal_of(what, &[span])
    }

    /// Takes several values out of one list or object.
    pub fn removal_of(&self, what: &str, spans: &[Span]) -> Option<Fix> {
        let parent = parent_of(self.node(), *spans.first()?)?;
        let children = child_spans(parent);
        let mut amendment = Amendment::of(self.source(), parent, self.syntax());
        for span in spans {
            amendment.remove(children.iter().position(|child| child == span)?);
        }
        if spans.len() >= children.len() {
            return None;
        }
        Some(Fix { what: what.to_owned(), edits: amendment.edits()? })
    }

    /// Takes a condition out, and with it the operator or the element that it alone fills.
    pub fn condition_removal(&self, what: &str, condition: &Condition) -> Option<Fix> {
        let (key, operator) = (condition.key_span, condition.operator_span);
        let holder = object_with(self.node(), key)?;
        if child_spans(holder).len() > 1 {
            return self.removal(what, member_value(holder, key)?);
        }
        let block = object_with(self.node(), operator)?;
        if child_spans(block).len() > 1 {
            return self.removal(what, member_value(block, operator)?);
        }
        self.removal(what, block.span)
    }

    /// Puts a text in place of a value or a key.
    pub fn replacement(&self, what: &str, span: Span, text: &str) -> Option<Fix> {
        let replacement = match self.syntax() {
            Syntax::Json | Syntax::JsonWithComments => json_text(text),
            Syntax::Yaml => yaml_text(text),
        };
        Some(Fix { what: what.to_owned(), edits: vec![TextEdit { span, replacement }] })
    }

    /// Adds a member at the end of the object that stands there.
    pub fn addition(&self, what: &str, object: Span, key: &str, value: Node) -> Option<Fix> {
        let node = node_at(self.node(), object)?;
        let mut amendment = Amendment::of(self.source(), node, self.syntax());
        amendment.add_member(key, value);
        Some(Fix { what: what.to_owned(), edits: amendment.edits()? })
    }
}

fn child_spans(node: &Node) -> Vec<Span> {
    children(node).map(|child| child.span).collect()
}

fn children(node: &Node) -> Box<dyn Iterator<Item = &Node> + '_> {
    match &node.value {
        Value::List(items) => Box::new(items.iter()),
        Value::Object(members) => Box::new(members.iter().map(|member| &member.value)),
        _ => Box::new(std::iter::empty()),
    }
}

/// The object that has a member with its key there.
fn object_with(node: &Node, key: Span) -> Option<&Node> {
    if member_value(node, key).is_some() {
        return Some(node);
    }
    children(node).filter(|child| holds(child, key)).find_map(|child| object_with(child, key))
}

fn member_value(object: &Node, key: Span) -> Option<Span> {
    let Value::Object(members) = &object.value else { return None };
    members.iter().find(|member| member.key.span == key).map(|member| member.value.span)
}

/// The list or object in which a value stands.
fn parent_of(node: &Node, span: Span) -> Option<&Node> {
    if children(node).any(|child| child.span == span) {
        return Some(node);
    }
    children(node).filter(|child| holds(child, span)).find_map(|child| parent_of(child, span))
}

pub(super) fn node_at(node: &Node, span: Span) -> Option<&Node> {
    if node.span == span {
        return Some(node);
    }
    children(node).filter(|child| holds(child, span)).find_map(|child| node_at(child, span))
}

fn holds(node: &Node, span: Span) -> bool {
    node.span.start <= span.start && span.end <= node.span.end
}
