//! What JSON and YAML have alike when they are written.

use super::{Node, Value, is_unprintable};

/// A text in double quotes. What a terminal would act on, or not show, is spelt out.
pub(super) fn in_quotes(text: &str, spell: fn(&mut String, char)) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if is_unprintable(char) => spell(&mut quoted, char),
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// Adds the tree on one line, each text as `write` writes it.
// INVARIANT: the readers nest at most `MAX_DEPTH` deep, and what is made nests less.
pub(super) fn push_line(text: &mut String, node: &Node, write: fn(&str) -> String) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(number),
        Value::Text(value) => text.push_str(&write(value)),
        Value::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                push_line(text, item, write);
            }
            text.push(']');
        }
        Value::Object(members) if members.is_empty() => text.push_str("{}"),
        Value::Object(members) => {
            text.push_str("{ ");
            for (index, member) in members.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                text.push_str(&write(&member.key.text));
                text.push_str(": ");
                push_line(text, &member.value, write);
            }
            text.push_str(" }");
        }
    }
}
