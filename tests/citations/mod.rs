//! Which scenarios cite which rules, and which rules there are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use iamsim::load::find;
use iamsim::scenario::{ScenarioFile, rule_ids};

/// A rule of `docs/evaluation/*.md`.
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The page, relative to `docs`.
    pub(crate) page: String,
}

/// Every rule in the order of the pages.
pub(crate) fn rules() -> Vec<Rule> {
    let headings = |page: PathBuf| {
        let text = fs::read_to_string(&page).unwrap();
        let name = page.strip_prefix("docs").unwrap().to_str().unwrap().to_owned();
        let of_line = |line: &str| {
            let (id, title) = line.strip_prefix("### ")?.split_once(": ")?;
            Some(Rule { id: id.to_owned(), title: title.to_owned(), page: name.clone() })
        };
        text.lines().filter_map(of_line).collect::<Vec<_>>()
    };
    pages().into_iter().flat_map(headings).collect()
}

/// The pages with rules.
pub(crate) fn pages() -> Vec<PathBuf> {
    let entries = fs::read_dir("docs/evaluation").unwrap();
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages
}

/// The scenario files that cite each rule.
pub(crate) fn citations() -> BTreeMap<String, BTreeSet<String>> {
    let mut cited: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for found in find("scenarios").unwrap() {
        let Some(file) = ScenarioFile::read_if_scenario(&found.path).unwrap() else { continue };
        let path = found.path.to_str().unwrap().to_owned();
        for case in file.document().unwrap().cases {
            for id in case.sources.into_iter().flat_map(rule_ids) {
                cited.entry(id.to_owned()).or_default().insert(path.clone());
            }
        }
    }
    cited
}

/// Why no scenario proves a rule; `None` if some must.
pub(crate) fn why_unproved(id: &str) -> Option<&'static str> {
    id.starts_with("M-").then_some("it describes AWS's simulator, which is another program")
}
