//! `iamsim compare` from the outside: what it reads, what it prints, and how it ends.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

#[path = "../program/mod.rs"]
mod program;

mod access;
mod answers;
mod callers;
mod differences;
mod environments;
mod formats;
mod public;
mod refusals;
mod replays;
mod undecided;
mod universe;

use std::path::Path;

use program::{Output, folder};
use serde_json::Value;
use tempfile::TempDir;

/// Runs `iamsim compare` in a folder.
fn compare(folder: &Path, arguments: &[&str]) -> Output {
    Output::of(program::iamsim(folder).arg("compare").args(arguments))
}

/// The same, one question with its words.
fn ask(folder: &Path, line: &str) -> Output {
    compare(folder, &line.split_whitespace().collect::<Vec<_>>())
}

/// What `--format json` says.
#[track_caller]
fn json(folder: &Path, line: &str) -> Value {
    let output = ask(folder, &format!("{line} --format json"));
    serde_json::from_str(&output.out).unwrap_or_else(|why| panic!("{why}: {}", output.err))
}

/// A policy of these statements, each on lines of its own.
fn policy(statements: &[&str]) -> String {
    let statements = statements.join(",\n    ");
    format!("{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {statements}\n  ]\n}}\n")
}

const READ: &str = r#"{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/x"}"#;
const READ_ALL: &str = r#"{"Sid": "ReadAll", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::data/x"}"#;
const PASS: &str = r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/app"}"#;
const OFFICE: &str = r#"{"Sid": "Office", "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}"#;
const OWN_FOLDER: &str = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a", "Condition": {"StringEqualz": {"aws:username": "a"}}}"#;
const PARTNER: &str = r#"{"Sid": "Partner", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/x"}"#;
const PUBLIC: &str = r#"{"Sid": "Public", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/x", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}"#;
const APP: &str = r#"{"Sid": "App", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/x"}"#;

/// A folder with policies of one statement or two each.
fn desk() -> TempDir {
    let files = [
        ("read.json", policy(&[READ])),
        ("all.json", policy(&[READ_ALL])),
        ("pass.json", policy(&[READ, PASS])),
        ("office.json", policy(&[READ_ALL, OFFICE])),
        ("operator.json", policy(&[OWN_FOLDER])),
        ("partner.json", policy(&[PARTNER])),
        ("public.json", policy(&[PARTNER, PUBLIC])),
        ("app.json", policy(&[APP, PUBLIC])),
        ("broken.json", "{\"Version\": \"2012-10-17\", \"Statement\": [".to_owned()),
    ];
    folder(&files.each_ref().map(|(name, text)| (*name, &**text)))
}
