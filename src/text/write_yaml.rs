//! A tree as YAML, in the block style that people write.

use std::fmt::Write;

use super::write::{in_quotes, push_line};
use super::{Node, Value};

impl Node {
    /// The tree on one line: `{ sid: Read, index: 0 }`.
    pub fn to_yaml_line(&self) -> String {
        let mut text = String::new();
        push_line(&mut text, self, yaml_text);
        text
    }

    /// The tree with a line for each member of its objects, but flat values on one line. Lines
    /// behind the first are indented by `indent`.
    pub fn to_yaml_block(&self, indent: usize) -> String {
        let mut text = String::new();
        push_block(&mut text, self, indent);
        text
    }
}

/// A text as YAML: plain where that is surely the same text, else in double quotes.
pub fn yaml_text(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    in_quotes(text, |quoted, char| {
        let _ = write!(quoted, "\\U{:08x}", u32::from(char));
    })
}

/// Words that some reader of YAML takes for something else than a text.
const OTHER_THAN_TEXT: &[&str] =
    &["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

fn is_plain(text: &str) -> bool {
    let is_harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:-".contains(&byte);
    let lower = text.to_ascii_lowercase();
    text.starts_with(|char: char| char.is_ascii_alphabetic())
        && text.bytes().all(is_harmless)
        && !text.ends_with(':')
        && !OTHER_THAN_TEXT.contains(&&*lower)
}

fn push_block(text: &mut String, node: &Node, indent: usize) {
    match &node.value {
        Value::Object(members) if !members.is_empty() => {
            for (index, member) in members.iter().enumerate() {
                start_line(text, index, indent);
                text.push_str(&yaml_text(&member.key.text));
                text.push(':');
                push_value(text, &member.value, indent);
            }
        }
        Value::List(items) if !is_flat(node) => {
            for (index, item) in items.iter().enumerate() {
                start_line(text, index, indent);
                text.push_str("- ");
                push_block(text, item, indent + 2);
            }
        }
        _ => push_line(text, node, yaml_text),
    }
}

fn push_value(text: &mut String, value: &Node, indent: usize) {
    if is_flat(value) {
        text.push(' ');
        push_line(text, value, yaml_text);
    } else {
        let _ = write!(text, "\n{:inner$}", "", inner = indent + 2);
        push_block(text, value, indent + 2);
    }
}

fn start_line(text: &mut String, index: usize, indent: usize) {
    if index > 0 {
        let _ = write!(text, "\n{:indent$}", "");
    }
}

/// Whether no list or object stands in this value.
fn is_flat(node: &Node) -> bool {
    let is_leaf = |node: &Node| !matches!(node.value, Value::List(_) | Value::Object(_));
    match &node.value {
        Value::List(items) => items.iter().all(is_leaf),
        Value::Object(members) => members.iter().all(|member| is_leaf(&member.value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Source, read_yaml};

    fn read(text: &str) -> Node {
        read_yaml(&Source::new("x", text)).unwrap()
    }

    #[test]
    fn blocks_read_as_they_were() {
        let node = Node::of_members([(
            "except",
            Node::of_items([Node::of_members([
                ("principal", Node::of_text("bob")),
                ("expect", Node::of_members([("error", Node::of_text("x"))])),
                ("action", Node::of_one_or_more(["s3:A", "s3:B"])),
            ])]),
        )]);
        let text = node.to_yaml_block(0);
        let expected =
            "except:\n  - principal: bob\n    expect: { error: x }\n    action: [s3:A, s3:B]";
        assert_eq!(text, expected);
        assert_eq!(read(&text).to_json_line(), node.to_json_line());
    }

    #[test]
    fn texts_stay_texts() {
        for text in [
            "",
            "a",
            "yes",
            "Null",
            "1",
            "a: b",
            "a:",
            "- a",
            "#",
            "a #b",
            "{{x}}",
            "*",
            "é",
            "\u{202e}\u{e0001}\n\"\\",
            "arn:aws:s3:::b/x",
            "012345678901",
            "~",
            "a,b",
            "[a]",
        ] {
            assert_eq!(read(&yaml_text(text)).as_text(), Some(text), "{text:?}");
            let flow = Node::of_items([Node::of_text(text)]).to_yaml_line();
            assert_eq!(
                read(&flow).to_json_line(),
                format!("[{}]", Node::of_text(text).to_json_line())
            );
        }
    }
}
