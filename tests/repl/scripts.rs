//! Lines that nobody types.

use std::path::Path;

use assert_cmd::Command;
use tempfile::tempdir;

use crate::ACCOUNT;

const QUESTION: &str = "can alice s3:GetObject on arn:aws:s3:::team/notes.txt";

/// What a run prints, what it says beside it, and its exit code.
fn run(arguments: &[&str], lines: &str) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iamsim"));
    command.env_clear().arg("repl").args(arguments).write_stdin(lines);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn script(folder: &Path, lines: &str) -> String {
    let path = folder.join("session.txt");
    std::fs::write(&path, lines).unwrap();
    path.display().to_string()
}

#[test]
fn a_script_and_a_pipe_get_the_same_replies() {
    let folder = tempdir().unwrap();
    let lines = format!("load {ACCOUNT}\n# why\n{QUESTION}\n\nset trust {{\n}} of alice\n");
    let path = script(folder.path(), &lines);
    let of_script = run(&["--script", &path, "--keep-going"], "");
    let of_pipe = run(&["--keep-going"], &lines);
    let of_dash = run(&["--keep-going", "--script", "-"], &lines);
    assert_eq!(of_script, of_pipe);
    assert_eq!(of_script, of_dash);
    assert!(of_script.0.contains("\nUndecided: s3:GetObject"), "{}", of_script.0);
    assert!(!of_script.0.contains(['>', '\x1b']), "{}", of_script.0);
    let (echoed, _, _) = run(&["--echo", "--keep-going"], &lines);
    assert!(echoed.starts_with(&format!("> load {ACCOUNT}\nloaded 1 account")), "{echoed}");
    assert!(echoed.contains("> # why\n> can alice"), "{echoed}");
    assert!(echoed.contains("\n>\n> set trust {\n. } of alice\nerror: "), "{echoed}");
}

#[test]
fn a_refused_line_ends_a_script() {
    let folder = tempdir().unwrap();
    let path = script(folder.path(), "help undo\n\nas {\n} or\nhelp redo\n");
    let (out, err, code) = run(&["--script", &path], "");
    assert!(out.contains("takes back") && !out.contains("was undone"), "{out}");
    let said = format!("error: {path}:3: this line was refused, which ends the script");
    assert!(err.starts_with(&said), "{err}");
    assert_eq!(code, 2);
    let (out, err, code) = run(&["--script", &path, "--keep-going"], "");
    assert!(out.contains("was undone"), "{out}");
    assert_eq!((&*err, code), ("", 2));
}

#[test]
fn all_followed_is_a_success_and_quit_is_the_end() {
    let (out, err, code) = run(&["--env", ACCOUNT], &format!("{QUESTION}\nquit\nnonsense\n"));
    assert!(out.starts_with("Undecided: "), "{out}");
    assert_eq!((&*err, code), ("", 0));
    assert_eq!(run(&[], ""), (String::new(), String::new(), 0));
}

#[test]
fn an_editor_needs_a_terminal() {
    let (out, _, code) = run(&["--env", ACCOUNT], "edit team-read\n");
    assert!(out.starts_with("error: there is no terminal to edit on"), "{out}");
    assert_eq!(code, 2);
}

#[test]
fn options_are_lines_that_cannot_be_undone() {
    let data = "tests/whatif/data";
    let (home, readonly) = (format!("{data}/home.json"), format!("{data}/readonly.json"));
    let levels = format!("FullAWSAccess,{readonly}");
    let arguments = [
        ["--identity", &home],
        ["--permissions-boundary", &readonly],
        ["--scp", "FullAWSAccess"],
        ["--scp", &levels],
        ["--as", "arn:aws:iam::111122223333:user/alice"],
    ];
    let arguments = arguments.concat();
    let (out, err, code) = run(&arguments, "can s3:GetObject on arn:aws:s3:::team/home/x\n");
    assert!(out.contains("s3:GetObject on arn:aws:s3:::team/home/x as arn:aws:iam::"), "{out}");
    assert_eq!((&*err, code), ("", 0));
    let (out, _, code) = run(&arguments, "undo\n");
    assert_eq!((&*out, code), ("error: there is nothing to undo\n", 2));
}

#[test]
fn what_cannot_be_loaded_begins_no_session() {
    for arguments in
        [["--identity", "nowhere.json"], ["--env", "nowhere.json"], ["--script", "nowhere.txt"]]
    {
        let (out, err, code) = run(&arguments, "help\n");
        assert!(err.contains("error") && err.contains("nowhere."), "{err}");
        assert_eq!((&*out, code), ("", 2));
    }
    let (out, err, code) = run(&["--env", ACCOUNT, "--as", "alcie"], "help\n");
    assert!(err.contains("did you mean `alice`?"), "{err}");
    assert_eq!((&*out, code), ("", 2));
}

#[test]
fn what_is_no_text_is_an_error() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iamsim"));
    command.env_clear().arg("repl").write_stdin(&b"help undo\n\xff\n"[..]);
    let output = command.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(err, "error: cannot read <stdin>: line 2 is not UTF-8\n");
    assert_eq!(output.status.code(), Some(2));
}
