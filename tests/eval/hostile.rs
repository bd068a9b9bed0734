//! Inputs that nobody should send.

use std::fmt::Write as _;

use serde_json::Value;

use super::{BUNDLE, one_answer, run, with_id};

const STATEMENT: &str =
    r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::notes/a"}"#;

fn with_statements(statements: &str) -> String {
    let start = BUNDLE.find(r#"[{"Sid""#).unwrap();
    let end = BUNDLE.find("}]},\"request\"").unwrap();
    format!("{}[{statements}]{}", &BUNDLE[..start], &BUNDLE[end..])
}

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or("none")
}

#[test]
fn a_policy_of_ten_megabytes_is_evaluated() {
    let long = format!("arn:aws:s3:::{}", "é".repeat(5 << 20) + &"a*".repeat(1000));
    let statements = format!("{STATEMENT},{}", STATEMENT.replace("arn:aws:s3:::notes/a", &long));
    let answer = one_answer(&["--as-stored"], with_statements(&statements));
    assert_eq!(answer["decision"], "allowed", "{answer}");
}

#[test]
fn a_hundred_thousand_statements_are_evaluated() {
    let mut statements = STATEMENT.replace("Allow", "Deny").replace("notes/a", "notes/b");
    for number in 0..100_000 {
        write!(statements, ",{}", STATEMENT.replace("notes/a", &format!("notes/{number}")))
            .unwrap();
    }
    write!(statements, ",{STATEMENT}").unwrap();
    let answer = one_answer(&[], with_statements(&statements));
    assert_eq!(answer["decision"], "allowed");
    assert_eq!(answer["matchedStatements"][0]["index"], 100_001);
}

#[test]
fn deep_nesting_is_refused() {
    for open in ["[", "{\"a\":", "[{\"a\":"] {
        assert_eq!(code(&one_answer(&[], open.repeat(10_000))), "nesting-too-deep");
    }
    let nested = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(code(&one_answer(&[], BUNDLE.replace("\"s3:*\"", &nested))), "nesting-too-deep");
    assert_eq!(code(&one_answer(&[], format!("a:\n {}", "- ".repeat(10_000)))), "nesting-too-deep");
}

#[test]
fn lone_surrogates_are_refused() {
    for surrogate in ["\\ud800", "\\udc00", "\\ud800\\u0041", "\\udc00\\ud800"] {
        let bundle = BUNDLE.replace("s3:*", surrogate);
        assert_eq!(code(&one_answer(&[], bundle)), "json-syntax-error", "{surrogate}");
    }
}

#[test]
fn invalid_utf8_is_refused_in_place() {
    let bundle = [b"{\n \"id\": \"", &b"\xc3\x28"[..], b"\"\n}"].concat();
    let answer = one_answer(&[], bundle);
    assert_eq!(code(&answer), "invalid-utf8");
    assert_eq!((&answer["error"]["line"], &answer["error"]["column"]), (&2.into(), &9.into()));
}

#[test]
fn a_number_of_a_thousand_digits_is_compared() {
    let digits = "9".repeat(1000);
    let condition = format!(
        r#""Resource":"*","Condition":{{"NumericEquals":{{"s3:max-keys":{digits}}}}}}},{{"Sid":"Keep""#
    );
    let bundle = BUNDLE.replacen(r#""Resource":"*"},{"Sid":"Keep""#, &condition, 1);
    for (given, decision) in [(digits.as_str(), "allowed"), ("9", "implicitDeny")] {
        let context = format!(r#""context":{{"s3:max-keys":{given}}},"action""#);
        let answer = one_answer(&[], bundle.replacen(r#""action""#, &context, 1));
        assert_eq!(answer["decision"], decision, "{answer}");
    }
}

#[test]
fn alias_bombs_do_not_go_off() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (of, name) in ('a'..='y').zip('b'..='z') {
        let list = vec![format!("*{of}"); 9].join(", ");
        writeln!(bomb, "{name}: &{name} [{list}]").unwrap();
    }
    assert_eq!(code(&one_answer(&[], bomb)), "alias-bomb");
}

#[test]
fn many_equal_keys_and_wide_objects_are_read() {
    let mut members = String::new();
    for number in 0..100_000 {
        write!(members, "\"k{number}\":\"v\",").unwrap();
    }
    let tags = format!(r#""context":{{{members}"k0":"w"}},"action""#);
    let answer = one_answer(&[], BUNDLE.replacen(r#""action""#, &tags, 1));
    assert_eq!(code(&answer), "duplicate-key");
    let context = format!(r#""context":{{{members}"z":"w"}},"action""#);
    let answer = one_answer(&[], BUNDLE.replacen(r#""action""#, &context, 1));
    assert_eq!(answer["decision"], "allowed");
}

#[test]
fn control_characters_come_back_escaped() {
    let output = run(&[], with_id(r#""\u0000\n\u2028""#)).stdout;
    let text = String::from_utf8(output).unwrap();
    assert_eq!(text.lines().count(), 1);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["id"], "\0\n\u{2028}");
}

/// A policy whose answer hangs on one key that nobody gave, tested against many patterns.
fn hangs_on(patterns: usize, statement: impl Fn(usize) -> String) -> Value {
    let statements: Vec<String> = (0..patterns).map(statement).collect();
    one_answer(&[], with_statements(&statements.join(",")))
}

#[test]
fn many_patterns_for_an_unknown_key_are_not_held_each_against_each() {
    let like = |number: usize| {
        let value = format!(r#"{{"StringLike":{{"aws:UserAgent":"agent-{number}-*"}}}}"#);
        STATEMENT.replace("notes/a\"", &format!("notes/*\",\"Condition\":{value}"))
    };
    let answer = hangs_on(50_000, like);
    assert_eq!(answer["decision"], "undecided", "{answer}");
    assert_eq!(answer["missingContext"][0]["key"], "aws:UserAgent");
}

#[test]
fn the_same_pattern_in_many_statements_is_one() {
    let both = |number: usize| {
        let operator = if number.is_multiple_of(2) { "StringLike" } else { "StringNotLike" };
        let value = format!(r#"{{"{operator}":{{"aws:UserAgent":"agent-*"}}}}"#);
        STATEMENT.replace("notes/a\"", &format!("notes/*\",\"Condition\":{value}"))
    };
    let answer = hangs_on(5_000, both);
    assert_eq!(answer["decision"], "allowed", "{answer}");
}

#[test]
fn six_unknown_keys_in_many_statements_come_to_an_end() {
    const KEYS: [&str; 6] = [
        "aws:UserAgent",
        "aws:referer",
        "s3:authType",
        "s3:ResourceAccount",
        "s3:signatureversion",
        "s3:x-amz-content-sha256",
    ];
    let statement = |number: usize| {
        let tests = KEYS.map(|key| format!(r#""{key}":"{}""#, number % 3)).join(",");
        let condition = format!(r#"{{"StringEquals":{{{tests}}}}}"#);
        STATEMENT.replace("notes/a\"", &format!("notes/*\",\"Condition\":{condition}"))
    };
    let answer = hangs_on(20_000, statement);
    assert_eq!(answer["decision"], "undecided", "{answer}");
}

#[test]
fn answers_hold_nothing_that_steers_a_terminal() {
    let hostile = "\u{9b}31m\u{202e}\u{7f}\u{e0041}é";
    for field in ["user/ann", "notes/a", "s3:GetObject", "identity"] {
        let bundle = with_id("\"ID\"").replace("ID", hostile).replace(field, hostile);
        let output = run(&[], bundle);
        let text = String::from_utf8(output.stdout).unwrap();
        let is_harmless = |char: char| char == '\n' || char == 'é' || (' '..='~').contains(&char);
        assert!(text.chars().all(is_harmless), "{text:?}");
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(answer["id"], hostile);
    }
}
