//! `iamsim import`: what is made of other tools' files, what is said of it, and what is refused.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod politest;
#[path = "../program/mod.rs"]
mod program;
mod simulation;

use std::fs;
use std::path::Path;

use program::{Output, folder};
use tempfile::TempDir;

fn iamsim(folder: &Path, arguments: &[&str]) -> Output {
    Output::of(program::iamsim(folder).args(arguments))
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

/// What is said of files that cannot be imported.
fn refused(files: &[(&str, &str)]) -> String {
    let folder = folder(files);
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).take(2).collect();
    let mut arguments = vec!["import", "--out", "out.json"];
    arguments.extend(&names);
    let output = iamsim(folder.path(), &arguments);
    assert_eq!(output.code, 2, "{}{}", output.out, output.err);
    assert!(!folder.path().join("out.json").exists());
    assert!(!output.err.contains('\u{1b}'));
    output.err
}

#[test]
fn what_is_no_such_file_is_told() {
    assert!(refused(&[("a.json", "{\"x\": 1}")]).contains("unknown-kind"));
    assert!(refused(&[("a.json", "{")]).contains("a.json:1"));
    assert!(refused(&[("a.json", "{\"EvaluationResults\": []}")]).contains("missing-request"));
    let two = [("a.json", "{\"ActionNames\": []}"), ("b.json", "{\"ActionNames\": []}")];
    assert!(refused(&two).contains("too-many-files"));
    let folder = folder(&[]);
    let output = iamsim(folder.path(), &["import", "gone.json"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("there is no such file"), "{}", output.err);
}
