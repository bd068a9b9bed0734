//! `iamsim import`: what is made of other tools' files, what is said of it, and what is refused.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

mod politest;
mod simulation;

struct Output {
    code: i32,
    out: String,
    err: String,
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn iamsim(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("iamsim").unwrap();
    let output = command.current_dir(folder).args(arguments).env_clear().output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_owned()).unwrap();
    Output {
        code: output.status.code().unwrap(),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
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
