//! `actions`, `describe`, `policies` and `completions`, as a user runs them.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod actions;
mod catalogue;
mod completions;
mod describe;
mod managed;
mod policies;
#[path = "../program/mod.rs"]
mod program;

use std::path::Path;

use jsonschema::Validator;
use program::{Output, iamsim};
use serde_json::Value;

/// What the program does in an empty folder.
fn run(arguments: &[&str]) -> Output {
    let folder = program::folder(&[]);
    run_in(folder.path(), arguments)
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    Output::of(iamsim(folder).args(arguments))
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// The answer as JSON, which fits the schema.
fn json(arguments: &[&str]) -> Value {
    let Output { out, .. } = run(&[arguments, &["--format", "json"]].concat());
    let value: Value = serde_json::from_str(&out).unwrap();
    let schema: Value = serde_json::from_str(&run(&["schema", "lookup"]).out).unwrap();
    let validator: Validator = jsonschema::validator_for(&schema).unwrap();
    let mistakes: Vec<String> =
        validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(mistakes.is_empty(), "{mistakes:?}");
    value
}
