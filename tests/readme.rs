//! What the README and the pages about accounts and plans show is what the program prints, and the
//! README's scenario passes.
//!
//! `UPDATE_DOCS=1 cargo test --test readme` writes the output anew.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod program;
mod shown;

use std::fs;

use program::{Output, folder, iamsim};
use tempfile::TempDir;

/// The policies that the README begins with.
const POLICIES: [&str; 2] = ["home-directory.json", "team-bucket.json"];
const BUNDLE: &str = "tests/fixtures/readme/bundle.json";
/// An export of an account, a plan for it, what AWS refused there, and policies that are compared.
const ACCOUNT: [&str; 10] = [
    "docs/examples/account.json",
    "docs/examples/plan.json",
    "docs/examples/denied.txt",
    "docs/examples/claims.json",
    "docs/examples/trust.json",
    "docs/examples/compare/main.json",
    "docs/examples/compare/widened.json",
    "docs/examples/compare/members.json",
    "docs/examples/compare/site.json",
    "docs/examples/compare/tidied.json",
];
/// What is asked and changed in sessions about that account.
const SESSIONS: [&str; 3] =
    ["docs/examples/first-session.txt", "docs/examples/help.txt", "docs/examples/session.txt"];
/// The pages, and how many commands each shows.
const PAGES: [(&str, usize); 6] = [
    ("README.md", 12),
    ("docs/comparison.md", 6),
    ("docs/environments.md", 2),
    ("docs/explain.md", 2),
    ("docs/impact.md", 3),
    ("docs/what-if.md", 3),
];
const EXAMPLE: &str = "scenarios/examples/home-directories/policies";

/// A folder with what the README's commands name.
fn desk() -> TempDir {
    let read = |path: &str| fs::read_to_string(path).unwrap();
    let given = [BUNDLE].into_iter().chain(SESSIONS).chain(ACCOUNT);
    let mut files: Vec<_> = given.map(|path| (path.to_owned(), read(path))).collect();
    for name in POLICIES {
        let path = format!("{EXAMPLE}/{name}");
        files.extend([(format!("policies/{name}"), read(&path)), (path.clone(), read(&path))]);
    }
    folder(&files.iter().map(|(name, text)| (&**name, &**text)).collect::<Vec<_>>())
}

#[test]
fn every_shown_answer_is_what_the_program_prints() {
    for (path, count) in PAGES {
        let page = fs::read_to_string(path).unwrap();
        assert_eq!(shown::count(&page), count, "{path}");
        let right = shown::with_answers(&page, desk().path());
        shown::must_be(path, &page, &right);
    }
}

#[test]
fn the_shown_scenario_passes() {
    let text = fs::read_to_string("README.md").unwrap();
    let (_, scenario) = text.split_once("```jsonc\n").unwrap();
    let (scenario, _) = scenario.split_once(shown::END).unwrap();
    let desk = desk();
    fs::write(desk.path().join("shown.json"), scenario).unwrap();
    assert_eq!(Output::of(iamsim(desk.path()).args(["test", "shown.json"])).code, 0);
}
