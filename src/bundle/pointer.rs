//! JSON pointers to values of a tree.

use crate::text::{Node, Span, Value};

/// The pointer to the innermost value or member that holds a span; empty for the whole tree.
pub(super) fn pointer_to(root: &Node, place: Span) -> String {
    let mut pointer = String::new();
    let mut node = root;
    while let Some((step, inner)) = step_towards(node, place) {
        pointer.push('/');
        pointer.push_str(&step);
        node = inner;
    }
    pointer
}

fn step_towards(node: &Node, place: Span) -> Option<(String, &Node)> {
    let holds = |span: Span| span.start <= place.start && place.end <= span.end;
    match &node.value {
        Value::List(items) => {
            let index = items.iter().position(|item| holds(item.span))?;
            Some((index.to_string(), &items[index]))
        }
        Value::Object(members) => {
            let is_it = |key: Span, value: Span| {
                holds(value) || holds(Span { start: key.start, end: value.end })
            };
            let member = members.iter().find(|member| is_it(member.key.span, member.value.span))?;
            Some((member.key.text.replace('~', "~0").replace('/', "~1"), &member.value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Comments, Source, read_json};

    #[test]
    fn the_innermost_value_is_named() {
        let text = r#"{"a": [1, {"b/~": "x"}], "c": null}"#;
        let root = read_json(&Source::new("", text), Comments::Refused).unwrap();
        let pointer = |part: &str| {
            let start = text.find(part).unwrap();
            pointer_to(&root, Span::of(start..start + part.len()))
        };
        assert_eq!(pointer("\"x\""), "/a/1/b~1~0");
        assert_eq!(pointer("\"b/~\""), "/a/1/b~1~0");
        assert_eq!(pointer("{\"b/~\": \"x\"}"), "/a/1");
        assert_eq!(pointer("\"c\""), "/c");
        assert_eq!(pointer(text), "");
    }
}
