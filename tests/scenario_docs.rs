//! The examples of `docs/scenarios.md` do what the page says.
//!
//! `UPDATE_DOCS=1 cargo test --test scenario_docs` writes the output of the program anew.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod program;

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use program::{Output, iamsim};
use serde_json::Value;
use tempfile::TempDir;

const PAGE: &str = "docs/scenarios.md";
const CONSOLE: &str = "```console\n$ iamsim ";
const END: &str = "```\n";

/// A file that the page shows: the name above the block, and the block.
struct Shown {
    name: String,
    text: String,
}

fn page() -> String {
    fs::read_to_string(PAGE).unwrap()
}

fn shown() -> Vec<Shown> {
    let page = page();
    let blocks = page.split("\n```").collect::<Vec<_>>();
    let pairs = blocks.windows(2).filter_map(|pair| {
        let (language, text) = pair[1].split_once('\n')?;
        let is_file = ["json", "jsonc", "yaml"].contains(&language);
        let name = pair[0].trim_end().lines().last()?.strip_prefix('`')?.strip_suffix("`:");
        assert!(!is_file || name.is_some(), "a block has no name: {text}");
        let name = name.filter(|_| is_file)?.to_owned();
        Some(Shown { name, text: format!("{text}\n") })
    });
    pairs.collect()
}

/// A folder with every file that the page shows.
fn folder() -> TempDir {
    let shown = shown();
    let names: BTreeSet<&str> = shown.iter().map(|file| &*file.name).collect();
    assert_eq!(names.len(), shown.len(), "a file is shown twice");
    let files: Vec<_> = shown.iter().map(|file| (&*file.name, &*file.text)).collect();
    program::folder(&files)
}

/// The exit code, and what is printed.
fn run(folder: &Path, arguments: &str) -> (i32, String) {
    let Output { code, out, err } = Output::of(iamsim(folder).args(arguments.split_whitespace()));
    (code, (out + &err).replace("(.. s", "(0.00 s"))
}

#[test]
fn what_is_shown_is_what_the_program_prints() {
    let (page, folder) = (page(), folder());
    let mut blocks = page.split(CONSOLE);
    let mut right = blocks.next().unwrap().to_owned();
    let mut count = 0;
    for block in blocks {
        let (block, rest) = block.split_once(END).unwrap();
        let command = block.lines().next().unwrap();
        let printed = run(folder.path(), command).1;
        right += &[CONSOLE, command, "\n", &printed, END, rest].concat();
        count += 1;
    }
    assert_eq!(count, 6);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(PAGE, right).unwrap();
    } else {
        assert!(right == page, "{PAGE} shows other output; UPDATE_DOCS=1 rewrites it");
    }
}

#[test]
fn what_is_not_shown_to_fail_passes() {
    let (page, folder) = (page(), folder());
    let mut passed = 0;
    for Shown { name, text } in shown() {
        let is_told = page.contains(&format!("{CONSOLE}test {name}"));
        let has_cases = text.contains("\"cases\":") || text.contains("\ncases:");
        if !has_cases || is_told {
            continue;
        }
        let (code, printed) = run(folder.path(), &format!("test {name}"));
        assert_eq!(code, 0, "{name}: {printed}");
        assert_eq!(printed.lines().count(), 1, "{name}: {printed}");
        passed += 1;
    }
    assert!(passed > 12, "only {passed} examples");
}

#[test]
fn every_field_has_an_example() {
    let examples: String = shown().into_iter().map(|shown| shown.text).collect();
    let schema = fs::read_to_string("docs/schemas/scenario.schema.json").unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    for object in ["", "/$defs/case", "/$defs/exception", "/$defs/reason", "/$defs/principalObject"]
    {
        let fields = schema.pointer(&format!("{object}/properties")).unwrap();
        for field in fields.as_object().unwrap().keys().filter(|field| *field != "environment") {
            assert!(examples.contains(&format!("\"{field}\":")), "no example has `{field}`");
        }
    }
}

#[test]
fn every_link_within_the_page_leads_somewhere() {
    let page = page();
    let anchor = |line: &str| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title.chars().filter(|char| char.is_alphanumeric() || " -".contains(*char));
        kept.collect::<String>().replace(' ', "-")
    };
    let anchors: BTreeSet<String> =
        page.lines().filter(|line| line.starts_with("##")).map(anchor).collect();
    let links = page.split("](#").skip(1).map(|rest| rest.split(')').next().unwrap());
    for link in links {
        assert!(anchors.contains(link), "there is no section #{link}");
    }
}
