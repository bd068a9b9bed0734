//! Statements of which it is not known whether they add access, beside one that does: no report is
//! silent of them.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::{OWN_FOLDER, READ_ALL, ask, desk, json, policy};

const QUESTION: &str = "no-new-access --existing read.json --new half.json --as-stored";

fn half() -> TempDir {
    let desk = desk();
    fs::write(desk.path().join("half.json"), policy(&[READ_ALL, OWN_FOLDER])).unwrap();
    desk
}

fn out(format: &str) -> String {
    let output = ask(half().path(), &format!("{QUESTION} --format {format}"));
    assert_eq!(output.code, 1, "{}", output.err);
    output.out
}

#[test]
fn people_are_told() {
    let page = out("text");
    let line = "whether the statement at half.json:5:5 does so too is not known: a condition has an \
                operator that AWS does not have";
    assert!(page.contains(line), "{page}");
    assert!(page.contains("1 statement;"), "{page}");
}

#[test]
fn json_lists_them() {
    let answer = json(half().path(), QUESTION);
    assert_eq!(answer["reasons"].as_array().unwrap().len(), 1);
    assert_eq!(answer["undecided"][0]["statement"]["index"], 1);
    assert_eq!(answer["undecided"][0]["why"], "a condition has an operator that AWS does not have");
    assert_eq!(answer["undecided"][1], Value::Null);
}

#[test]
fn for_aws_they_might_grant() {
    let answer: Value = serde_json::from_str(&out("aws")).unwrap();
    let places: Vec<&Value> =
        answer["reasons"].as_array().unwrap().iter().map(|one| &one["statementIndex"]).collect();
    assert_eq!(places, [0, 1]);
}

#[test]
fn code_scanning_and_workflows_warn() {
    let log: Value = serde_json::from_str(&out("sarif")).unwrap();
    let result = &log["runs"][0]["results"][1];
    assert_eq!(result["ruleId"], "not-shown");
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 5);
    let commands = out("github");
    let warning = commands.lines().find(|line| line.starts_with("::warning")).unwrap();
    assert!(warning.contains("half.json") && warning.contains("line=5"), "{warning}");
}
