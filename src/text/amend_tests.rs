//! Lists and objects before and after.

use super::*;
use crate::text::{Comments, apply_edits, read_json, read_yaml};

/// The text with the root's parts `removed`, and `added` at its end.
fn amended(text: &str, syntax: Syntax, removed: &[usize], added: &[&str]) -> String {
    let source = Source::new("x", text);
    let read = |source: &Source| match syntax {
        Syntax::Yaml => read_yaml(source).unwrap(),
        _ => read_json(source, Comments::Allowed).unwrap(),
    };
    let node = read(&source);
    let mut amendment = Amendment::of(&source, &node, syntax);
    for index in removed {
        amendment.remove(*index);
    }
    for added in added {
        match added.split_once('=') {
            Some((key, value)) => amendment.add_member(key, Node::of_text(value)),
            None => amendment.add(Node::of_text(*added)),
        }
    }
    let edited = apply_edits(&source, &amendment.edits().unwrap());
    let again = read(&Source::new("x", edited.as_str()));
    let count = |node: &Node| match &node.value {
        Value::List(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    };
    assert_eq!(count(&again), count(&node) - removed.len() + added.len(), "{edited}");
    edited
}

fn json(text: &str, removed: &[usize], added: &[&str]) -> String {
    amended(text, Syntax::JsonWithComments, removed, added)
}

fn yaml(text: &str, removed: &[usize], added: &[&str]) -> String {
    amended(text, Syntax::Yaml, removed, added)
}

#[test]
fn items_on_one_line() {
    assert_eq!(json(r#"["a", "b", "c"]"#, &[1], &[]), r#"["a", "c"]"#);
    assert_eq!(json(r#"["a", "b", "c"]"#, &[2], &[]), r#"["a", "b"]"#);
    assert_eq!(json(r#"[ "a","b" /* x */ ]"#, &[0], &[]), r#"[ "b" /* x */ ]"#);
    assert_eq!(json(r#"["a", "b", "c"]"#, &[1, 2], &[]), r#"["a"]"#);
    assert_eq!(json(r#"["a", "b"]"#, &[1], &["c", "d"]), r#"["a", "c", "d"]"#);
    assert_eq!(json(r#"["a"]"#, &[], &["b"]), r#"["a", "b"]"#);
    assert_eq!(json("[]", &[], &["b"]), r#"["b"]"#);
    assert_eq!(json(r#"["a"]"#, &[0], &["b"]), r#"["b"]"#);
    assert_eq!(json(r#"{"a": 1, "b": 2}"#, &[0], &["c=3"]), r#"{"b": 2, "c": "3"}"#);
}

#[test]
fn items_on_lines_with_comments() {
    let text = "[ // all\n  \"a\", // first, x\n  // about b\n  \"b\" // second ]\n]";
    assert_eq!(json(text, &[1], &[]), "[ // all\n  \"a\" // first, x\n  // about b\n]");
    assert_eq!(json(text, &[0], &[]), "[ // all\n  // about b\n  \"b\" // second ]\n]");
    assert_eq!(
        json(text, &[], &["c"]),
        "[ // all\n  \"a\", // first, x\n  // about b\n  \"b\", // second ]\n  \"c\"\n]"
    );
    assert_eq!(
        json(text, &[1], &["c"]),
        "[ // all\n  \"a\", // first, x\n  \"c\"\n  // about b\n]"
    );
    let hanging = "{ \"a\": 1,\r\n\t\t\"b\": 2 }";
    assert_eq!(json(hanging, &[], &["c=3"]), "{ \"a\": 1,\r\n\t\t\"b\": 2,\r\n\t\t\"c\": \"3\" }");
    assert_eq!(json(hanging, &[1], &["c=3"]), "{ \"a\": 1,\r\n  \"c\": \"3\"\r\n }");
}

#[test]
fn flow_of_yaml() {
    assert_eq!(yaml("[a, b,]", &[], &["c: d"]), "[a, b, \"c: d\"]");
    assert_eq!(yaml("{a: 1, b: 2}", &[1], &["c=x"]), "{a: 1, c: x}");
    assert_eq!(yaml("[a, # x, y\n b]", &[1], &[]), "[a # x, y\n ]");
}

#[test]
fn a_bracket_is_not_left_on_a_line_of_its_own() {
    assert_eq!(yaml("[a,\n  b]", &[1], &[]), "[a]");
    assert_eq!(yaml("[a,\n  b,\n  c ]", &[1, 2], &[]), "[a ]");
    assert_eq!(yaml("[a,\n  b,\n  c]", &[0, 2], &[]), "[\n  b]");
    assert_eq!(json("[\"a\",\r\n  \"b\"]", &[1], &[]), "[\"a\"]");
    assert_eq!(json("[\"a\" // x\n , \"b\"]", &[1], &[]), "[\"a\" // x\n ]");
    assert_eq!(json("[\n  \"a\",\n  \"b\"\n]", &[1], &[]), "[\n  \"a\"\n]");
}

#[test]
fn blocks_of_yaml() {
    let text = "- a # first\n# about b\n- b\n-\n  c";
    assert_eq!(yaml(text, &[0], &[]), "# about b\n- b\n-\n  c");
    assert_eq!(yaml(text, &[1], &["d"]), "- a # first\n# about b\n-\n  c\n- d");
    assert_eq!(yaml(text, &[2], &["d"]), "- a # first\n# about b\n- b\n- d");
    let nested = "a: 1\nb:\n  - x\n  - y # end\nc: 3\n";
    assert_eq!(yaml(nested, &[1], &[]), "a: 1\nc: 3\n");
    assert_eq!(yaml(nested, &[2], &["d=4"]), "a: 1\nb:\n  - x\n  - y # end\nd: \"4\"\n");
    assert_eq!(yaml("a: 1\r\nb: |\r\n  x\r\n", &[0], &["c=x"]), "b: |\r\n  x\r\nc: x\r\n");
    assert_eq!(yaml("- a", &[0], &["b"]), "[b]");
}

#[test]
fn a_part_that_shares_its_line_goes_alone() {
    let text = "- because: x # why\n  name: y\n";
    let source = Source::new("x", text);
    let node = read_yaml(&source).unwrap();
    let Value::List(items) = &node.value else { panic!() };
    let mut amendment = Amendment::of(&source, &items[0], Syntax::Yaml);
    amendment.remove_member("because");
    amendment.add_member("except", Node::of_items([Node::of_members([("a", Node::of_text("b"))])]));
    let edited = apply_edits(&source, &amendment.edits().unwrap());
    assert_eq!(edited, "- name: y\n  except:\n    - a: b\n");
}

#[test]
fn what_stands_elsewhere_is_not_touched() {
    let source = Source::new("x", "a: &a 1\nb: *a\nc: 2\n");
    let node = read_yaml(&source).unwrap();
    let mut amendment = Amendment::of(&source, &node, Syntax::Yaml);
    amendment.remove_member("c");
    assert_eq!(amendment.edits(), None);
}
