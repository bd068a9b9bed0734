//! `iamsim check --suggest` as people and programs see it.

use assert_cmd::Command;
use serde_json::Value;

const HOME: &str = "scenarios/examples/home-directories/policies/home-directory.json";

fn run(arguments: &[&str]) -> String {
    let mut program = Command::cargo_bin("iamsim").unwrap();
    let output = program.args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn check(more: &[&str]) -> String {
    let asked = ["check", "s3:GetObject", "arn:aws:s3:::team-files/home/bob/notes.txt"];
    let caller = ["--as", "arn:aws:iam::111122223333:user/alice", "--identity", HOME];
    run(&[&asked[..], &caller, more].concat())
}

#[test]
fn edits_come_with_places_and_diffs() {
    insta::assert_snapshot!(check(&["--suggest"]));
}

#[test]
fn an_allowance_says_what_it_hangs_on() {
    let asked =
        ["check", "s3:GetObject", "arn:aws:s3:::team-files/home/alice/notes.txt", "--suggest"];
    let caller = ["--as", "arn:aws:iam::111122223333:user/alice", "--identity", HOME];
    insta::assert_snapshot!(run(&[&asked[..], &caller].concat()));
}

#[test]
fn json_fits_its_schema() {
    let schema: Value = serde_json::from_str(&run(&["schema", "answer"])).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    for more in [
        &["--suggest", "--format", "json"][..],
        &["--format", "json"],
        &["--format", "json", "--with", "x"],
    ] {
        let answer: Value = serde_json::from_str(&check(more)).unwrap();
        let mistakes: Vec<String> =
            validator.iter_errors(&answer).map(|one| one.to_string()).collect();
        assert!(mistakes.is_empty(), "{mistakes:?} {answer:#}");
        assert_eq!(answer["advice"].is_null(), !more.contains(&"--suggest"));
    }
}

#[test]
fn without_the_option_nothing_is_said() {
    assert!(!check(&[]).contains("the narrowest first"));
}

/// A folder with one file in it, and what the program says there.
fn run_on(name: &str, text: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    let mut program = Command::cargo_bin("iamsim").unwrap();
    let output = program.current_dir(folder.path()).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

const INLINE: &str = r#"{
  "vars": { "account": "111122223333", "bucket": "team" },
  "policies": {
    "identity": [
      {
        "Version": "2012-10-17",
        // who reads
        "Statement": [
          {
            "Effect": "Allow",
            "Action": ["s3:GetObject"],
            "Resource": "arn:aws:s3:::{{bucket}}/*"
          }
        ]
      }
    ]
  },
  "cases": [
    { "name": "alice writes", "principal": "arn:aws:iam::{{account}}:user/alice",
      "action": "s3:PutObject", "resource": "arn:aws:s3:::{{bucket}}/a", "expect": "allowed" }
  ]
}
"#;

#[test]
fn a_failed_case_names_the_narrowest_edit() {
    let told = run_on("case.json", INLINE, &["test", "case.json"]);
    let line = "would turn it: identity-based policy, case.json:9: add a statement that allows just \
        `s3:PutObject` on `arn:aws:s3:::team/a`; allows nothing else";
    assert!(told.contains(line), "{told}");
    let quiet = run_on("case.json", INLINE, &["test", "case.json", "--quiet"]);
    assert!(!quiet.contains("would turn it"), "{quiet}");
}

/// What variables stand for is known while the edit is tried; the file keeps the variables.
#[test]
fn policies_inside_a_scenario_are_edited_where_they_stand() {
    let told = run_on("case.json", INLINE, &["test", "case.json", "--suggest"]);
    for line in [
        "+            \"Action\": [\"s3:GetObject\", \"s3:PutObject\"],",
        "             \"Resource\": \"arn:aws:s3:::{{bucket}}/*\"",
        "+          { \"Effect\": \"Allow\", \"Action\": \"s3:PutObject\", \"Resource\": \"arn:aws:s3:::team/a\" }",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
}

#[test]
fn only_the_first_twenty_failures_are_told() {
    let actions: Vec<String> = (0..25).map(|number| format!("\"s3:Made{number}\"")).collect();
    let many = INLINE.replace("\"s3:PutObject\"", &format!("[{}]", actions.join(", ")));
    let told = run_on("case.json", &many, &["test", "case.json"]);
    assert_eq!(told.matches("would turn it").count(), 20, "{told}");
    assert!(told.contains("what would turn 5 more failures was not looked for"), "{told}");
}

#[test]
fn an_unwanted_allowance_is_told_how_to_end() {
    let unwanted =
        INLINE.replace("s3:PutObject", "s3:GetObject").replace("\"allowed\"", "\"denied\"");
    let told = run_on("case.json", &unwanted, &["test", "case.json"]);
    assert!(told.contains("add a statement that denies just `s3:GetObject`"), "{told}");
}

const ENVIRONMENT: &str = "accounts:
  \"111122223333\":
    users:
      alice:
        policies:
          - name: reader
            document:
              Version: \"2012-10-17\"
              Statement:
                Effect: Allow
                Action: s3:GetObject
                Resource: arn:aws:s3:::team/*
";

#[test]
fn policies_of_an_environment_are_edited_where_they_stand() {
    let asked = ["check", "s3:PutObject", "arn:aws:s3:::team/a", "--as", "alice"];
    let told = run_on(
        "account.yaml",
        ENVIRONMENT,
        &[&asked[..], &["--env", "account.yaml", "--suggest"]].concat(),
    );
    assert!(told.contains("account.yaml:10: add `s3:PutObject` to `Action`"), "{told}");
    assert!(told.contains("+                Action: [s3:GetObject, s3:PutObject]"), "{told}");
    assert!(told.contains("+                - Effect: Allow"), "{told}");
}
