//! Lines that are kept for later sessions.

use std::fs;
use std::path::PathBuf;

use tempfile::{TempDir, tempdir};

use crate::terminal::{Start, Terminal};

const UP: &str = "\x1b[A";
const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";

fn history(home: &TempDir) -> PathBuf {
    home.path().join(".local/state/iamsim/history")
}

#[test]
fn a_kill_loses_no_line() {
    let home = tempdir().unwrap();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.enter("help undo").expect("takes back");
    terminal.enter("set trust {").expect_line(".").enter("\"a\\n\": 1} of x").expect("error: ");
    terminal.kill();
    let kept = "help undo\nset trust {\\n\"a\\\\n\": 1} of x\n";
    assert_eq!(fs::read_to_string(history(&home)).unwrap(), kept);

    let mut terminal = Terminal::open(&home, &[]);
    terminal.press(UP).expect(". \"a\\n\": 1} of x").press(UP).press(UP).expect("> help undo");
}

#[test]
fn sessions_at_once_keep_each_others_lines() {
    let home = tempdir().unwrap();
    let (mut one, mut other) = (Terminal::open(&home, &[]), Terminal::open(&home, &[]));
    one.enter("help undo").expect("takes back");
    other.enter("help redo").expect("was undone");
    one.enter("help why").expect("explains");
    one.enter("quit").expect("quit");
    assert_eq!(one.end(), 0);
    other.kill();
    let kept = fs::read_to_string(history(&home)).unwrap();
    assert_eq!(kept, "help undo\nhelp redo\nhelp why\nquit\n");
}

#[test]
fn tokens_are_not_kept() {
    let home = tempdir().unwrap();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.enter(&format!("as {TOKEN}")).expect("error: ").expect_line(">");
    terminal.enter(" help redo").expect("was undone").expect_line(">");
    terminal.enter("help undo").expect("takes back").expect_line(">");
    assert_eq!(fs::read_to_string(history(&home)).unwrap(), "help undo\n");
    terminal.enter("quit");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_plain_terminal_keeps_lines_too() {
    let home = tempdir().unwrap();
    let variables = [("TERM", "dumb")];
    let mut terminal = Start { home: home.path(), arguments: &[], variables: &variables }.go();
    terminal.expect("> ").enter("help undo").expect("takes back");
    terminal.kill();
    assert_eq!(fs::read_to_string(history(&home)).unwrap(), "help undo\n");
}

#[test]
fn where_nothing_can_be_kept_a_note_says_so() {
    let home = tempdir().unwrap();
    fs::write(home.path().join(".local"), "no folder").unwrap();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.expect("note: lines are not kept in ");
    terminal.enter("help undo").expect("takes back").enter("quit");
    assert_eq!(terminal.end(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_note_and_no_end() {
    let home = tempdir().unwrap();
    fs::create_dir_all(history(&home).parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("/dev/full", history(&home)).unwrap();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.enter("help undo").expect("note: lines are not kept in ").expect("takes back");
    terminal.enter("help redo").expect("was undone").expect_line(">");
    terminal.press("help un").expect_line("> help undo");
    terminal.press("\x03").expect_line(">").enter("quit");
    assert_eq!(terminal.screen().matches("note: ").count(), 1);
    assert_eq!(terminal.end(), 0);
}
