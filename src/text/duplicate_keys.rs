//! Keys that stand twice in one object.

use std::collections::HashMap;

use super::Arrange;
use super::quote::quote;
use super::{Diagnostic, Key, Member, Node, Value};

/// Every key of the whole tree that an earlier key of the same object equals, in the order of
/// the text.
pub fn duplicate_keys(node: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    visit(node, &mut found);
    found.arrange_by_key(|diagnostic| diagnostic.span);
    found
}

// INVARIANT: the readers nest at most `MAX_DEPTH` deep.
fn visit(node: &Node, found: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::List(items) => {
            for item in items {
                visit(item, found);
            }
        }
        Value::Object(members) => {
            compare(members, found);
            for member in members {
                visit(&member.value, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

fn compare(members: &[Member], found: &mut Vec<Diagnostic>) {
    const FEW: usize = 8;
    if members.len() <= FEW {
        for (index, member) in members.iter().enumerate() {
            let earlier = members[..index].iter().find(|first| first.key.text == member.key.text);
            found.extend(earlier.map(|first| duplicate(&first.key, &member.key)));
        }
        return;
    }
    let mut first_keys = HashMap::with_capacity(members.len());
    for Member { key, .. } in members {
        let first = *first_keys.entry(&*key.text).or_insert(key);
        if !std::ptr::eq(first, key) {
            found.push(duplicate(first, key));
        }
    }
}

fn duplicate(first: &Key, second: &Key) -> Diagnostic {
    let message = format!("{} is given twice in one object", quote(&second.text));
    Diagnostic::error("duplicate-key", second.span, message)
        .with_label(first.span, "first given here")
        .with_hint("keep one of the two: otherwise one of them would silently win")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Comments, Source, read_json};

    fn duplicates(text: &str) -> Vec<(usize, usize)> {
        let node = read_json(&Source::new("x", text), Comments::Refused).unwrap();
        let pair =
            |found: &Diagnostic| (found.labels[0].span.start as usize, found.span.start as usize);
        duplicate_keys(&node).iter().map(pair).collect()
    }

    #[test]
    fn every_object_of_the_tree_is_looked_at() {
        assert_eq!(duplicates(r#"{"a":1,"b":[{"a":2}]}"#), []);
        assert_eq!(
            duplicates(r#"{"a":1,"\u0061":[{"c":2,"c":3}],"a":0}"#),
            [(1, 7), (18, 24), (1, 32)]
        );
    }

    #[test]
    fn wide_objects_are_quick() {
        let members: Vec<String> = (0..100_000).map(|n| format!("\"{}\":1", n % 50_000)).collect();
        assert_eq!(duplicates(&format!("{{{}}}", members.join(","))).len(), 50_000);
    }
}
