//! `iamsim test` from the outside: what runs, what is said of it, and the exit code.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod claims;
mod expectations;
mod extends;
mod fixtures;
#[path = "../program/mod.rs"]
mod program;

use std::path::Path;

use program::Output;
use tempfile::TempDir;

const ALLOW: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" },
  { "Sid": "NoSecrets", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/secret/*" }
] }"#;

/// A folder with these files, the policy `policies/read.json` among them.
fn folder(files: &[(&str, &str)]) -> TempDir {
    program::folder(&[files, &[("policies/read.json", ALLOW)]].concat())
}

fn test_in(folder: &Path, arguments: &[&str]) -> Output {
    Output::of(program::iamsim(folder).arg("test").args(arguments))
}

const FIXTURES: &str = r#"{
  "policies": { "identity": ["policies/read.json"] },
  "principals": {
    "ann": { "arn": "arn:aws:iam::111122223333:user/ann" },
    "bob": { "arn": "arn:aws:iam::111122223333:user/bob", "policies": { "identity": [] } }
  },
  "resources": {
    "note": { "arn": "arn:aws:s3:::b/note", "account": "111122223333" },
    "secret": { "arn": "arn:aws:s3:::b/secret/x", "account": "111122223333" }
  }
}"#;

/// Runs one scenario file whose `cases` (and whatever else) are given.
fn run_cases(members: &str) -> Output {
    let text = format!(
        r#"{{
  "title": "a test", // comments are allowed
  "extends": "fixtures.json",
  {members}
}}"#
    );
    let folder = folder(&[("a.json", &text), ("fixtures.json", FIXTURES)]);
    test_in(folder.path(), &["a.json"])
}

fn run_case(members: &str) -> Output {
    run_cases(&format!(r#""cases": [{{ "name": "it", {members} }}]"#))
}

const ANN_READS: &str = r#""principal": "ann", "action": "s3:GetObject", "resource": "note""#;

#[test]
fn what_is_expected_passes() {
    let output = run_case(&format!(r#"{ANN_READS}, "expect": "allowed""#));
    assert_eq!((output.code, &*output.out), (0, "1 passed in 1 file (.. s)\n"));
}

#[test]
fn what_is_not_expected_is_told_in_full() {
    let output = run_case(&format!(r#"{ANN_READS}, "expect": "explicitDeny""#));
    assert_eq!(output.code, 1);
    insta::assert_snapshot!(output.out);
}

#[test]
fn lists_multiply_and_exceptions_override_their_cells() {
    let output = run_case(
        r#""principal": ["ann", "bob"], "action": "s3:GetObject", "resource": ["note", "secret"],
        "expect": "allowed",
        "except": [
          { "principal": "bob", "expect": "implicitDeny" },
          { "principal": "ann", "resource": "secret", "expect": "explicitDeny",
            "because": { "policyType": "identity", "sid": "NoSecrets", "policy": "policies/read.json" } }
        ]"#,
    );
    assert_eq!((output.code, &*output.out), (0, "4 passed in 1 file (.. s)\n"), "{}", output.err);
}

#[test]
fn the_nearest_policies_win() {
    let output = run_case(
        r#""principal": "bob", "action": "s3:GetObject", "resource": "note",
        "policies": { "identity": ["policies/read.json"] }, "expect": "ALLOW""#,
    );
    assert_eq!(output.code, 0, "{}", output.out);
}

#[test]
fn expectations_by_action_name_the_actions() {
    let output = run_case(
        r#""principal": "ann", "resource": "note",
        "expect": { "allowed": ["s3:GetObject"], "denied": ["s3:PutObject", "s3:DeleteObject"] }"#,
    );
    assert_eq!((output.code, &*output.out), (0, "3 passed in 1 file (.. s)\n"));
}

#[test]
fn another_reason_is_a_failure() {
    let because = r#""because": { "policyType": "resource" }"#;
    let output = run_case(&format!(r#"{ANN_READS}, "expect": "allowed", {because}"#));
    assert_eq!(output.code, 1);
    assert!(
        output.out.contains(
            "expected the reason `{ \"policyType\": \"resource\" }`, came out allowed by `Read` of"
        ),
        "{}",
        output.out
    );
    let either = r#""because": [{ "policyType": "resource" }, { "index": 0, "effect": "Allow" }]"#;
    let output = run_case(&format!(r#"{ANN_READS}, "expect": "allowed", {either}"#));
    assert_eq!(output.code, 0, "{}", output.out);
}

#[test]
fn undecided_fails_and_says_so() {
    let tested = r#""policies": { "identity": [{ "Version": "2012-10-17", "Statement": { "Effect": "Allow",
        "Action": "s3:*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } } }] }"#;
    let output = run_case(&format!(r#"{ANN_READS}, {tested}, "expect": "allowed""#));
    assert_eq!(output.code, 1);
    assert!(output.out.contains("came out undecided"), "{}", output.out);
    let output = run_case(&format!(r#"{ANN_READS}, {tested}, "expect": "undecided""#));
    assert_eq!(output.code, 0, "{}", output.out);
}

#[test]
fn an_expected_error_must_arise() {
    let broken = |statement: &str| {
        format!(r#"{ANN_READS}, "policies": {{ "identity": [{{ "Statement": {statement} }}] }}"#)
    };
    let error = r#""expect": { "error": "invalid-effect" }"#;
    let wrong = r#"{ "Effect": "allow", "Action": "*", "Resource": "*" }"#;
    let right = r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#;
    assert_eq!(run_case(&format!("{}, {error}", broken(wrong))).code, 0);
    let output = run_case(&format!("{}, {error}", broken(right)));
    assert_eq!(output.code, 1);
    assert!(output.out.contains("expected the error invalid-effect"), "{}", output.out);
    let saved = |kind: &str| {
        let policy = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "AWS": "111122223333" }, "Resource": "*" } }"#;
        run_case(&format!(
            r#""kind": "{kind}", "policies": {{ "resource": {policy} }},
            "expect": {{ "error": "role-trust-policy-syntax-error-resource" }}"#
        ))
    };
    assert_eq!(saved("trust").code, 0);
    assert_eq!(saved("resource").code, 1);
}

#[test]
fn a_policy_that_cannot_be_read_is_no_answer() {
    let output = run_case(&format!(
        r#"{ANN_READS}, "policies": {{ "identity": ["gone.json"] }}, "expect": "denied""#
    ));
    assert_eq!(output.code, 2);
    assert!(output.out.contains("NO ANSWER a.json#it"), "{}", output.out);
    assert!(output.out.contains("1 without an answer, 0 passed in 1 file"), "{}", output.out);
}

#[test]
fn mistakes_are_shown_in_place() {
    let told = |members: &str, code: &str| {
        let output = run_cases(members);
        assert_eq!(output.code, 2, "{}", output.out);
        assert!(output.out.contains(code), "{code} is not in:\n{}", output.out);
        assert!(output.out.contains("a.json:"), "{}", output.out);
    };
    let case = |members: &str| format!(r#""cases": [{{ "name": "it", {members} }}]"#);
    let reads = |members: &str| case(&format!("{ANN_READS}, {members}"));
    told(&case(r#""expects": "allowed""#), "did you mean `expect`?");
    told(r#""caes": []"#, "did you mean `cases`?");
    told(r#""cases": []"#, "missing-cases");
    told(
        r#""cases": [{ "name": "a", "expect": "allowed" }, { "name": "a", "expect": "allowed" }]"#,
        "duplicate-case",
    );
    told(r#""environment": ["b.json"], "cases": []"#, "unreadable-file");
    told(&reads(r#""now": "{{today}}", "expect": "allowed""#), "unknown-variable");
    told(&reads(r#""expect": "alowed""#), "did you mean `allowed`?");
    told(&reads(r#""because": { "sid": "Read" }"#), "missing-expectation");
    told(
        &reads(r#""expect": { "error": "x" }, "because": { "sid": "Read" }"#),
        "conflicting-expectation",
    );
    told(
        &reads(r#""expect": "allowed", "except": [{ "principal": "bob", "expect": "denied" }]"#),
        "unfitting-except",
    );
    told(&reads(r#""expect": "allowed", "context": "office""#), "unknown-name");
    told(&reads(r#""expect": "allowed", "context": []"#), "empty-list");
    told(
        &case(
            r#""principal": "anne", "action": "s3:GetObject", "resource": "note", "expect": "allowed""#,
        ),
        "did you mean `ann`?",
    );
    told(
        &reads(
            r#""expect": "allowed", "policies": { "identity": ["arn:aws:iam::111122223333:policy/Mine"] }"#,
        ),
        "unknown-policy",
    );
}

const PASSES: &str = r#"{ "cases": [{ "name": "nobody reads", "principal": "arn:aws:iam::111122223333:user/ann",
  "action": ["s3:GetObject", "s3:PutObject"], "resource": "arn:aws:s3:::b/x", "expect": "denied" }] }"#;

const FAILS: &str = "\
cases:
  - name: everybody reads
    principal: arn:aws:iam::111122223333:user/ann
    action: s3:GetObject
    resource: arn:aws:s3:::b/x
    expect: allowed
";

#[test]
fn folders_are_searched_for_scenarios() {
    let folder = folder(&[
        ("scenarios/a.json", PASSES),
        ("scenarios/deep/b.yaml", FAILS),
        ("scenarios/deep/policy.json", ALLOW),
        ("scenarios/policies/broken.json", "{"),
        ("scenarios/.hidden/c.json", "{"),
        ("scenarios/notes.txt", "{"),
    ]);
    let output = test_in(folder.path(), &[]);
    assert_eq!(output.code, 1, "{}", output.err);
    assert!(output.out.ends_with("1 failed, 2 passed in 2 files (.. s)\n"), "{}", output.out);
    let output = test_in(folder.path(), &["scenarios/**/*.yaml"]);
    assert!(output.out.ends_with("1 failed, 0 passed in 1 file (.. s)\n"), "{}", output.out);
    let output = test_in(folder.path(), &["scenarios/a.json", "scenarios"]);
    assert!(output.out.ends_with("1 failed, 2 passed in 2 files (.. s)\n"), "{}", output.out);
}

#[test]
fn a_file_that_cannot_be_read_lets_the_rest_run() {
    let folder = folder(&[("s/a.json", PASSES), ("s/b.json", "{ \"cases\": [ }")]);
    let output = test_in(folder.path(), &["s"]);
    assert_eq!(output.code, 2);
    assert!(output.out.contains("UNREADABLE s/b.json"), "{}", output.out);
    assert!(output.out.contains("s/b.json:1:14"), "{}", output.out);
    assert!(
        output.out.ends_with("2 passed in 1 file (.. s); 1 file could not be read\n"),
        "{}",
        output.out
    );
}

#[test]
fn filters_choose_by_id() {
    let folder = folder(&[("s/a.json", PASSES), ("s/b.yaml", FAILS)]);
    let out = |filter: &str| test_in(folder.path(), &["s", "-v", "--filter", filter]).out;
    let one = "passed s/a.json#nobody reads[action=s3:PutObject]\n1 passed in 1 file (.. s)\n";
    assert_eq!(out("PutObject"), one);
    assert_eq!(out("nobody*Put*"), one);
    assert_eq!(out("s/a.json#nobody reads[action=s3:PutObject]"), one);
    let output = test_in(folder.path(), &["s", "--filter", "nothing like this"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("no case fits the filter `nothing like this`"), "{}", output.err);
}

#[test]
fn little_or_much_is_told() {
    let folder = folder(&[("s/a.yaml", FAILS), ("s/b.json", PASSES), ("s/c.yaml", FAILS)]);
    let quiet = test_in(folder.path(), &["s", "--quiet"]).out;
    assert_eq!(
        quiet,
        "FAILED s/a.yaml#everybody reads\nFAILED s/c.yaml#everybody reads\n2 failed, 2 passed in 3 files (.. s)\n"
    );
    let fast = test_in(folder.path(), &["s", "-q", "--fail-fast"]);
    assert_eq!(
        (fast.code, &*fast.out),
        (
            1,
            "FAILED s/a.yaml#everybody reads\n1 failed, 0 passed in 1 file (.. s); 2 files left out\n"
        )
    );
}

#[test]
fn nothing_to_run_is_no_success() {
    let folder = folder(&[("empty/policy.json", ALLOW), ("empty/directory.json/x.txt", "")]);
    for path in ["empty", "gone", "gone.json", "gone/*.json", "empty/policy.json"] {
        let output = test_in(folder.path(), &[path]);
        assert_eq!(output.code, 2, "{path}: {}{}", output.out, output.err);
        assert!(!(output.out + &output.err).trim().is_empty(), "{path}");
    }
    assert_eq!(test_in(folder.path(), &[]).code, 2);
}
