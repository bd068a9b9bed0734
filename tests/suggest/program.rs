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
