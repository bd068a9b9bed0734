//! Names and files that mean no good.

use std::fs;

use super::{Project, scenario};

#[test]
fn names_reach_the_terminal_harmless() {
    let text = scenario("allowed").replace("\"ann\"", r#""a\n::error::x\u001b[31m\u202e]]>""#);
    let project = Project::of(&[("s/a.json", &text)]);
    for arguments in [&["s"][..], &["s", "-v"], &["s", "--list"], &["s", "--report=github"]] {
        let output = project.run(arguments);
        let shown = output.out + &output.err;
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
        assert!(!shown.contains("\n::error::x"), "{shown}");
    }
    let listed = project.run(&["s", "--list"]).out;
    assert_eq!(listed.lines().count(), 3, "{listed}");
}

#[test]
fn failures_of_hostile_names_are_remembered() {
    let text = scenario("allowed").replace("\"ann\"", r##""#\n\"[x]""##);
    let project = Project::of(&[("s/a#b.json", &text)]);
    assert_eq!(project.run(&["s"]).code, 1);
    let again = project.run(&["s", "--failed"]);
    assert!(again.out.ends_with("1 failed, 0 passed in 1 file (.. s)\n"), "{}", again.out);
}

#[test]
fn paths_reach_the_terminal_harmless() {
    let project = Project::of(&[]);
    let output = project.run(&["\u{1b}[31m\n\u{202e}"]);
    output.is(2, "", "error: no file fits `\\u{1b}[31m\\n\\u{202e}`\n");
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_end() {
    let project = Project::of(&[("s/a.json", &scenario("denied"))]);
    std::os::unix::fs::symlink(".", project.path().join("s/loop")).unwrap();
    std::os::unix::fs::symlink("b.json", project.path().join("s/b.json")).unwrap();
    let output = project.run(&["s"]);
    assert_eq!(output.code, 2);
    assert!(output.out.contains("UNREADABLE s/b.json"), "{}", output.out);
    assert!(output.out.contains("3 passed in 1 file"), "{}", output.out);
}

#[test]
fn bytes_that_are_no_text_fail_their_file_alone() {
    let project = Project::of(&[("s/a.json", &scenario("denied"))]);
    fs::write(project.path().join("s/b.json"), [0xff, 0xfe, 0x00, 0xd8]).unwrap();
    fs::create_dir(project.path().join("s/c.json")).unwrap();
    let output = project.run(&["s"]);
    assert_eq!(output.code, 2);
    assert!(output.out.contains("UNREADABLE s/b.json"), "{}", output.out);
    assert!(output.out.contains("3 passed in 1 file"), "{}", output.out);
}

#[test]
fn no_number_of_threads_is_too_large() {
    let settings = ("iamsim.toml", "jobs = 100000");
    let project = Project::of(&[("s/a.json", &scenario("denied")), settings]);
    for jobs in ["100000", "18446744073709551615"] {
        project.run(&["s", "--jobs", jobs]).is(0, "3 passed in 1 file (.. s)\n", "");
    }
    project.run(&["s"]).is(0, "3 passed in 1 file (.. s)\n", "");
}

/// What would wait for ever without a writer.
#[cfg(unix)]
fn pipe(project: &Project, name: &str) {
    let made = std::process::Command::new("mkfifo").arg(project.path().join(name)).status();
    assert!(made.unwrap().success());
}

#[cfg(unix)]
#[test]
fn pipes_that_nobody_named_are_not_read() {
    let project = Project::of(&[("s/a.json", &scenario("denied"))]);
    pipe(&project, "s/b.json");
    let error = "error: cannot read `s/b.json`: it is no regular file\n";
    project.run(&["s"]).is(2, "3 passed in 1 file (.. s)\n", error);
    pipe(&project, "iamsim.toml");
    let error = "error[unreadable-file]: cannot read `iamsim.toml`: it is no regular file\n\n";
    project.run(&["s/a.json"]).is(2, "", error);
}

#[cfg(unix)]
#[test]
fn pipes_that_a_file_names_are_not_read() {
    let project = Project::of(&[
        ("s/a.json", &scenario("denied").replace("read.json", "pipe.json")),
        ("s/b.json", r#"{ "extends": "policies/pipe.json", "cases": [] }"#),
    ]);
    pipe(&project, "s/policies/pipe.json");
    let output = project.run(&["s"]);
    assert_eq!(output.code, 2);
    let message = "cannot read `s/policies/pipe.json`: it is no regular file";
    assert!(output.out.contains("NO ANSWER s/a.json#bob"), "{}", output.out);
    assert!(output.out.contains("UNREADABLE s/b.json"), "{}", output.out);
    assert!(output.out.matches(message).count() >= 2, "{}", output.out);
}

#[cfg(unix)]
#[test]
fn settings_that_a_link_misses_are_a_mistake() {
    let project = Project::of(&[("s/a.json", &scenario("denied"))]);
    std::os::unix::fs::symlink("gone.toml", project.path().join("iamsim.toml")).unwrap();
    let error = "error[unreadable-file]: cannot read iamsim.toml: there is no such file\n\n";
    project.run(&["s"]).is(2, "", error);
}
