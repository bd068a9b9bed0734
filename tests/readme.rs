//! What the README shows is what the program prints, and its scenario passes.
//!
//! `UPDATE_DOCS=1 cargo test --test readme` writes the output anew.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::{env, fs};

use assert_cmd::Command;

const START: &str = "```console\n$ iamsim ";
const END: &str = "```\n";

fn readme() -> String {
    fs::read_to_string("README.md").unwrap()
}

/// What the program prints; in the README, `\` goes on with the next line.
fn printed(command: &str) -> String {
    let arguments = command.replace("\\\n", " ");
    let mut program = Command::cargo_bin("iamsim").unwrap();
    let output = program.args(arguments.split_whitespace()).env("NO_COLOR", "1").output().unwrap();
    assert!(output.stderr.is_empty(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The command at the start of a block, without what it printed.
fn command(block: &str) -> &str {
    let ends = block.match_indices('\n').map(|(at, _)| at);
    let end = ends.into_iter().find(|at| !block[..*at].ends_with('\\')).unwrap();
    &block[..=end]
}

#[test]
fn every_shown_answer_is_what_the_program_prints() {
    let text = readme();
    let mut blocks = text.split(START);
    let mut right = blocks.next().unwrap().to_owned();
    let mut count = 0;
    for block in blocks {
        let (_, rest) = block.split_once(END).unwrap();
        let command = command(block);
        right += &[START, command, &printed(command), END, rest].concat();
        count += 1;
    }
    assert_eq!(count, 3);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write("README.md", right).unwrap();
    } else {
        assert!(right == text, "README.md shows other output; UPDATE_DOCS=1 rewrites it");
    }
}

#[test]
fn the_shown_scenario_passes() {
    let text = readme();
    let (_, scenario) = text.split_once("```jsonc\n").unwrap();
    let (scenario, _) = scenario.split_once(END).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("policies")).unwrap();
    let policy = "policies/home-directory.json";
    let from = format!("scenarios/examples/home-directories/{policy}");
    fs::copy(from, folder.path().join(policy)).unwrap();
    fs::write(folder.path().join("shown.json"), scenario).unwrap();
    let mut program = Command::cargo_bin("iamsim").unwrap();
    program.arg("test").arg(folder.path()).assert().success();
}
