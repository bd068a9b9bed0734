//! Laws of reading and drawing text.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use iamsim::text::{
    Comments, Node, RenderStyle, Source, Syntax, Value, duplicate_keys, read, read_json, read_yaml,
    render,
};
use proptest::prelude::*;

const SYNTAXES: [Syntax; 3] = [Syntax::Json, Syntax::JsonWithComments, Syntax::Yaml];

fn to_json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => serde_json::from_str(number).unwrap(),
        Value::Text(text) => serde_json::Value::String(text.to_string()),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Object(members) => members
            .iter()
            .map(|member| (member.key.text.to_string(), to_json(&member.value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

fn assert_spans_slice_back(source: &Source, node: &Node) {
    let written: serde_json::Value = serde_json::from_str(source.slice(node.span)).unwrap();
    assert_eq!(written, to_json(node));
    match &node.value {
        Value::List(items) => {
            for item in items {
                assert_spans_slice_back(source, item);
            }
        }
        Value::Object(members) => {
            for member in members {
                let key: String = serde_json::from_str(source.slice(member.key.span)).unwrap();
                assert_eq!(key, *member.key.text);
                assert_spans_slice_back(source, &member.value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

fn read_and_draw(source: &Source) {
    for syntax in SYNTAXES {
        let found = match read(source, syntax) {
            Ok(node) => duplicate_keys(&node),
            Err(refused) => vec![refused],
        };
        for diagnostic in found {
            let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
            assert!(source.text().get(start..end).is_some(), "{diagnostic:?}");
            let drawn = render(&diagnostic, source, RenderStyle::Plain);
            let at = source.position(diagnostic.span.start);
            assert!(drawn.contains(&format!(" x:{}:{}\n", at.line, at.column)), "{at:?}\n{drawn}");
            assert!(!drawn.contains(|char: char| char.is_control() && char != '\n'));
        }
    }
}

fn any_json(text: &'static str) -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        (-1e9..1e9).prop_map(|number: f64| number.into()),
        text.prop_map(Into::into),
        "[a-z:*${}/ -]{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::hash_map(text, inner, 0..8)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

// Pieces that mean something to a reader, so that random texts get past the first token.
fn almost_a_document() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        ": ",
        "\"",
        "\"a\"",
        "'",
        "'b'",
        "\\",
        "\\u",
        "d800",
        "\n",
        "\r\n",
        "\r",
        "\n  ",
        "- ",
        "? ",
        "&a ",
        "*a",
        "!!str ",
        "!x ",
        "| \n",
        ">-\n",
        "# ",
        "//",
        "/*",
        "*/",
        "true",
        "null",
        "~",
        "1",
        "-",
        "0.5",
        "1e",
        "012",
        "<<: ",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "é",
        "🦀",
        "\t",
        "\0",
        "\u{1b}",
        "\u{202e}",
        "\u{feff}",
        "\u{2028}",
        "\u{85}",
        "@",
        "`",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        match Source::from_bytes("x", bytes) {
            Ok(source) => read_and_draw(&source),
            Err(refused) => {
                let drawn = render(&refused.diagnostic, &refused.source, RenderStyle::Plain);
                prop_assert!(drawn.starts_with("error[invalid-utf8]"));
            }
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        read_and_draw(&Source::new("x", text));
    }

    #[test]
    fn no_almost_valid_text_panics(text in almost_a_document()) {
        read_and_draw(&Source::new("x", text));
    }

    #[test]
    fn json_comes_back_as_serde_json_reads_it(value in any_json("(?s).{0,12}"), pretty in any::<bool>()) {
        let text = if pretty { format!("{value:#}") } else { value.to_string() };
        let source = Source::new("x", text);
        let node = read_json(&source, Comments::Refused).unwrap();
        let theirs: serde_json::Value = serde_json::from_str(source.text()).unwrap();
        prop_assert_eq!(to_json(&node), theirs);
        assert_spans_slice_back(&source, &node);
    }

    #[test]
    fn what_is_json_is_what_serde_json_says(text in almost_a_document()) {
        let source = Source::new("x", text);
        let theirs = serde_json::from_str::<serde_json::Value>(source.text());
        let is_too_great =
            |why: &serde_json::Error| why.to_string().starts_with("number out of range");
        prop_assume!(!theirs.as_ref().is_err_and(is_too_great));
        let ours = read_json(&source, Comments::Refused);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?} {:?}", ours, theirs);
    }

    #[test]
    fn json_with_printable_text_reads_alike_as_yaml(value in any_json("[ -~]{0,12}")) {
        let source = Source::new("x", value.to_string());
        let json = read_json(&source, Comments::Refused).unwrap();
        let yaml = read_yaml(&source);
        prop_assert_eq!(yaml.as_ref().map(to_json), Ok(to_json(&json)));
    }
}

#[test]
fn a_hundred_thousand_mistakes_in_one_long_line_are_placed() {
    let members: Vec<String> = (0..100_000).map(|_| "\"ключ\":{\"é\":1}".to_owned()).collect();
    let source = Source::new("x", format!("{{{}}}", members.join(",")));
    let node = read_json(&source, Comments::Refused).unwrap();
    let found = duplicate_keys(&node);
    let columns = found.iter().map(|found| source.position(found.span.start).column);
    assert!(columns.eq((1..100_000).map(|member| member * 15 + 2)));
}
