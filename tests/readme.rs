//! What the README shows is what the program prints, and its scenario passes.
//!
//! `UPDATE_DOCS=1 cargo test --test readme` writes the output anew.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::path::Path;
use std::{env, fs};

use assert_cmd::Command;
use tempfile::TempDir;

const BLOCK: &str = "```console\n";
const END: &str = "```\n";
const PROMPT: &str = "$ iamsim ";

/// The policies that the README begins with.
const POLICIES: [&str; 2] = ["home-directory.json", "team-bucket.json"];
const EXAMPLE: &str = "scenarios/examples/home-directories/policies";

/// A folder with what the README's commands name.
fn desk() -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    for name in POLICIES {
        copy(&Path::new(EXAMPLE).join(name), &desk.path().join(EXAMPLE).join(name));
        copy(&Path::new(EXAMPLE).join(name), &desk.path().join("policies").join(name));
    }
    let bundle = "tests/fixtures/readme/bundle.json";
    copy(Path::new(bundle), &desk.path().join(bundle));
    desk
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(from, to).unwrap();
}

/// What the program prints; in the README, `\` goes on with the next line.
fn printed(desk: &Path, command: &str) -> String {
    let arguments = command.replace("\\\n", " ");
    let mut program = Command::cargo_bin("iamsim").unwrap();
    let program = program.current_dir(desk).env_clear().env("NO_COLOR", "1");
    let output = program.args(arguments.split_whitespace()).output().unwrap();
    assert!(output.stderr.is_empty(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    timeless(&String::from_utf8(output.stdout).unwrap())
}

/// The same text with every `(0.12 s)` as `(0.01 s)`.
fn timeless(text: &str) -> String {
    let parts = text.split_inclusive(" s)");
    let timeless = |part: &str| match part.rsplit_once('(') {
        Some((before, time)) if is_time(time) => format!("{before}(0.01 s)"),
        _ => part.to_owned(),
    };
    parts.map(timeless).collect()
}

fn is_time(text: &str) -> bool {
    text.strip_suffix(" s)").is_some_and(|number| number.parse::<f64>().is_ok())
}

/// A command without what it printed.
fn command(shown: &str) -> &str {
    let mut ends = shown.match_indices('\n').map(|(at, _)| at);
    let end = ends.find(|at| !shown[..*at].ends_with('\\')).unwrap();
    &shown[..=end]
}

#[test]
fn every_shown_answer_is_what_the_program_prints() {
    let text = fs::read_to_string("README.md").unwrap();
    let desk = desk();
    let mut blocks = text.split(BLOCK);
    let mut right = blocks.next().unwrap().to_owned();
    let mut count = 0;
    for block in blocks {
        let (shown, rest) = block.split_once(END).unwrap();
        right += BLOCK;
        for shown in shown.split(PROMPT).filter(|shown| !shown.is_empty()) {
            let command = command(shown);
            right += &[PROMPT, command, &printed(desk.path(), command)].concat();
            count += 1;
        }
        right += &[END, rest].concat();
    }
    assert_eq!(count, 6);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write("README.md", right).unwrap();
    } else {
        assert!(right == text, "README.md shows other output; UPDATE_DOCS=1 rewrites it");
    }
}

#[test]
fn the_shown_scenario_passes() {
    let text = fs::read_to_string("README.md").unwrap();
    let (_, scenario) = text.split_once("```jsonc\n").unwrap();
    let (scenario, _) = scenario.split_once(END).unwrap();
    let desk = desk();
    fs::write(desk.path().join("shown.json"), scenario).unwrap();
    let mut program = Command::cargo_bin("iamsim").unwrap();
    program.current_dir(desk.path()).arg("test").arg("shown.json").assert().success();
}
