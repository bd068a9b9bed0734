//! Parts of documents: found, taken out, made.

use crate::aws::unknown_in;
use crate::text::{Key, Member, Node, Span, Value};

pub(super) fn first_unknown(text: &str) -> Option<&str> {
    unknown_in(text).next()
}

/// Whether an unknown value stands anywhere in a value, keys included.
pub(super) fn holds_unknown(node: &Node) -> bool {
    match &node.value {
        Value::Text(text) => first_unknown(text).is_some(),
        Value::List(items) => items.iter().any(holds_unknown),
        Value::Object(members) => members.iter().any(|member| {
            first_unknown(&member.key.text).is_some() || holds_unknown(&member.value)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Takes the entries with unknown values out, but for those that `stays` keeps.
pub(super) fn take_unknown(node: &mut Node, stays: &dyn Fn(&str) -> bool) -> Vec<String> {
    let is_taken =
        |text: &str| (first_unknown(text).is_some() && !stays(text)).then(|| text.to_owned());
    match &mut node.value {
        Value::Text(text) => {
            let taken = is_taken(text);
            if taken.is_some() {
                node.value = Value::List(Vec::new());
            }
            taken.into_iter().collect()
        }
        Value::List(items) => {
            let mut taken = Vec::new();
            items.retain(|item| match item.as_text().and_then(is_taken) {
                Some(text) => {
                    taken.push(text);
                    false
                }
                None => true,
            });
            taken
        }
        Value::Object(members) => {
            let taken = members
                .iter_mut()
                .flat_map(|member| take_unknown(&mut member.value, stays))
                .collect();
            members.retain(|member| !is_hollow(&member.value));
            taken
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

pub(super) fn all_unknown(node: &Node) -> Vec<String> {
    all_texts(node).into_iter().filter(|text| first_unknown(text).is_some()).collect()
}

pub(super) fn all_texts(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Text(text) => vec![text.to_string()],
        Value::List(items) => items.iter().flat_map(all_texts).collect(),
        Value::Object(members) => {
            members.iter().flat_map(|member| all_texts(&member.value)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

pub(super) fn first_text(node: &Node) -> String {
    all_unknown(node).into_iter().next().unwrap_or_default()
}

/// Whether nothing is left of what was a list or an object of names.
pub(super) fn is_hollow(node: &Node) -> bool {
    node.is_empty()
}

pub(super) fn entries(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::List(items) => items.iter().collect(),
        _ => vec![node],
    }
}

pub(super) fn list(like: &Member, items: Vec<Node>) -> Member {
    Member {
        key: like.key.clone(),
        value: Node { span: like.value.span, value: Value::List(items) },
    }
}

pub(super) fn with_value(like: &Member, value: &str) -> Member {
    Member { key: like.key.clone(), value: text(value, like.value.span) }
}

pub(super) fn member(name: &str, value: Node) -> Member {
    Member { key: Key { text: name.into(), span: value.span }, value }
}

pub(super) fn text(text: &str, span: Span) -> Node {
    Node { span, ..Node::of_text(text) }
}

pub(super) fn object(members: Vec<Member>, span: Span) -> Node {
    Node { span, value: Value::Object(members) }
}

pub(super) fn condition(operator: &str, key: &str, value: &str, span: Span) -> Node {
    let pair = object(vec![member(key, text(value, span))], span);
    object(vec![member(operator, pair)], span)
}
