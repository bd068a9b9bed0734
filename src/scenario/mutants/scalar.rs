//! Texts as JSON and YAML write them.

use crate::text::{Node, Syntax, Value};

/// A value as JSON, which is also YAML.
pub(super) fn json(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.to_string(),
        Value::Text(text) => quoted(text),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| json(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let member = |key: &str, node: &Node| format!("{}: {}", quoted(key), json(&node.value));
            let members = members.iter().map(|one| member(&one.key.text, &one.value));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text in place of one that was written as `old`, in its manner where that can hold it.
pub(super) fn text_like(old: &str, text: &str, syntax: Syntax) -> String {
    let is_plain = |text: &str| {
        let first = |c: char| c.is_ascii_alphanumeric();
        text.starts_with(first)
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:*?${}".contains(c))
            && !text.contains(": ")
            && !text.ends_with(':')
            && !text.contains(['{', '}'])
    };
    match (syntax, old.chars().next()) {
        (Syntax::Yaml, Some('\'')) if !text.chars().any(char::is_control) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        (Syntax::Yaml, Some('"')) | (Syntax::Json | Syntax::JsonWithComments, _) => quoted(text),
        (Syntax::Yaml, _) if is_plain(text) => text.to_owned(),
        (Syntax::Yaml, _) => quoted(text),
    }
}

/// A value in place of one that was written as `old`.
pub(super) fn value_like(old: &str, value: &Value, syntax: Syntax) -> String {
    match value {
        Value::Text(text) => text_like(old, text, syntax),
        other => json(other),
    }
}
