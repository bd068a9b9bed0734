//! `iamsim eval`: bundles in, answers out.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod answers;
#[path = "../program/folder.rs"]
mod folder;
mod hostile;
mod inputs;
mod known;
mod lines;

use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

/// A bundle in which the user may get objects and must not delete them.
const BUNDLE: &str = r#"{"policies":{"identity":[{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":"s3:*","Resource":"*"},{"Sid":"Keep","Effect":"Deny","Action":"s3:Delete*","Resource":"*"}]}]},"request":{"principal":"arn:aws:iam::111122223333:user/ann","action":"s3:GetObject","resource":{"arn":"arn:aws:s3:::notes/a","account":"111122223333"}}}"#;

fn run(arguments: &[&str], input: impl Into<Vec<u8>>) -> Output {
    cargo_bin_cmd!("iamsim").arg("eval").args(arguments).write_stdin(input).output().unwrap()
}

/// The answers to an input, and whether one was an error.
fn answers(arguments: &[&str], input: impl Into<Vec<u8>>) -> (Vec<Value>, bool) {
    let output = run(arguments, input);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let has_error = answers.iter().any(|answer| answer.get("error").is_some());
    assert_eq!(output.status.code(), Some(if has_error { 2 } else { 0 }));
    (answers, has_error)
}

fn one_answer(arguments: &[&str], input: impl Into<Vec<u8>>) -> Value {
    let (mut answers, _) = answers(arguments, input);
    assert_eq!(answers.len(), 1, "{answers:?}");
    answers.remove(0)
}

fn with_id(id: &str) -> String {
    format!("{{\"id\":{id},{}", &BUNDLE[1..])
}
