//! Policies in an editor.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::tempdir;

use crate::ACCOUNT;
use crate::terminal::Start;

/// A program that does this to the file that it is given.
fn editor(folder: &Path, does: &str) -> String {
    let path = folder.join("an editor");
    fs::write(&path, format!("#!/bin/sh\n{does}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    format!("'{}' --wait", path.display())
}

#[test]
fn a_policy_is_edited_and_a_mistake_is_offered_again() {
    let (home, folder) = (tempdir().unwrap(), tempdir().unwrap());
    let temporary = tempdir().unwrap();
    let editor = editor(
        folder.path(),
        "test \"$1\" = --wait || exit 3\n\
         case $(cat \"$2\") in *mine*) sed -i 's/\"mine/\"Mine\"/' \"$2\";; \
         *) sed -i 's/\"Read\"/\"mine/' \"$2\";; esac",
    );
    let variables = [("EDITOR", &*editor), ("TMPDIR", temporary.path().to_str().unwrap())];
    let arguments = ["--env", ACCOUNT, "--as", "alice"];
    let start = Start { home: home.path(), arguments: &arguments, variables: &variables };
    let mut terminal = start.go();
    terminal.expect("> ").enter("edit team-read").expect("what was typed is kept");
    terminal.enter("edit team-read").expect("is another").expect_line(">");
    terminal.enter("diff").expect("Mine").expect_line(">").enter("quit");
    assert_eq!(terminal.end(), 0);
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
}

#[test]
fn an_editor_that_fails_changes_nothing() {
    let home = tempdir().unwrap();
    let variables = [("VISUAL", "false"), ("EDITOR", "true")];
    let arguments = ["--env", ACCOUNT];
    let start = Start { home: home.path(), arguments: &arguments, variables: &variables };
    let mut terminal = start.go();
    terminal.expect("> ").enter("edit team-read").expect("the editor `false` ended with");
    terminal.expect_line(">").enter("undo").expect("there is nothing to undo");
}
