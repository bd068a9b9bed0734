//! What the README shows is what the program prints, and its scenario passes.
//!
//! `UPDATE_DOCS=1 cargo test --test readme` writes the output anew.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod program;

use std::path::Path;
use std::{env, fs};

use program::{Output, folder, iamsim};
use tempfile::TempDir;

const BLOCK: &str = "```console\n";
const END: &str = "```\n";
const PROMPT: &str = "$ iamsim ";

/// The policies that the README begins with.
const POLICIES: [&str; 2] = ["home-directory.json", "team-bucket.json"];
const BUNDLE: &str = "tests/fixtures/readme/bundle.json";
const EXAMPLE: &str = "scenarios/examples/home-directories/policies";

/// A folder with what the README's commands name.
fn desk() -> TempDir {
    let read = |path: &str| fs::read_to_string(path).unwrap();
    let mut files = vec![(BUNDLE.to_owned(), read(BUNDLE))];
    for name in POLICIES {
        let path = format!("{EXAMPLE}/{name}");
        files.extend([(format!("policies/{name}"), read(&path)), (path.clone(), read(&path))]);
    }
    folder(&files.iter().map(|(name, text)| (&**name, &**text)).collect::<Vec<_>>())
}

/// What the program prints; in the README, `\` goes on with the next line.
fn printed(desk: &Path, command: &str) -> String {
    let arguments = command.replace("\\\n", " ");
    let Output { out, err, .. } = Output::of(iamsim(desk).args(arguments.split_whitespace()));
    assert_eq!(err, "", "{command}");
    out.replace("(.. s", "(0.01 s")
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
    assert_eq!(Output::of(iamsim(desk.path()).args(["test", "shown.json"])).code, 0);
}
