//! Texts with variables that look as if they were within others.

use serde_json::{Value, json};

use crate::traps::{adds, adds_nothing, allow, allow_if};

fn on(resource: &str) -> Value {
    json!([allow(&format!("arn:aws:aa:::b/{resource}"))])
}

fn when(operator: &str, key: &str, value: &str) -> Value {
    json!([allow_if(json!({operator: {key: value}}))])
}

#[test]
fn a_default_stands_there_only_without_its_key() {
    let texts = [
        ("${aws:username, '-'}", "${aws:username}-${aws:username}"),
        ("${aws:PrincipalTag/t, '/'}", "${aws:PrincipalTag/t}/${aws:PrincipalTag/t}"),
    ];
    for (with_default, twice) in texts {
        adds(&on(with_default), &on(twice));
        let key = "aws:userid";
        for operator in ["StringEquals", "StringEqualsIgnoreCase"] {
            adds(&when(operator, key, with_default), &when("StringEquals", key, twice));
        }
    }
    let own = "${aws:PrincipalTag/t}";
    let known = |resource: &str| {
        let mut statement = allow(resource);
        statement["Condition"] = json!({"StringLike": {"aws:PrincipalTag/t": "?*"}});
        json!([statement])
    };
    adds(
        &json!([allow(&format!("arn:aws:aa:::b/{own}*{own}"))]),
        &known("arn:aws:aa:::b/${aws:PrincipalTag/t, 'x'}"),
    );
}

#[test]
fn nothing_but_a_wildcard_takes_in_a_variable() {
    for digit in 0..4 {
        let wide = format!("*${{aws:username}}*{digit}*");
        let narrow = format!("{digit}-${{aws:username}}-${{aws:PrincipalTag/t}}");
        adds(&on(&wide), &on(&narrow));
    }
    adds_nothing(&on("*${aws:username}*"), &on("1-${aws:username}-${aws:PrincipalTag/t}"));
    adds_nothing(&on("${aws:username}/?"), &on("${aws:username}/a"));
}

#[test]
fn a_star_of_one_part_takes_in_no_colon_of_a_variable() {
    let source = |value: &str| when("ArnLike", "aws:SourceArn", value);
    let two = "${aws:username}:${aws:PrincipalTag/t}";
    adds(&source("${aws:username}*"), &source(two));
    adds(&source("arn:aws:${aws:username}*"), &source(&format!("arn:aws:{two}")));
    adds(&source("*${aws:PrincipalTag/t}"), &source(two));
    adds_nothing(&source(two), &source(two));
}

/// As many entries as a policy has room for, each a little narrower.
#[test]
fn many_narrower_texts_are_quick() {
    let entries = |end: &str| {
        let entry = |number| format!("arn:aws:aa:::bucket-{number}/${{aws:username}}/{end}");
        let mut statement = allow("*");
        statement["Resource"] = (0..60).map(entry).collect();
        json!([statement])
    };
    adds_nothing(&entries("*"), &entries("docs/*"));
    adds(&entries("docs/*"), &entries("*"));
}
