//! Keys, and what the screen shows.

use tempfile::tempdir;

use crate::ACCOUNT;
use crate::terminal::{Start, Terminal};

const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const CTRL_R: &str = "\x12";

#[test]
fn a_question_is_answered_and_ctrl_d_ends() {
    let home = tempdir().unwrap();
    let mut terminal = Terminal::open(&home, &["--env", ACCOUNT, "--as", "alice"]);
    terminal.enter("can s3:GetObject on arn:aws:s3:::team/notes.txt").expect("May allow it:");
    terminal.enter("with aws:SourceIp=203.0.113.9").expect("undecided -> allowed");
    terminal.expect_line(">").press(CTRL_D);
    assert_eq!(terminal.end(), 0);
}

#[test]
fn ctrl_c_gives_up_the_line_alone() {
    let home = tempdir().unwrap();
    let mut terminal = Terminal::open(&home, &["--env", ACCOUNT]);
    terminal.press("as alice and others").expect("others").press(CTRL_C);
    terminal.expect_line(">").enter("as bob").expect("user/bob");
    terminal.enter("quit");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn an_object_goes_on_in_further_lines() {
    let home = tempdir().unwrap();
    let mut terminal = Terminal::open(&home, &["--env", ACCOUNT]);
    terminal.enter("set trust {").expect_line(".").enter("\"a\": 1}").expect("error: ");
    terminal.expect_line(">");
}

#[test]
fn what_is_half_typed_is_completed() {
    let home = tempdir().unwrap();
    let mut terminal = Terminal::open(&home, &["--env", ACCOUNT]);
    terminal.press("wit\t").expect("without").expect("gives condition keys values");
    terminal.press(CTRL_C).expect_line(">").press("can al\t").expect("can alice ");
    terminal.press("s3:GetObjectAtt\t").expect("can alice s3:GetObjectAttributes ");
    terminal.press(CTRL_C).expect_line(">").press("load tests/whatif/data/acc\t");
    terminal.expect("> load tests/whatif/data/account.json ");
}

#[test]
fn an_action_that_nobody_knows_is_marked_as_it_is_typed() {
    let home = tempdir().unwrap();
    let mut terminal = Terminal::open(&home, &["--env", ACCOUNT]);
    terminal.press("can s3:GetObjct").expect("s3:GetObjct");
    let red = vt100::Color::Idx(1);
    assert_eq!(terminal.colour_of("s3:GetObjct"), red);
    terminal.press("\x7f\x7fect").expect("s3:GetObject");
    assert_ne!(terminal.colour_of("s3:GetObject"), red);
}

#[test]
fn a_hint_shows_what_a_command_takes() {
    let home = tempdir().unwrap();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.press("unwatch ").expect("> unwatch N ..|all");
}

#[test]
fn pasted_lines_are_followed_one_by_one() {
    let home = tempdir().unwrap();
    let mut terminal = Terminal::open(&home, &["--env", ACCOUNT]);
    let lines =
        "as alice\n# who reads\ncan s3:GetObject on arn:aws:s3:::team/a\u{1b}[2Jb\ncan x\nas bob";
    terminal.press(&format!("\x1b[200~{lines}\x1b[201~\r"));
    terminal.expect("\n> as alice\nquestions are asked as").expect("\n> can x\nerror: ");
    terminal.expect_line(">");
    assert!(!terminal.sent().contains("\x1b[2Jb"), "{}", terminal.screen());
    assert!(!terminal.screen().contains("user/bob"), "{}", terminal.screen());
}

#[test]
fn earlier_lines_are_found_by_what_stands_in_them() {
    let home = tempdir().unwrap();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.enter("help undo").expect("takes back").enter("help redo").expect("was undone");
    terminal.press(CTRL_R).expect("(search: )").press("undo").expect("help undo");
    terminal.press("\r").expect_line("> help undo").press("\r").expect_line(">");
    let screen = terminal.screen();
    assert_eq!(screen.matches("takes back the last change").count(), 2, "{screen}");
}

#[test]
fn without_colours_there_are_none() {
    let home = tempdir().unwrap();
    let variables = [("NO_COLOR", "1")];
    let start = Start { home: home.path(), arguments: &["--env", ACCOUNT], variables: &variables };
    let mut terminal = start.go();
    terminal.expect("> ").enter("can alice s3:GetObject on arn:aws:s3:::team/a").expect("because");
    terminal.enter("with x").expect("error").press("can s3:Get\t").expect("s3:GetObject");
    let sent = terminal.sent();
    let colours = ["\x1b[1m", "\x1b[3", "\x1b[4m", "\x1b[9", "\x1b[2m"];
    assert!(colours.iter().all(|code| !sent.contains(code)), "{sent:?}");
}

#[test]
fn a_dumb_terminal_gets_plain_lines() {
    let home = tempdir().unwrap();
    let variables = [("TERM", "dumb")];
    let start = Start { home: home.path(), arguments: &["--env", ACCOUNT], variables: &variables };
    let mut terminal = start.go();
    terminal.expect("> ").enter("as alice").expect("questions are asked as");
    terminal.press("as nobody").expect("as nobody").press(CTRL_C).expect_line(">");
    terminal.enter("set trust {").expect_line(".").enter("}").expect("error: ");
    terminal.expect_line(">").enter("set trust {").expect_line(".").press(CTRL_C);
    terminal.expect_line(">").enter("as bob").expect("user/bob");
    assert!(!terminal.screen().contains("nobody`"), "{}", terminal.screen());
    assert!(!terminal.sent().contains('\x1b'), "{:?}", terminal.sent());
    terminal.expect_line(">").press(CTRL_D);
    assert_eq!(terminal.end(), 0);
}
