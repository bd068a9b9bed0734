//! `iamsim impact` as people run it.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{TEAM, alice, allow};

const PLAN: &str = "docs/examples/plan.json";

/// Files that live as long as a test.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, value: &Value) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, value.to_string()).unwrap();
        path
    }

    /// Alice without policies, and with one.
    fn both(&self) -> [PathBuf; 2] {
        let after = alice(&[allow("s3:GetObject", TEAM)]);
        [self.write("before.json", &alice(&[])), self.write("after.json", &after)]
    }
}

struct Ran {
    code: Option<i32>,
    told: String,
    complained: String,
}

fn run(arguments: &[&str]) -> Ran {
    let mut program = Command::cargo_bin("iamsim").unwrap();
    let output = program.arg("impact").args(arguments).output().unwrap();
    let [told, complained] =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    Ran { code: output.status.code(), told, complained }
}

fn compared(before: &Path, after: &Path, more: &[&str]) -> Ran {
    let sides = ["--env", before.to_str().unwrap(), "--with", after.to_str().unwrap()];
    run(&[&sides, more].concat())
}

#[test]
fn a_gain_is_one_where_new_access_is_denied_and_else_nought() {
    let files = Files::new();
    let [none, some] = files.both();
    assert_eq!(compared(&none, &some, &[]).code, Some(0));
    for format in ["table", "json", "markdown", "github"] {
        let ran = compared(&none, &some, &["--deny-new-access", "--format", format]);
        assert_eq!(ran.code, Some(1), "{format}: {}", ran.complained);
        assert!(ran.told.contains("s3:GetObject"), "{format}: {}", ran.told);
    }
    let lost = compared(&some, &none, &["--deny-new-access"]);
    assert_eq!(lost.code, Some(0), "{}", lost.told);
    assert!(lost.told.contains("  loses s3, Read\n"), "{}", lost.told);
    let alike = compared(&some, &some, &["--deny-new-access"]);
    assert_eq!(alike.code, Some(0), "{}", alike.told);
}

#[test]
fn what_may_be_gained_counts_as_new_access() {
    let files = Files::new();
    let after = files.write("after.json", &alice(&[json!({"unknown": "later"})]));
    let before = files.write("before.json", &alice(&[]));
    let ran = compared(&before, &after, &["--deny-new-access"]);
    assert_eq!(ran.code, Some(1), "{}", ran.told);
    assert!(ran.told.contains("may be gained, 0 lost, 0 may be lost\n"), "{}", ran.told);
}

#[test]
fn without_an_answer_it_is_two() {
    let files = Files::new();
    let [none, _] = files.both();
    let path = none.to_str().unwrap();
    let mistaken = alice(&[json!({"name": "own", "document": {"Version": "2012-10-17",
        "Statement": [{"Effect": "Perhaps", "Action": "*", "Resource": "*"}]}})]);
    let mistaken = files.write("mistaken.json", &mistaken);
    for arguments in [
        &["--env", path][..],
        &["--env", path, "--with", "not-there.json"],
        &["--env", "not-there.json", "--with", path],
        &["--env", path, "--with", path, "--scenarios", "not-there"],
        &["--env", path, "--with", path, "--scenarios", path],
        &["--env", path, "--with", mistaken.to_str().unwrap(), "--deny-new-access"],
        &["--with", path],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?} {}", ran.told);
        assert!(ran.complained.starts_with("error"), "{arguments:?} {}", ran.complained);
    }
    let alone = run(&["--with", path]);
    assert!(alone.complained.contains("error[nothing-before]"), "{}", alone.complained);
    assert!(alone.complained.contains("--env"), "{}", alone.complained);
}

#[test]
fn a_plan_alone_says_both_sides() {
    let ran = run(&["--with", PLAN, "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.complained);
    let answer: Value = serde_json::from_str(&ran.told).unwrap();
    assert!(answer["findings"].as_array().unwrap().len() > 3, "{answer}");
    let changes: Vec<&str> = answer["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["subject"].as_str().unwrap())
        .collect();
    assert_eq!(changes, ["user bob of 111122223333", "resource arn:aws:s3:::example-reports"]);
}

fn scenario(principal: &str, resource: &str) -> Value {
    let request = json!({"principal": principal, "action": "s3:GetObject", "resource": resource});
    let mut case = request;
    case["name"] = "somebody reads".into();
    case["expect"] = "denied".into();
    json!({"cases": [case]})
}

#[test]
fn the_cases_of_scenarios_are_decided_on_both_sides() {
    let files = Files::new();
    let [none, some] = files.both();
    let alice = "arn:aws:iam::111122223333:user/alice";
    let cases = files.write("reads.json", &scenario(alice, "arn:aws:s3:::team/by-case"));
    let asked =
        ["--scenarios", cases.to_str().unwrap(), "--deny-new-access", "--most-requests", "0"];
    let ran = compared(&none, &some, &asked);
    assert_eq!(ran.code, Some(1), "{} {}", ran.told, ran.complained);
    assert!(ran.told.contains("s3:GetObject on arn:aws:s3:::team/by-case"), "{}", ran.told);
    assert!(ran.told.contains("somebody reads"), "{}", ran.told);
    assert!(ran.told.contains("looked at 1 request: "), "{}", ran.told);
    let unchanged = compared(&some, &some, &asked);
    assert_eq!(unchanged.code, Some(0), "{}", unchanged.told);
    let folder = [&asked[..1], &[files.0.path().to_str().unwrap()], &asked[2..]].concat();
    assert_eq!(compared(&none, &some, &folder).code, Some(1));
}

#[test]
fn a_case_that_cannot_be_asked_is_said() {
    let files = Files::new();
    let [none, some] = files.both();
    let nobody = "arn:aws:iam::111122223333:user/nobody";
    let cases = files.write("reads.json", &scenario(nobody, "arn:aws:s3:::team/by-case"));
    let asked = ["--scenarios", cases.to_str().unwrap(), "--most-requests", "0"];
    let ran = compared(&none, &some, &asked);
    assert_eq!(ran.code, Some(0), "{}", ran.complained);
    assert!(!ran.told.contains("by-case"), "{}", ran.told);
}
