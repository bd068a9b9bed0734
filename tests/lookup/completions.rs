//! `iamsim completions`, and what shells are answered.

use std::path::Path;
use std::process::Command;

use super::{program, run};
use crate::program::iamsim;

/// What a shell is answered for these words, of which the last is being typed.
fn completed(words: &[&str]) -> Vec<String> {
    let folder = program::folder(&[("policy.json", "{}")]);
    let mut command = iamsim(folder.path());
    command.env("IAMSIM_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    let told = program::Output::of(command.args(["--", "iamsim"]).args(words));
    assert_eq!((told.code, &*told.err), (0, ""), "{words:?}");
    told.out.lines().map(str::to_owned).collect()
}

#[test]
fn names_are_completed_where_they_stand() {
    assert_eq!(completed(&["check", "s3:GetObjectLeg"]), ["s3:GetObjectLegalHold"]);
    assert_eq!(completed(&["check", "S3:getobjectleg"]), ["S3:GetObjectLegalHold"]);
    assert_eq!(completed(&["check", "lambd"]), ["lambda:"]);
    assert_eq!(completed(&["actions", "lambd"]), ["lambda", "lambda:"]);
    assert_eq!(completed(&["describe", "s3:storagelensg"]), ["s3:storagelensgroup"]);
    assert_eq!(completed(&["describe", "s3:pref"]), ["s3:prefix"]);
    assert_eq!(completed(&["policies", "AmazonS3ReadO"]), ["AmazonS3ReadOnlyAccess"]);
    assert_eq!(completed(&["rule", "D-15"]), ["D-15"]);
    assert_eq!(completed(&["check", "--with", "aws:SourceVpcA"]), ["aws:SourceVpcArn="]);
    assert_eq!(completed(&["check", "--with", "aws:PrincipalTa"]), ["aws:PrincipalTag/"]);
    assert_eq!(completed(&["check", "--without", "AWS:sourcevpca"]), ["AWS:SourceVpcArn"]);
    assert_eq!(completed(&["check", "--identity", "pol"]), ["policy.json"]);
    let arn = "arn:aws-cn:iam::aws:policy/AmazonS3ReadOnlyAccess";
    assert_eq!(completed(&["check", "--identity", &arn[..40]]), [arn]);
    assert_eq!(completed(&["check", "nosuch:X"]), [""; 0]);
    assert_eq!(completed(&["check", "é:\u{1b}"]), [""; 0]);
    assert!(completed(&["comp"]).contains(&"completions".to_owned()));
}

#[test]
fn every_shell_gets_a_script() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let told = run(&["completions", shell]);
        assert_eq!((told.code, &*told.err), (0, ""), "{shell}");
        assert!(told.out.contains("IAMSIM_COMPLETE"), "{shell}: {}", told.out);
    }
}

/// What bash makes of a line as it breaks it into words, `typed` before the cursor.
fn by_bash(line: &str, words: &[&str], typed: &str) -> String {
    let folder = program::folder(&[("iamsim.bash", &run(&["completions", "bash"]).out)]);
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "source iamsim.bash; COMP_LINE='{line}'; COMP_POINT={}; COMP_TYPE=9; COMP_WORDS=({}); \
         COMP_CWORD={}; _iamsim iamsim '{typed}' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        line.len(),
        quoted.join(" "),
        words.len() - 1,
    );
    let program = assert_cmd::cargo::cargo_bin("iamsim");
    let path =
        std::env::join_paths([program.parent().unwrap(), Path::new("/usr/bin"), Path::new("/bin")]);
    let mut bash = Command::new("bash");
    bash.args(["--norc", "--noprofile", "-c", &script]).current_dir(folder.path());
    let output = bash.env("PATH", path.unwrap()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn bash_breaks_words_at_colons_and_they_are_put_together_again() {
    if Command::new("bash").arg("-c").arg("true").output().is_err() {
        eprintln!("there is no bash here");
        return;
    }
    let told = by_bash(
        "iamsim check s3:GetObjectLeg",
        &["iamsim", "check", "s3", ":", "GetObjectLeg"],
        "GetObjectLeg",
    );
    assert_eq!(told, "GetObjectLegalHold\n");
    let all = by_bash("iamsim check sqs:", &["iamsim", "check", "sqs", ":"], "");
    assert!(all.lines().any(|line| line == "SendMessage"), "{all}");
    let flag =
        by_bash("iamsim check --format=js", &["iamsim", "check", "--format", "=", "js"], "js");
    assert_eq!(flag, "json\n");
    let next = by_bash(
        "iamsim check --with a= --forma",
        &["iamsim", "check", "--with", "a", "=", "--forma"],
        "--forma",
    );
    assert_eq!(next, "--format\n");
    let quoted = by_bash(
        "iamsim check \"s3:GetObjectLeg",
        &["iamsim", "check", "\"s3:GetObjectLeg"],
        "s3:GetObjectLeg",
    );
    assert_eq!(quoted, "s3:GetObjectLegalHold\n");
}
