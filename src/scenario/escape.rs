//! Texts that scenario files would take as variables.

use super::write::Written;
use crate::text::{Key, Member, Node, Value};

/// A name for what scenario files would take as the start of a variable.
const OPEN: &str = "open";

impl Written {
    /// Writes what would be read as the start of a variable as a variable that stands for it.
    pub fn escape(&mut self) {
        let mut found = false;
        self.title = escaped(&self.title, &mut found);
        for (_, node) in self.policies.iter_mut().chain(&mut self.fields) {
            escape_node(node, &mut found);
        }
        let named = [&mut self.principals, &mut self.resources, &mut self.contexts];
        for (_, node) in named.into_iter().flatten() {
            escape_node(node, &mut found);
        }
        for (key, node) in &mut self.context {
            *key = escaped(key, &mut found);
            escape_node(node, &mut found);
        }
        for case in &mut self.cases {
            case.name = escaped(&case.name, &mut found);
            case.fields.iter_mut().for_each(|(_, node)| escape_node(node, &mut found));
        }
        if found {
            let vars = Node::of_members([(OPEN, Node::of_text("{{"))]);
            self.fields.push(("vars", vars));
        }
    }
}

fn escape_node(node: &mut Node, found: &mut bool) {
    match &mut node.value {
        Value::Text(text) => *text = escaped(text, found).into(),
        Value::List(items) => items.iter_mut().for_each(|item| escape_node(item, found)),
        Value::Object(members) => {
            for Member { key: Key { text, .. }, value } in members {
                *text = escaped(text, found).into();
                escape_node(value, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text with `{{` outside of `${..}` written as a variable.
fn escaped(text: &str, found: &mut bool) -> String {
    let mut escaped = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(['$', '{']) {
        escaped.push_str(&rest[..start]);
        rest = &rest[start..];
        let whole = rest.strip_prefix("${").and_then(|inner| inner.find('}'));
        let taken = match whole {
            Some(end) => end + 3,
            None if rest.starts_with("{{") => {
                *found = true;
                escaped.push_str("{{open}}");
                rest = &rest[2..];
                continue;
            }
            None => 1,
        };
        escaped.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    escaped + rest
}
