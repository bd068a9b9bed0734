//! Findings that are allowed, with a reason.

use std::fs;

use crate::{CLEAN, TWICE, folder, found_in, json, lint};

const ONLY: [&str; 10] = [
    "--select",
    "redundant-action",
    "--select",
    "full-access",
    "--select",
    "unused-allow",
    "--select",
    "missing-reason",
    "--select",
    "unknown-code",
];

fn found(text: &str, name: &str) -> Vec<String> {
    let desk = folder(&[(name, text)]);
    found_in(&json(desk.path(), &[&[name], &ONLY[..]].concat()), name)
}

#[test]
fn a_comment_is_about_what_begins_on_its_line_or_the_next() {
    let policy = |first: &str, second: &str, third: &str| {
        format!(
            "# {first}\nVersion: \"2012-10-17\"\nStatement:\n  # {second}\n  - Effect: Allow\n    Action:\n      - s3:Get*\n      - s3:GetObject # {third}\n    Resource: arn:aws:s3:::a/*\n  - Effect: Allow\n    Action:\n      - s3:Get*\n      - s3:GetObject\n    Resource: arn:aws:s3:::b/*\n"
        )
    };
    let allow = "iamsim: allow redundant-action: they are listed for readers";
    let at =
        |first: &str, second: &str, third: &str| found(&policy(first, second, third), "a.yaml");
    let (one, two) = ("redundant-action at 8:9", "redundant-action at 13:9");
    let allowed = |text: &str| format!("{text} allowed");
    assert_eq!(at("", "", ""), [one, two]);
    assert_eq!(at("", "", allow), [allowed(one), two.to_owned()]);
    assert_eq!(at("", allow, ""), [allowed(one), two.to_owned()]);
    assert_eq!(at(allow, "", ""), [allowed(one), allowed(two)]);
}

#[test]
fn the_first_comment_in_an_object_is_about_the_object() {
    let allow = "// iamsim: allow redundant-action: they are listed for readers";
    let text = TWICE.replacen('{', &format!("{{\n{allow}"), 1);
    assert_eq!(found(&text, "a.jsonc"), ["redundant-action at 10:9 allowed"]);
    let text = TWICE.replace("\"Sid\": \"Reports\",", &format!("{allow}\n\"Sid\": \"Reports\","));
    assert_eq!(found(&text, "a.jsonc"), ["redundant-action at 10:9 allowed"]);
    let text = TWICE.replace("\"Effect\"", &format!("{allow}\n\"Effect\""));
    assert_eq!(found(&text, "a.jsonc"), ["unused-allow at 6:24", "redundant-action at 10:9"]);
}

#[test]
fn a_comment_needs_a_code_that_there_is_and_a_reason() {
    let with =
        |comment: &str| TWICE.replace("\"s3:GetObject\"", &format!("\"s3:GetObject\" {comment}"));
    let bare = found(&with("// iamsim: allow redundant-action"), "a.jsonc");
    assert_eq!(bare, ["redundant-action at 9:9", "missing-reason at 9:41"]);
    let unknown = found(&with("// iamsim: allow redundant-acton: x"), "a.jsonc");
    assert_eq!(unknown, ["redundant-action at 9:9", "unknown-code at 9:41"]);
    let several = found(&with("/* iamsim: allow full-access, redundant-action: x */"), "a.jsonc");
    assert_eq!(several, ["redundant-action at 9:9 allowed", "unused-allow at 9:41"]);
}

#[test]
fn a_text_is_no_comment() {
    let text =
        TWICE.replace("\"Sid\": \"Reports\"", "\"Sid\": \"// iamsim: allow redundant-action: x\"");
    assert_eq!(found(&text, "a.jsonc"), ["redundant-action at 9:9"]);
}

#[test]
fn a_comment_in_a_scenario_file_is_about_the_policy_inside() {
    let scenario = r#"{ "title": "t", "policies": { "identity": [
  // iamsim: allow redundant-action: an example of how not to write
  { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
    "Action": ["s3:Get*", "s3:GetObject"], "Resource": "*" }] }] },
  "cases": [{ "name": "a", "principal": "arn:aws:iam::111122223333:user/a", "action": "s3:GetObject",
    "resource": "arn:aws:s3:::reports/x", "expect": "allowed" }] }"#;
    assert_eq!(found(scenario, "s.json"), ["redundant-action at 4:27 allowed"]);
}

#[test]
fn the_settings_allow_by_code_path_and_sid() {
    let settings = |sid: &str| {
        format!(
            "[[lint.allow]]\ncode = \"redundant-action\"\npath = \"p/*.json\"\nreason = \"old\"\n{sid}"
        )
    };
    let desk = folder(&[("p/a.json", TWICE), ("q/a.json", TWICE), ("iamsim.toml", &settings(""))]);
    let report = json(desk.path(), &[&["p", "q"], &ONLY[..]].concat());
    assert_eq!(found_in(&report, "p/a.json"), ["redundant-action at 9:9 allowed"]);
    assert_eq!(found_in(&report, "q/a.json"), ["redundant-action at 9:9"]);
    let write = |text: &str| fs::write(desk.path().join("iamsim.toml"), text).unwrap();
    write(&settings("sid = \"Reports\""));
    let report = json(desk.path(), &["p"]);
    assert!(found_in(&report, "p/a.json").contains(&"redundant-action at 9:9 allowed".to_owned()));
    write(&settings("sid = \"Other\""));
    let unused = lint(desk.path(), &["p"]);
    assert!(
        unused.err.contains("warning[unused-allow]") && unused.err.contains("iamsim.toml:2:8"),
        "{}",
        unused.err
    );
    assert!(!lint(desk.path(), &["q"]).err.contains("unused-allow"));
}

#[test]
fn mistakes_in_the_settings_are_shown_at_their_place() {
    for (text, place, message) in [
        (
            "[[lint.allow]]\ncode = \"redundant-acton\"\npath = \"*\"\nreason = \"x\"",
            "2:8",
            "did you mean `redundant-action`?",
        ),
        (
            "[[lint.allow]]\ncode = \"redundant-action\"\npath = \"*\"",
            "1:1",
            "an allowance has a `reason`",
        ),
        ("[lint]\ndney = [\"warning\"]", "2:1", "did you mean `deny`?"),
        ("[lint]\nselect = [\"warnings\"]", "2:11", "did you mean `warning`?"),
    ] {
        let desk = folder(&[("a.json", CLEAN), ("iamsim.toml", text)]);
        let output = lint(desk.path(), &["a.json"]);
        assert_eq!(output.code, 2, "{text}");
        let is_told =
            output.err.contains(&format!("iamsim.toml:{place}")) && output.err.contains(message);
        assert!(is_told, "{text}: {}", output.err);
    }
}
