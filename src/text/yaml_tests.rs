use std::fmt::Write as _;

use super::*;
use crate::text::{Comments, read_json};

fn parsed(text: &str) -> Node {
    match read_yaml(&Source::new("x", text)) {
        Ok(node) => node,
        Err(refused) => panic!("{text:?}: {refused:?}"),
    }
}

fn refused(text: &str) -> (&'static str, String, String) {
    let source = Source::new("x", text);
    let Err(refused) = read_yaml(&source) else { panic!("accepted: {text:?}") };
    (refused.code, source.slice(refused.span).to_owned(), refused.message)
}

/// The tree as JSON, places left out.
fn shown(node: &Node) -> String {
    let text = |text: &str| serde_json::to_string(text).unwrap();
    match &node.value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(value) => text(value),
        Value::List(items) => {
            format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(","))
        }
        Value::Object(members) => {
            let member =
                |member: &Member| format!("{}:{}", text(&member.key.text), shown(&member.value));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
        }
    }
}

/// The characters of all scalars and flow collections, keys included.
fn slices(source: &Source, node: &Node, found: &mut Vec<String>) {
    found.push(source.slice(node.span).to_owned());
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| slices(source, item, found)),
        Value::Object(members) => members.iter().for_each(|member| {
            found.push(source.slice(member.key.span).to_owned());
            slices(source, &member.value, found);
        }),
        _ => {}
    }
}

#[test]
fn the_tree_is_that_of_json() {
    for (yaml, json) in [
        (
            "Version: 2012-10-17\nStatement:\n- Effect: Allow\n  Action: [s3:Get*, 's3:*']\n",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:*"]}]}"#,
        ),
        (
            "a: 111122223333\nb: 012\nc: 3600\nd: true\ne: ~\nf:\ng: yes\nh: '1'\n",
            r#"{"a":"111122223333","b":"012","c":3600,"d":true,"e":null,"f":null,"g":"yes","h":"1"}"#,
        ),
        ("Version: 2012\n", r#"{"Version":"2012"}"#),
        ("1: a\n111122223333: b\ntrue: c\n", r#"{"1":"a","111122223333":"b","true":"c"}"#),
        (
            "a: !!str 12\nb: !!int '3'\nc: ! 4\nd: !!map {}\ne: !!seq []\n",
            r#"{"a":"12","b":3,"c":"4","d":{},"e":[]}"#,
        ),
        (
            "a: &x [1, {b: c}]\nd: *x\n&k e: *k\n",
            r#"{"a":[1,{"b":"c"}],"d":[1,{"b":"c"}],"e":"e"}"#,
        ),
        ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", r#"{"a":"x\ny\n","b":"x y"}"#),
        ("\u{feff}a: b\r\nc: d\r\n", r#"{"a":"b","c":"d"}"#),
        ("a: 1\na: 2\n", r#"{"a":1,"a":2}"#),
        (r#"{"a": ["b\u00e9", 1.50, null]}"#, r#"{"a":["bé",1.50,null]}"#),
        ("---\na: b\n...\n", r#"{"a":"b"}"#),
        ("'<<': a", r#"{"<<":"a"}"#),
    ] {
        assert_eq!(shown(&parsed(yaml)), json, "{yaml:?}");
    }
}

#[test]
fn a_span_covers_the_value_alone() {
    let source = Source::new(
        "x",
        "é: &a !!str 'i''m'   # c\n\"k\\\"\": \"v\"  \nl: |  \n  text\n\nf: !!map  { a : [b, ] }\n\
         s:\n  - x y # z\n  -\nm: &n\n  i: j\r\n\nz: *a\n",
    );
    let mut found = Vec::new();
    slices(&source, &read_yaml(&source).unwrap(), &mut found);
    assert_eq!(
        found[1..],
        [
            "é",
            "'i''m'",
            "\"k\\\"\"",
            "\"v\"",
            "l",
            "text",
            "f",
            "{ a : [b, ] }",
            "a",
            "[b, ]",
            "b",
            "s",
            "- x y # z\n  -",
            "x y",
            "",
            "m",
            "i: j",
            "i",
            "j",
            "z",
            "'i''m'"
        ]
    );
    assert!(found[0].starts_with('é') && found[0].ends_with("*a"));
}

#[test]
fn what_json_cannot_say_is_refused_in_place() {
    for (text, code, underlined) in [
        ("", "invalid-yaml", ""),
        ("# only a comment\n", "invalid-yaml", ""),
        ("<<: {a: b}", "invalid-yaml", "<<"),
        ("a: 1\n---\nb: 2\n", "invalid-yaml", "---"),
        ("a: !Ref b", "invalid-yaml", "!Ref"),
        ("a: &x !Sub\n  - b", "invalid-yaml", "!Sub"),
        ("a: !!binary b", "invalid-yaml", "!!binary"),
        ("a: !!int b", "invalid-yaml", "b"),
        ("a: !!seq {}", "invalid-yaml", "!!seq"),
        ("{a: b}: c", "invalid-yaml", "{"),
        ("? [a]\n: b", "invalid-yaml", "["),
        (": b", "invalid-yaml", ""),
        ("&a [*a]", "invalid-yaml", "*a"),
        ("a: *b", "invalid-yaml", "*"),
        ("é: @b", "invalid-yaml", "@"),
        ("a: \"\\ud800\"", "invalid-yaml", "\""),
    ] {
        let (found_code, found, _) = refused(text);
        assert_eq!((found_code, found.as_str()), (code, underlined), "{text:?}");
    }
}

#[test]
fn bombs_do_not_go_off() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (of, name) in ('a'..='y').zip('b'..='z') {
        let list = vec![format!("*{of}"); 9].join(", ");
        writeln!(bomb, "{name}: &{name} [{list}]").unwrap();
    }
    assert_eq!(refused(&bomb).0, "alias-bomb");
    let chain: String = std::iter::once("- &a0 []\n".to_owned())
        .chain((1..1000).map(|n| format!("- &a{n} [*a{}]\n", n - 1)))
        .collect();
    assert_eq!(refused(&chain).0, "nesting-too-deep");
    let wide = format!("- &a {}\n{}", "x".repeat(1 << 20), "- *a\n".repeat(100_000));
    assert_eq!(refused(&wide).0, "alias-bomb");
    assert_eq!(refused(&"[".repeat(10_000)).0, "nesting-too-deep");
    assert_eq!(refused(&"{a: ".repeat(10_000)).0, "nesting-too-deep");
    assert_eq!(refused(&"- ".repeat(10_000)).0, "nesting-too-deep");
}

#[test]
fn ten_megabytes_are_read() {
    for text in [
        "- {é: 'ü', Action: s3:Get}\n".repeat(400_000),
        format!("[{}]", "é, ".repeat(2_000_000)),
        format!("a: '{}'", "é".repeat(5 << 20)),
    ] {
        parsed(&text);
    }
}

#[test]
fn json_reads_alike_as_yaml() {
    let json = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "é\n", "Action": ["a:b"], "n": [1, -2.5e3, true, null]}]}"#;
    let source = Source::new("x", json);
    assert_eq!(read_yaml(&source).unwrap(), read_json(&source, Comments::Refused).unwrap());
}

#[test]
fn tags_of_a_template_are_functions_in_their_long_form() {
    let read = |text: &str| shown(&read_yaml_template(&Source::new("x", text)).unwrap());
    for (text, long) in [
        ("!Ref a", r#"{"Ref":"a"}"#),
        ("!Condition a", r#"{"Condition":"a"}"#),
        ("!GetAtt a.b.c", r#"{"Fn::GetAtt":["a","b.c"]}"#),
        ("!GetAtt [a, b]", r#"{"Fn::GetAtt":["a","b"]}"#),
        ("a: !Sub 'b'\nc: !GetAZs ''", r#"{"a":{"Fn::Sub":"b"},"c":{"Fn::GetAZs":""}}"#),
        ("- !If [x, !Ref a, !Ref b]\n- c", r#"[{"Fn::If":["x",{"Ref":"a"},{"Ref":"b"}]},"c"]"#),
        (
            "- !Join\n  - ','\n  - - a\n    - !Sub b\n- d",
            r#"[{"Fn::Join":[",",["a",{"Fn::Sub":"b"}]]},"d"]"#,
        ),
        ("a: !Transform {Name: b}", r#"{"a":{"Fn::Transform":{"Name":"b"}}}"#),
        ("a: &x !Ref b\nc: *x", r#"{"a":{"Ref":"b"},"c":{"Ref":"b"}}"#),
        ("a: !Rain::Embed b", r#"{"a":{"!Rain::Embed":"b"}}"#),
        ("a: !!str 1", r#"{"a":"1"}"#),
    ] {
        assert_eq!(read(text), long, "{text}");
    }
    for text in ["!Sub a: b", "{!Ref a: 1}", "a: !Ref"] {
        let template = read_yaml_template(&Source::new("x", text));
        assert_eq!(template.is_err(), text != "a: !Ref", "{text}");
    }
    assert_eq!(refused("a: !Ref b").1, "!Ref");
}

#[test]
fn a_long_form_stands_where_its_tag_does() {
    let source = Source::new("x", "a: !Join ['', [!GetAtt b.Arn]]\nc: d");
    let root = read_yaml_template(&source).unwrap();
    let join = root.get("a").unwrap();
    assert_eq!(source.slice(join.span), "!Join ['', [!GetAtt b.Arn]]");
    let Value::List(parts) = &join.get("Fn::Join").unwrap().value else { panic!("{join:?}") };
    let Value::List(items) = &parts[1].value else { panic!("{parts:?}") };
    assert_eq!(source.slice(items[0].span), "!GetAtt b.Arn");
    let Value::List(names) = &items[0].get("Fn::GetAtt").unwrap().value else {
        panic!("{items:?}")
    };
    let names: Vec<&str> = names.iter().map(|name| source.slice(name.span)).collect();
    assert_eq!(names, ["b", "Arn"]);
}

#[test]
fn tags_nest_no_deeper_than_brackets() {
    let nested = |depth: usize| format!("{}a{}", "!Not [".repeat(depth), "]".repeat(depth));
    let read = |depth| read_yaml_template(&Source::new("x", nested(depth)));
    assert!(read(MAX_DEPTH / 2 - 1).is_ok());
    assert_eq!(read(MAX_DEPTH).unwrap_err().code, "nesting-too-deep");
}
