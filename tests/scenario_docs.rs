//! The examples of the pages about scenario files do what the pages say.
//!
//! `UPDATE_DOCS=1 cargo test --test scenario_docs` writes the output of the program anew.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod program;
mod shown;

use std::collections::BTreeSet;
use std::fs;

use iamsim::scenario::mutants::Operator;
use program::{Output, iamsim};
use serde_json::Value;
use tempfile::TempDir;

const SCENARIOS: &str = "docs/scenarios.md";

/// The pages whose examples stand under file names.
const PAGES: [&str; 7] = [
    SCENARIOS,
    "docs/claims.md",
    "docs/starting.md",
    "docs/coverage.md",
    "docs/mutants.md",
    "docs/looking-up.md",
    "docs/who-can.md",
];

/// A file that a page shows: the name above the block, and the block.
struct File {
    name: String,
    text: String,
}

fn read(page: &str) -> String {
    fs::read_to_string(page).unwrap()
}

fn files(page: &str) -> Vec<File> {
    let blocks = page.split("\n```").collect::<Vec<_>>();
    let pairs = blocks.windows(2).filter_map(|pair| {
        let (language, text) = pair[1].split_once('\n')?;
        let is_file = ["json", "jsonc", "yaml"].contains(&language);
        let name = pair[0].trim_end().lines().last()?.strip_prefix('`')?.strip_suffix("`:");
        assert!(!is_file || name.is_some(), "a block has no name: {text}");
        let name = name.filter(|_| is_file)?.to_owned();
        Some(File { name, text: format!("{text}\n") })
    });
    pairs.collect()
}

/// A folder with every file that the page shows.
fn folder(page: &str) -> TempDir {
    let files = files(page);
    let names: BTreeSet<&str> = files.iter().map(|file| &*file.name).collect();
    assert_eq!(names.len(), files.len(), "a file is shown twice");
    let files: Vec<_> = files.iter().map(|file| (&*file.name, &*file.text)).collect();
    program::folder(&files)
}

#[test]
fn what_is_shown_is_what_the_program_prints() {
    for path in PAGES {
        let page = read(path);
        assert!(shown::count(&page) > 0, "{path}");
        let right = shown::with_answers(&page, folder(&page).path());
        shown::must_be(path, &page, &right);
    }
}

#[test]
fn what_is_not_shown_to_fail_passes() {
    for path in PAGES {
        let page = read(path);
        let folder = folder(&page);
        for File { name, text } in files(&page) {
            let is_told = page.contains(&format!("$ iamsim test {name}"));
            let has_cases = text.contains("\"cases\":") || text.contains("\ncases:");
            if has_cases && !is_told {
                let Output { code, out, err } =
                    Output::of(iamsim(folder.path()).args(["test", &name]));
                assert_eq!((code, &*err), (0, ""), "{path}, {name}: {out}");
                assert_eq!(out.lines().count(), 1, "{path}, {name}: {out}");
            }
        }
    }
}

/// The fields that `docs/claims.md` is about.
const CLAIMS: [&str; 3] = ["never", "always", "noNewAccess"];

#[test]
fn claims_stand_on_their_page() {
    let page = read("docs/claims.md");
    for field in CLAIMS {
        assert!(page.contains(&format!("`{field}`")), "nothing is said of `{field}`");
    }
}

#[test]
fn every_field_has_an_example_and_stands_in_a_table() {
    let page = read(SCENARIOS);
    let examples: String = files(&page).into_iter().map(|file| file.text).collect();
    let schema = read("docs/schemas/scenario.schema.json");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    for object in ["", "/$defs/case", "/$defs/exception", "/$defs/reason", "/$defs/principalObject"]
    {
        let fields = schema.pointer(&format!("{object}/properties")).unwrap();
        let has_own_page =
            |field: &&String| field.as_str() == "environment" || CLAIMS.contains(&field.as_str());
        for field in fields.as_object().unwrap().keys().filter(|field| !has_own_page(field)) {
            let is_shown = [format!("\"{field}\":"), format!("\n{field}:")];
            let is_shown = is_shown.iter().any(|shown| examples.contains(shown));
            assert!(is_shown, "no example has `{field}`");
            let mut rows = page.lines().filter(|line| line.starts_with('|'));
            let is_listed = ["", "/$defs/case"].contains(&object);
            let row = rows.find(|row| row.contains(&format!("`{field}`")));
            assert!(!is_listed || row.is_some(), "no table has `{field}`");
        }
    }
}

#[test]
fn every_kind_of_mutant_is_told() {
    let page = read("docs/mutants.md");
    for operator in Operator::ALL {
        assert!(page.contains(&format!("`{}`", operator.name())), "{operator:?}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    for path in PAGES {
        let page = read(path);
        let links = page.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        for link in links.filter(|link| !link.starts_with("https:")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { read(&format!("docs/{file}")) };
            assert!(anchor.is_empty() || anchors(&target).contains(anchor), "{path}: {link}");
        }
    }
}

/// As the hosts of repositories make anchors from headings.
fn anchors(page: &str) -> BTreeSet<String> {
    let anchor = |line: &str| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title.chars().filter(|char| char.is_alphanumeric() || " -_".contains(*char));
        kept.collect::<String>().replace(' ', "-")
    };
    page.lines().filter(|line| line.starts_with("##")).map(anchor).collect()
}
