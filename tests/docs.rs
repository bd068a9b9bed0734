//! The pages about evaluation agree with the scenarios and with each other.
//!
//! `UPDATE_DOCS=1 cargo test --test docs` writes the lists of scenarios anew.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod citations;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::{env, fs};

const WIDTH: usize = 118;
const MARK: &str = "Proved by:";

#[test]
fn each_rule_lists_the_scenarios_that_prove_it() {
    let cited = citations::citations();
    for page in citations::pages() {
        let text = fs::read_to_string(&page).unwrap();
        let right = with_proofs(&text, &cited);
        if env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&page, right).unwrap();
        } else {
            let page = page.display();
            assert!(text == right, "{page} lists other scenarios; UPDATE_DOCS=1 rewrites it");
        }
    }
}

#[test]
fn the_index_has_every_rule_under_its_title() {
    let index = fs::read_to_string("docs/evaluation.md").unwrap();
    let entries: BTreeSet<&str> = index.lines().filter(|line| line.starts_with("- [")).collect();
    let rules = citations::rules();
    for rule in &rules {
        let (id, title, page) = (&rule.id, &rule.title, &rule.page);
        let entry = format!("- [{id}]({page}#{}) {title}", anchor(&format!("{id}: {title}")));
        assert!(entries.contains(&*entry), "docs/evaluation.md does not have:\n{entry}");
    }
    assert_eq!(entries.len(), rules.len(), "docs/evaluation.md has rules that no page has");
}

#[test]
fn every_rule_has_a_place_for_its_proofs() {
    for page in citations::pages() {
        let text = fs::read_to_string(&page).unwrap();
        let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(count("### "), count(MARK), "{}", page.display());
    }
}

/// As the hosts of repositories make anchors from headings.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|char| char.is_alphanumeric() || " -_".contains(*char));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn with_proofs(text: &str, cited: &BTreeMap<String, BTreeSet<String>>) -> String {
    let (mut right, mut id, mut lines) = (String::new(), "", text.lines());
    while let Some(line) = lines.next() {
        if let Some(heading) = line.strip_prefix("### ") {
            id = heading.split_once(':').map_or(heading, |(id, _)| id);
        }
        if line.starts_with(MARK) {
            right += &proof(id, cited.get(id));
            if lines.by_ref().any(str::is_empty) {
                right.push('\n');
            }
        } else {
            writeln!(right, "{line}").unwrap();
        }
    }
    right
}

fn proof(id: &str, files: Option<&BTreeSet<String>>) -> String {
    let Some(files) = files else {
        let why = citations::why_unproved(id).unwrap_or("nobody wrote one");
        return format!("{MARK} no scenario, because {why}.\n");
    };
    let last = files.len() - 1;
    let links = files.iter().enumerate().map(|(number, file)| {
        let name = file.strip_prefix("scenarios/").unwrap_or(file);
        let comma = if number == last { "" } else { "," };
        format!("[{name}](../../{file}){comma}")
    });
    let (mut text, mut width) = (MARK.to_owned(), MARK.len());
    for link in links {
        let fits = width + 1 + link.len() <= WIDTH;
        width = if fits { width + 1 + link.len() } else { link.len() };
        text.push(if fits { ' ' } else { '\n' });
        text += &link;
    }
    text + "\n"
}
