//! A tree as JSON that people like to read.

use std::fmt::Write;

use super::write::{in_quotes, push_line};
use super::{Node, Value};

const INDENT: usize = 2;
const WIDTH: usize = 100;

impl Node {
    /// The tree as JSON with the members in their order. What is short and holds no more than flat
    /// lists and objects stands on one line. Lines behind the first are indented by `indent`.
    pub fn to_pretty_json(&self, indent: usize) -> String {
        let mut text = String::new();
        push_pretty(&mut text, self, indent, indent);
        text
    }

    /// The tree as JSON on one line.
    pub fn to_json_line(&self) -> String {
        let mut text = String::new();
        push_line(&mut text, self, json_text);
        text
    }
}

/// A text as JSON. What a terminal would act on, or not show, is spelled out.
pub fn json_text(text: &str) -> String {
    in_quotes(text, |quoted, char| {
        for unit in char.encode_utf16(&mut [0; 2]) {
            let _ = write!(quoted, "\\u{unit:04x}");
        }
    })
}

fn push_pretty(text: &mut String, node: &Node, indent: usize, column: usize) {
    if depth(node) <= 2 {
        let line = node.to_json_line();
        let length = line.chars().count();
        if column + length < WIDTH || depth(node) == 0 || node.is_empty() {
            text.push_str(&line);
            return;
        }
    }
    let inner = indent + INDENT;
    let (open, close) = if matches!(node.value, Value::List(_)) { ('[', ']') } else { ('{', '}') };
    text.push(open);
    match &node.value {
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                start_line(text, index, inner);
                push_pretty(text, item, inner, inner + 1);
            }
        }
        Value::Object(members) => {
            for (index, member) in members.iter().enumerate() {
                start_line(text, index, inner);
                let key = json_text(&member.key.text);
                let column = inner + key.chars().count() + 3;
                text.push_str(&key);
                text.push_str(": ");
                push_pretty(text, &member.value, inner, column);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
    let _ = write!(text, "\n{:indent$}{close}", "");
}

fn start_line(text: &mut String, index: usize, indent: usize) {
    let _ = write!(text, "{}\n{:indent$}", if index == 0 { "" } else { "," }, "");
}

/// How many lists and objects stand in one another.
fn depth(node: &Node) -> usize {
    let deepest = match &node.value {
        Value::List(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.iter().map(|member| depth(&member.value)).max(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => return 0,
    };
    deepest.unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Comments, Source, read_json};

    fn read(text: &str) -> Node {
        read_json(&Source::new("x", text), Comments::Refused).unwrap()
    }

    #[test]
    fn short_and_flat_values_stand_on_one_line() {
        let node = read(
            r#"{"b":1.10,"a":{"x":["y",{"z":null}]},"l":[],"o":{},"long":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]}"#,
        );
        let expected = r#"{
  "b": 1.10,
  "a": {
    "x": ["y", { "z": null }]
  },
  "l": [],
  "o": {},
  "long": [
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  ]
}"#;
        assert_eq!(node.to_pretty_json(0), expected);
    }

    #[test]
    fn what_is_written_reads_as_it_was() {
        let text = "a\"\\\n\r\t\u{1b}\u{202e}\u{e0001}é\u{7f}/";
        let written = json_text(text);
        assert!(written.is_ascii() || written.contains('é'), "{written}");
        assert_eq!(read(&written).as_text(), Some(text));
        assert!(written.contains("\\u202e") && written.contains("\\udb40\\udc01"), "{written}");
    }
}
