//! The pages about rules are what the rules say, and the program tells the same.
//!
//! `UPDATE_DOCS=1 cargo test --test lint_cli` writes them anew.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use iamsim::catalog::Catalog;
use iamsim::lint::rules::every_rule;
use iamsim::lint::{UNREAD_CODES, UnreadCode, all_tables, rule_page};

use crate::{folder, lint};

const FOLDER: &str = "docs/lint";
const INDEX: &str = "docs/lint.md";
const START: &str = "<!-- The table is made of the rules. -->\n";
const END: &str = "<!-- End of the table. -->\n";

fn must_be(path: &Path, right: &str) {
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, right).unwrap();
    } else {
        let page = fs::read_to_string(path).unwrap_or_default();
        assert!(
            page == right,
            "{} is not what the rule says; UPDATE_DOCS=1 rewrites it",
            path.display()
        );
    }
}

#[test]
fn every_rule_has_its_page() {
    let mut expected = BTreeSet::new();
    for rule in every_rule() {
        let name = format!("{}.md", rule.code);
        must_be(&Path::new(FOLDER).join(&name), &rule_page(rule, Catalog::embedded()));
        expected.insert(name);
    }
    for entry in fs::read_dir(FOLDER).unwrap() {
        let path = entry.unwrap().path();
        let is_expected = expected.contains(path.file_name().unwrap().to_str().unwrap());
        if !is_expected && env::var_os("UPDATE_DOCS").is_some() {
            fs::remove_file(&path).unwrap();
        } else {
            assert!(is_expected, "{} is about no rule", path.display());
        }
    }
}

#[test]
fn the_index_lists_every_rule() {
    let page = fs::read_to_string(INDEX).unwrap();
    let (before, rest) = page.split_once(START).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    must_be(Path::new(INDEX), &[before, START, "\n", &all_tables(), "\n", END, after].concat());
}

#[test]
fn the_settings_on_the_page_are_settings() {
    let page = fs::read_to_string(INDEX).unwrap();
    let (_, settings) = page.split_once("```toml\n").unwrap();
    let (settings, _) = settings.split_once("```").unwrap();
    let desk = folder(&[("iamsim.toml", settings), ("policies/a.json", crate::CLEAN)]);
    let output = lint(desk.path(), &["policies/a.json"]);
    assert_eq!(output.code, 0, "{}", output.err);
}

#[test]
fn the_program_explains_and_lists_codes() {
    let desk = folder(&[]);
    let list = lint(desk.path(), &["--list"]);
    assert_eq!(list.code, 0);
    for rule in every_rule() {
        assert!(list.out.contains(rule.code) && list.out.contains(rule.what), "{}", rule.code);
        let explained = lint(desk.path(), &["--explain", rule.code]);
        assert_eq!(explained.code, 0, "{}", rule.code);
        let shows_finding = explained.out.contains(&format!("[{}]: ", rule.code));
        assert!(shows_finding && explained.out.contains("Repaired"), "{}", explained.out);
    }
    for UnreadCode { code, what, why } in UNREAD_CODES {
        let explained = lint(desk.path(), &["--explain", code]);
        assert_eq!(explained.code, 0, "{code}");
        let in_lines: Vec<&str> = explained.out.split_whitespace().collect();
        let whole = format!("{code}: {what} {why}");
        assert_eq!(in_lines.join(" "), whole);
        assert!(list.out.contains(code), "{code}");
    }
    let wrong = lint(desk.path(), &["--explain", "redundant-actoin"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("did you mean `redundant-action`?"), "{}", wrong.err);
}
