use std::fmt::Write as _;

use super::*;
use crate::text::MAX_DEPTH;

fn parsed(text: &str) -> Node {
    read_json(&Source::new("x", text), Comments::Refused).unwrap()
}

/// What is said, the underlined text, the hint.
fn refused(text: &str) -> (String, String, String) {
    let source = Source::new("x", text);
    let Err(refused) = read_json(&source, Comments::Refused) else { panic!("accepted: {text:?}") };
    assert_eq!(refused.code, "json-syntax-error");
    let underlined = source.slice(refused.span).to_owned();
    (refused.message, underlined, refused.hint.unwrap_or_default())
}

#[test]
fn every_value_knows_its_characters() {
    let source = Source::new("x", r#" {"é": ["a\n", -1.50e3, true, null, {}] } "#);
    let node = read_json(&source, Comments::Refused).unwrap();
    let Value::Object(members) = &node.value else { panic!() };
    assert_eq!(source.slice(node.span), source.text().trim());
    assert_eq!(source.slice(members[0].key.span), "\"é\"");
    let Value::List(items) = &members[0].value.value else { panic!() };
    let slices: Vec<_> = items.iter().map(|item| source.slice(item.span)).collect();
    assert_eq!(slices, [r#""a\n""#, "-1.50e3", "true", "null", "{}"]);
    assert_eq!(items[0].as_text(), Some("a\n"));
    assert_eq!(items[1].value, Value::Number("-1.50e3".into()));
}

#[test]
fn equal_keys_are_all_kept() {
    let Value::Object(members) = parsed(r#"{"a":1,"a":2}"#).value else { panic!() };
    assert_eq!(members.len(), 2);
}

#[test]
fn comments_are_skipped_only_where_they_are_allowed() {
    let text = "// a\n{ /* b */ \"c\": 1 } // d";
    assert!(read_json(&Source::new("x", text), Comments::Allowed).is_ok());
    let (message, underlined, hint) = refused(text);
    assert_eq!(
        (message.as_str(), underlined.as_str()),
        ("a comment, which this file may not have", "// a")
    );
    assert_eq!(hint, "AWS refuses comments in policies");
    assert_eq!(refused("{} /* b").1, "/*");
    let open = Source::new("x", "{} /* b");
    assert_eq!(
        read_json(&open, Comments::Allowed).unwrap_err().message,
        "this comment is not closed"
    );
}

#[test]
fn mistakes_are_underlined_exactly() {
    for (text, underlined, hint) in [
        ("", "", "a JSON value was expected"),
        (" \n", "", "a JSON value was expected"),
        ("[1,]", ",", "remove it: no item follows"),
        ("{\"a\":1,}", ",", "remove it: no item follows"),
        ("[1 2]", "2", "a comma is missing before this"),
        ("{\"a\":1 \"b\":2}", "\"b\"", "a comma is missing before this"),
        ("['a']", "'", "strings are written in double quotes"),
        ("{a: 1}", "a", "text is written in double quotes"),
        ("[abc]", "abc", "text is written in double quotes"),
        ("[True]", "True", "`true`, `false` and `null` are written in lower case"),
        ("[None]", "None", "JSON has `null`"),
        ("[“a”]", "“", "use the straight quote `\"`"),
        ("# x", "#", "JSON has no `#` comments"),
        ("[\"a]\n", "\"a]", "end it with `\"`; a line break inside is written `\\n`"),
        ("[\"a\n\"]", "\"a", "end it with `\"`; a line break inside is written `\\n`"),
        ("\"a\tb\"", "\t", "write it as `\\t`"),
        ("\"a\u{1}b\"", "\u{1}", "write it as `\\u0001`"),
        ("\"a\\xb\"", "\\x", "a backslash itself is written `\\\\`"),
        ("\"\\u12\"", "\\u", ""),
        ("\"x\\ud800\"", "\\ud800", ""),
        ("\"x\\udc00y\"", "\\udc00", ""),
        ("\"\\ud83d\\u0041\"", "\\ud83d", ""),
        ("01", "01", "numbers have no leading zeros; account numbers are written as strings"),
        ("[+1]", "+1", "leave out the plus sign"),
        ("[.5]", ".5", "digits are needed on both sides of the point"),
        ("[5.]", "5.", "digits are needed on both sides of the point"),
        ("[0x1F]", "0x1F", ""),
        ("[1e]", "1e", ""),
        ("[-]", "-", ""),
        ("[1a]", "1a", ""),
        ("{}{}", "{", "a file holds one JSON value"),
        ("{\"a\" 1}", "1", ""),
        ("{\"a\":}", "}", ""),
        ("{\"a\",}", ",", ""),
        ("[\"a\":1]", ":", "only an object has keys: write `{` and `}` around them"),
        ("[1}", "}", ""),
        ("[1,,2]", ",", ""),
        ("{1:2}", "1", ""),
        ("[1,\u{a0}2]", "\u{a0}", "use a plain space"),
        ("[1,\u{b}2]", "\u{b}", "use a plain space"),
        ("1\u{2028}", "\u{2028}", "use a plain space"),
        ("[\0]", "\0", ""),
        ("[Infinity, NaN]", "Infinity", "text is written in double quotes"),
    ] {
        let (_, found, found_hint) = refused(text);
        assert_eq!((found.as_str(), found_hint.as_str()), (underlined, hint), "{text:?}");
    }
}

#[test]
fn an_open_bracket_is_shown() {
    let source = Source::new("x", "{\"a\": [1, 2");
    let refused = read_json(&source, Comments::Refused).unwrap_err();
    assert_eq!(refused.message, "the file ends inside a list or object: `]` is missing");
    assert_eq!(source.slice(refused.labels[0].span), "[");
    assert_eq!(refused.span.start, 11);
}

#[test]
fn surrogate_pairs_and_a_byte_order_mark_are_fine() {
    assert_eq!(parsed("\u{feff}\"\\ud83e\\udd80\"").as_text(), Some("🦀"));
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    parsed(&nested(MAX_DEPTH));
    for depth in [MAX_DEPTH + 1, 10_000, 1_000_000] {
        let text = nested(depth).replace("[[", "{\"a\":[");
        let refused = read_json(&Source::new("x", text), Comments::Refused).unwrap_err();
        assert_eq!(refused.code, "nesting-too-deep");
    }
    let refused = read_json(&Source::new("x", nested(10_000)), Comments::Refused).unwrap_err();
    assert_eq!(refused.span, Span { start: 128, end: 129 });
}

#[test]
fn large_input_is_no_trouble() {
    let digits = "7".repeat(1000);
    assert_eq!(parsed(&digits).value, Value::Number(digits.as_str().into()));
    let mut text = String::from("[0");
    for n in 0..1_000_000 {
        write!(text, ",\"{n}\"").unwrap();
    }
    text.push(']');
    let Value::List(items) = parsed(&text).value else { panic!() };
    assert_eq!((items.len(), items.capacity()), (1_000_001, 1_000_001));
}
