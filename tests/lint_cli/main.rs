//! `iamsim lint` from the outside: what it reads, what it prints, and how it ends.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

#[path = "../program/mod.rs"]
mod program;

mod allowing;
mod documents;
mod fixing;
mod formats;
mod kinds;
mod reading;

use std::path::Path;

use program::{Output, folder};
use serde_json::Value;

/// Runs `iamsim lint` in a folder.
fn lint(folder: &Path, arguments: &[&str]) -> Output {
    Output::of(program::iamsim(folder).arg("lint").args(arguments))
}

/// What `--format json` says.
#[track_caller]
fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = lint(folder, &[&["--format", "json"], arguments].concat());
    serde_json::from_str(&output.out).unwrap_or_else(|why| panic!("{why}: {}", output.err))
}

/// `code at line:column` of each finding of a file.
fn found_in(report: &Value, file: &str) -> Vec<String> {
    let files = report["files"].as_array().unwrap();
    let found = files.iter().find(|one| one["file"] == file);
    let found = found.map_or(&[][..], |one| one["findings"].as_array().unwrap());
    let line = |one: &Value| {
        let at = &one["start"];
        let mark = if one["allowed"].is_null() { "" } else { " allowed" };
        format!("{} at {}:{}{mark}", one["code"].as_str().unwrap(), at["line"], at["column"])
    };
    found.iter().map(line).collect()
}

/// Two entries of which one is enough.
const TWICE: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Reports",
      "Effect": "Allow",
      "Action": [
        "s3:Get*",
        "s3:GetObject"
      ],
      "Resource": "arn:aws:s3:::reports/*"
    }
  ]
}
"#;

/// What nothing is said of.
const CLEAN: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Reports",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::reports/*"
    }
  ]
}
"#;

const EVERYTHING: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Everything",
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }
  ]
}
"#;
