//! Files that only hold fixtures, and fixtures that nobody needs.

use super::{Output, PASSES, folder, test_in};

#[test]
fn a_file_without_cases_runs_nothing() {
    let fixtures = r#"{ "principals": { "ann": { "arn": "arn:aws:iam::{{account}}:user/ann" } } }"#;
    let folder = folder(&[("s/a.json", PASSES), ("s/fixtures.json", fixtures)]);
    let output = test_in(folder.path(), &["s"]);
    assert_eq!((output.code, &*output.out), (0, "2 passed in 1 file (.. s)\n"));
    let output = test_in(folder.path(), &["s/fixtures.json"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("there are no scenarios in `s/fixtures.json`"), "{}", output.err);
}

#[test]
fn misspelt_cases_are_a_mistake_all_the_same() {
    for text in [
        r#"{ "caes": [{ "name": "it" }] }"#,
        r#"{ "Cases": [{ "name": "it" }] }"#,
        r#"{ "principals": {}, "tests": [{ "name": "it" }] }"#,
    ] {
        let folder = folder(&[("s/a.json", PASSES), ("s/b.json", text)]);
        let output = test_in(folder.path(), &["s"]);
        assert_eq!(output.code, 2, "{text}: {}", output.out);
        assert!(output.out.contains("unknown-field"), "{text}: {}", output.out);
    }
    let folder = folder(&[("s/a.json", r#"{ "title": "empty", "cases": null }"#)]);
    let output = test_in(folder.path(), &["s"]);
    assert!(output.out.contains("expected a list, found null"), "{}", output.out);
}

/// Runs a file in which only `ann`, `note`, `office` and `account` are used.
fn run(more: &str) -> Output {
    let text = format!(
        r#"{{
  "vars": {{ "account": "111122223333", "idle-var": "x" }},
  "principals": {{ "ann": {{ "arn": "arn:aws:iam::{{{{account}}}}:user/ann" }}, "idle-user": {{ "arn": "x" }} }},
  "resources": {{ "note": {{ "arn": "arn:aws:s3:::b/note" }}, "idle-note": {{ "arn": "arn:aws:s3:::b/x" }} }},
  "contexts": {{ "office": {{}}, "idle-place": {{}} }},
  "cases": [{{ "name": "it", "principal": ["ann"], "action": "s3:GetObject", "resource": "note",
    "context": ["office", {{}}], {more} "expect": "denied" }}]
}}"#
    );
    test_in(folder(&[("a.json", &text)]).path(), &["a.json"])
}

#[test]
fn a_fixture_that_no_case_uses_is_a_warning() {
    let output = run("");
    assert_eq!(output.code, 0);
    for (what, place) in [
        ("variable `idle-var`", "a.json:2:40"),
        ("principal `idle-user`", "a.json:3:74"),
        ("resource `idle-note`", "a.json:4:60"),
        ("context `idle-place`", "a.json:5:31"),
    ] {
        let warning = format!("warning[unused-fixture]: no case uses the {what}");
        assert!(output.out.contains(&warning), "{warning} is not in:\n{}", output.out);
        assert!(output.out.contains(place), "{place} is not in:\n{}", output.out);
    }
    assert_eq!(output.out.matches("unused-fixture").count(), 4, "{}", output.out);
}

#[test]
fn little_is_told_on_demand() {
    let text = r#"{ "vars": { "idle": "x" }, "cases": [{ "name": "it", "kind": "identity",
        "policies": { "identity": {} }, "expect": { "error": "missing-statement" } }] }"#;
    let folder = folder(&[("a.json", text)]);
    let output = test_in(folder.path(), &["a.json", "--quiet"]);
    assert!(!output.out.contains("unused-fixture"), "{}", output.out);
}

#[test]
fn a_further_authorization_uses_a_resource() {
    let output = run(r#""alsoRequires": [{ "action": "s3:GetObject", "resource": "idle-note" }],"#);
    assert_eq!(output.out.matches("unused-fixture").count(), 3, "{}", output.out);
}
