//! Which files are read, and how a run ends.

use std::fs;

use iamsim::catalog::{Catalog, ManagedPolicy};

use crate::{CLEAN, EVERYTHING, TWICE, folder, found_in, json, lint, program};

#[test]
fn a_folder_holds_policies_and_other_files() {
    let desk = folder(&[
        ("policies/a.json", TWICE),
        ("policies/deep/b.json", CLEAN),
        ("policies/package.json", r#"{"name": "x"}"#),
        ("policies/notes.yaml", "a: [1"),
    ]);
    let report = json(desk.path(), &["policies", "--select", "redundant-action"]);
    assert_eq!(found_in(&report, "policies/a.json"), ["redundant-action at 9:9"]);
    assert_eq!(
        report["skipped"],
        serde_json::json!(["policies/notes.yaml", "policies/package.json"])
    );
    let told = lint(desk.path(), &["policies", "--select", "redundant-action", "-v"]);
    assert_eq!(told.code, 0);
    assert!(told.out.contains("skipped policies/package.json: it holds no policy"), "{}", told.out);
    assert!(told.out.ends_with(
        "1 suggestion in 2 policies (2 other files skipped)\n`--fix` can fix 1 of them\n"
    ));
}

#[test]
fn the_exit_code_tells_what_was_found() {
    let desk = folder(&[("a.json", TWICE), ("clean.json", CLEAN), ("all.json", EVERYTHING)]);
    let code = |arguments: &[&str]| lint(desk.path(), arguments).code;
    let only = ["--select", "redundant-action", "--select", "full-access"];
    assert_eq!(code(&[&["clean.json"], &only[..]].concat()), 0);
    assert_eq!(code(&[&["a.json"], &only[..]].concat()), 0);
    assert_eq!(code(&[&["a.json", "--deny", "suggestion"], &only[..]].concat()), 1);
    assert_eq!(code(&[&["a.json", "--deny", "redundant-action"], &only[..]].concat()), 1);
    assert_eq!(code(&["all.json"]), 1);
    assert_eq!(code(&["all.json", "--ignore", "security-warning"]), 0);
    assert_eq!(code(&["absent.json", "clean.json"]), 2);
    assert_eq!(code(&["clean.json", "--select", "redundant-acton"]), 2);
}

#[test]
fn what_is_named_and_no_policy_is_an_error() {
    let desk = folder(&[("a.json", r#"{"Effect": 1}"#), ("empty/x.txt", "")]);
    let named = lint(desk.path(), &["a.json"]);
    assert_eq!(named.code, 2);
    assert!(named.err.contains("`a.json` is no policy: it has no `Statement`"), "{}", named.err);
    let empty = lint(desk.path(), &["empty"]);
    assert_eq!((empty.code, empty.err.as_str()), (2, "error: there are no policies in `empty`\n"));
}

#[test]
fn what_cannot_be_parsed_is_a_finding_where_a_policy_was_meant() {
    let desk = folder(&[
        ("p/a.json", r#"{"Statement": [}"#),
        ("p/near.json", r#"{"Statements": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}"#),
        ("p/empty.json", r#"{"Statements": []}"#),
        ("p/versioned.json", r#"{"Version": "2012-10-17", "statement": []}"#),
        ("p/other.json", r#"{"statements": [], "balance": 12}"#),
        ("p/comment.json", &format!("// why\n{CLEAN}")),
    ]);
    let report = json(desk.path(), &["p", "--select", "error"]);
    for (file, place) in [("p/empty.json", "1:2"), ("p/versioned.json", "1:27")] {
        let found = found_in(&report, file);
        assert!(found.contains(&format!("invalid-policy-element at {place}")), "{found:?}");
    }
    assert_eq!(report["skipped"], serde_json::json!(["p/other.json"]));
    assert_eq!(found_in(&report, "p/a.json"), ["json-syntax-error at 1:16"]);
    assert_eq!(found_in(&report, "p/near.json"), ["invalid-policy-element at 1:2"]);
    assert_eq!(found_in(&report, "p/comment.json"), ["json-syntax-error at 1:1"]);
}

#[test]
fn behind_a_comment_the_rest_is_told_too() {
    let desk = folder(&[
        ("a.json", &format!("// why\n{TWICE}")),
        ("a.jsonc", &format!("// why\n{TWICE}")),
    ]);
    let report = json(desk.path(), &["a.json", "a.jsonc"]);
    let found = found_in(&report, "a.json");
    assert!(found.contains(&"json-syntax-error at 1:1".to_owned()), "{found:?}");
    assert!(found.contains(&"redundant-action at 10:9".to_owned()), "{found:?}");
    assert!(!found_in(&report, "a.jsonc").contains(&"json-syntax-error at 1:1".to_owned()));
}

#[test]
fn the_standard_input_and_managed_policies() {
    let desk = folder(&[]);
    let mut command = program::iamsim(desk.path());
    let command = command.args(["lint", "-", "--format", "json"]).write_stdin(TWICE);
    let report = serde_json::from_str(&program::Output::of(command).out).unwrap();
    assert!(found_in(&report, "<stdin>").contains(&"redundant-action at 9:9".to_owned()));
    let arn = "arn:aws:iam::aws:policy/AdministratorAccess";
    let report = json(desk.path(), &[arn]);
    assert!(found_in(&report, arn).iter().any(|one| one.starts_with("full-access")), "{report}");
    assert_eq!(report["files"][0]["policies"][0]["kindFrom"], "managed");
    let wrong = lint(desk.path(), &["arn:aws:iam::aws:policy/AdministratorAcces"]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("did you mean `arn:aws:iam::aws:policy/AdministratorAccess`?"),
        "{}",
        wrong.err
    );
    let own = lint(desk.path(), &["arn:aws:iam::111122223333:policy/reports"]);
    assert_eq!(own.code, 2);
    assert!(own.err.contains("is a policy of an account, not one of AWS's"), "{}", own.err);
    assert!(own.err.contains("name its file"), "{}", own.err);
}

/// An alias is no place of its own: what it repeats is marked once.
#[test]
fn what_an_alias_repeats_is_marked_once() {
    let text = "Version: \"2012-10-17\"\nStatement:\n  - &one\n    Effect: Allow\n    Action: [&get s3:GetObject, *get]\n    Resource: arn:aws:s3:::reports/*\n  - *one\n";
    let desk = folder(&[("a.yaml", text)]);
    let report = json(desk.path(), &["a.yaml"]);
    let findings = report["files"][0]["findings"].as_array().unwrap();
    for code in ["redundant-action", "redundant-statement"] {
        let found: Vec<_> = findings.iter().filter(|one| one["code"] == code).collect();
        assert_eq!(found.len(), 1, "{report}");
        assert!(found[0].get("labels").is_none_or(|labels| labels == &serde_json::json!([])));
        assert_eq!(found[0]["hint"], "an alias repeats what stands here: leave out the alias");
    }
}

#[test]
fn policies_inside_scenario_files_are_linted_where_they_stand() {
    let scenario = r#"{
  "title": "t",
  "vars": { "bucket": "reports" },
  "policies": { "identity": ["policies/home.json", {
    "Version": "2012-10-17",
    "Statement": [{ "Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "arn:aws:s3:::{{bucket}}/*" }]
  }] },
  "resources": { "r": { "arn": "arn:aws:iam::111122223333:role/app", "policy": {
    "Version": "2012-10-17",
    "Statement": { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" } } } },
  "cases": [
    { "name": "a", "principal": "arn:aws:iam::111122223333:user/a", "action": "s3:GetObject",
      "resource": "arn:aws:s3:::reports/x", "expect": "allowed" },
    { "name": "refused", "policies": { "identity": [{ "Statement": [] }] },
      "principal": "arn:aws:iam::111122223333:user/a", "action": "s3:GetObject",
      "resource": "arn:aws:s3:::reports/x", "expect": { "error": "missing-statement" } }
  ]
}"#;
    let desk = folder(&[("s.json", scenario), ("policies/home.json", CLEAN)]);
    let report = json(desk.path(), &["s.json"]);
    assert!(
        found_in(&report, "s.json").contains(&"redundant-action at 6:62".to_owned()),
        "{report}"
    );
    let policies = report["files"][0]["policies"].as_array().unwrap();
    let told: Vec<_> = policies
        .iter()
        .map(|one| (one["pointer"].as_str().unwrap(), one["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("/policies/identity/1", "identity"), ("/resources/r/policy", "trust")]);
    assert_eq!(report["meantWrong"], 1);
}

#[test]
fn without_a_path_the_settings_say_what_is_linted() {
    let files = [("policies/a.json", TWICE), ("other/b.json", TWICE)];
    let desk = folder(&files);
    let names = |report: &serde_json::Value| -> Vec<String> {
        let files = report["files"].as_array().unwrap();
        files.iter().map(|file| file["file"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&json(desk.path(), &[])), ["policies/a.json"]);
    fs::write(desk.path().join("iamsim.toml"), "[lint]\npaths = [\"other\"]").unwrap();
    assert_eq!(names(&json(desk.path(), &[])), ["other/b.json"]);
    let nothing = folder(&[("x.txt", "")]);
    assert_eq!(lint(nothing.path(), &[]).code, 2);
}

#[test]
fn hostile_names_and_texts_do_no_harm() {
    let hostile = "\u{1b}[31m\u{202e}::error::\n";
    let policy = format!(
        r#"{{"Statement": [{{"Sid": {0}, "Effect": "Allow", "Action": [{0}, {0}], "Resource": {0}}}]}}"#,
        serde_json::to_string(hostile).unwrap()
    );
    let desk = folder(&[("p/a\u{1b}[2J.json", &policy)]);
    for format in ["human", "github"] {
        let output = lint(desk.path(), &["p", "--format", format]);
        let text = output.out + &output.err;
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
    }
    for format in ["json", "sarif"] {
        let output = lint(desk.path(), &["p", "--format", format]);
        assert!(serde_json::from_str::<serde_json::Value>(&output.out).is_ok(), "{}", output.out);
    }
}

#[test]
fn many_files_come_in_order() {
    let names: Vec<String> = (0..200).map(|number| format!("p/{number:03}.json")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), TWICE)).collect();
    let desk = folder(&files);
    let (one, two) = (lint(desk.path(), &["p"]), lint(desk.path(), &["p"]));
    assert_eq!(one.out, two.out);
    let places: Vec<&str> = one.out.lines().filter(|line| line.contains("--> p/")).collect();
    assert!(places.is_sorted() && places.len() >= 200);
}

#[test]
fn endings_in_capital_letters_count() {
    let yaml = "Version: \"2012-10-17\"\nStatement: []\n";
    let desk = folder(&[("A.JSON", CLEAN), ("B.YML", yaml), ("c.Jsonc", CLEAN)]);
    let report = json(desk.path(), &["."]);
    let names: Vec<&str> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["file"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["A.JSON", "B.YML", "c.Jsonc"]);
}

#[test]
fn a_policy_in_a_folder_that_is_not_in_utf8_is_no_other_file() {
    let desk = folder(&[("a.json", CLEAN)]);
    let words: Vec<u8> =
        format!("\u{feff}{CLEAN}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(desk.path().join("wide.json"), words).unwrap();
    fs::write(desk.path().join("latin.json"), b"{\"Statement\": \"\xfc\"}").unwrap();
    fs::write(desk.path().join("other.json"), b"\"\xfc\"").unwrap();
    let output = lint(desk.path(), &["."]);
    assert_eq!(output.code, 2, "{}", output.err);
    assert!(output.err.contains("wide.json:1:1"), "{}", output.err);
    assert!(output.err.contains("latin.json:1:16"), "{}", output.err);
    assert!(output.out.contains("(1 other file skipped, 2 files unread)"), "{}", output.out);
}

#[test]
fn the_longest_policy_of_aws_is_linted() {
    let policies = Catalog::embedded().managed_policies().all();
    let documents = policies.iter().map(ManagedPolicy::document);
    let longest = documents.max_by_key(|document| document.len()).unwrap();
    let desk = folder(&[("longest.json", &*longest)]);
    let output = lint(desk.path(), &["longest.json"]);
    assert!(output.code < 2, "{}", output.err);
}

#[test]
fn a_policy_that_is_longer_than_any_of_aws_is_named_and_not_linted() {
    let entries: Vec<String> =
        (0..10_000).map(|number| format!("\"arn:aws:s3:::b{number}/*\"")).collect();
    let long = CLEAN.replace("\"arn:aws:s3:::reports/*\"", &format!("[{}]", entries.join(", ")));
    let desk = folder(&[("a.json", CLEAN), ("long.json", &long)]);
    let output = lint(desk.path(), &["."]);
    assert_eq!(output.code, 2, "{}", output.err);
    assert!(output.err.starts_with("error[policy-too-long]: a policy of "), "{}", output.err);
    assert!(output.out.contains("1 policy (1 file unread)"), "{}", output.out);
}

#[test]
fn many_entries_are_linted() {
    let entries: Vec<String> =
        (0..900).map(|number| format!("\"arn:aws:s3:::b{number}/*\"")).collect();
    let many = CLEAN.replace("\"arn:aws:s3:::reports/*\"", &format!("[{}]", entries.join(", ")));
    let desk = folder(&[("a.json", &many)]);
    assert_eq!(lint(desk.path(), &["a.json"]).code, 0);
}

#[test]
fn a_newer_catalogue_counts() {
    let new = CLEAN.replace("s3:GetObject", "s3:GetObj");
    let catalogue = include_str!("../../src/catalog/data/catalogue.json")
        .replace("\"GetObject\"", "\"GetObj\"");
    let settings = "catalogue = [\"newer.json\"]\n";
    let plain = folder(&[("a.json", &*new), ("newer.json", &*catalogue)]);
    let agreed =
        folder(&[("a.json", &*new), ("newer.json", &*catalogue), ("iamsim.toml", settings)]);
    let of =
        |desk: &std::path::Path, arguments: &[&str]| found_in(&json(desk, arguments), "a.json");
    assert_eq!(of(plain.path(), &["a.json"]), ["invalid-action at 7:21"]);
    assert!(of(plain.path(), &["a.json", "--catalogue", "newer.json"]).is_empty());
    assert!(of(agreed.path(), &["a.json"]).is_empty());
    let broken = lint(plain.path(), &["a.json", "--catalogue", "a.json"]);
    assert_eq!((broken.code, &*broken.out), (2, ""));
    assert!(broken.err.contains("invalid-catalogue"), "{}", broken.err);
}

#[test]
fn what_is_ignored_hides_nothing_else() {
    let actions = r#""Action": ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]"#;
    let policy = EVERYTHING.replace(r#""Action": "*""#, actions);
    let desk = folder(&[("a.json", &policy)]);
    let (weak, strong) =
        ("pass-role-with-star-in-resource", "privilege-escalation-through-passed-role");
    let codes = |arguments: &[&str]| found_in(&json(desk.path(), arguments), "a.json").join(" ");
    let all = codes(&["a.json"]);
    assert!(all.contains(strong) && !all.contains(weak), "{all}");
    assert!(codes(&["a.json", "--ignore", strong]).contains(weak));
    assert!(codes(&["a.json", "--select", weak]).contains(weak));
}
