//! What `docs/architecture.md` promises about `src`, read off its text.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use iamsim::aws::supports_resource_control;

/// A module uses only what stands left of it.
const LAYERS: &str = "text aws value_set policy request compile evaluate explain catalog compare \
    environment bundle load edges suggest scenario query lint whatif serve repl cli";

/// The modules that may touch the world.
const OUTSIDE: &[&str] = &["load", "serve", "repl", "cli"];

/// What touches it.
const WORLD: &[&str] = &[
    "std::fs",
    "std::env",
    "Instant::now",
    "SystemTime",
    "std::process",
    "std::thread",
    "std::io",
    "Utc::now",
    "Local::now",
    "notify::",
    "indicatif::",
    "dialoguer::",
    "etcetera::",
    "reedline::",
    "ctrlc::",
    "fd_lock::",
    "anstream::",
    "print!",
    "println!",
    "eprint!",
    "eprintln!",
];

const LONGEST_FILE: usize = 400;

/// A file of `src` that belongs to a module.
struct Code {
    path: PathBuf,
    module: String,
    text: String,
}

fn code() -> Vec<Code> {
    let mut found = Vec::new();
    gather(Path::new("src"), &mut found);
    assert!(found.len() > 100, "only {} files", found.len());
    found
}

fn gather(folder: &Path, found: &mut Vec<Code>) {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let module = path.iter().nth(1).unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            found.push(Code { path, module, text });
        }
    }
}

impl Code {
    /// Whether the file is the root of the library or of the program, and no module.
    fn is_root(&self) -> bool {
        self.path.components().count() == 2
    }

    fn is_test(&self) -> bool {
        self.path.file_stem().unwrap().to_str().unwrap().ends_with("tests")
    }

    /// The text without tests at its end, and with groups of the standard library taken apart.
    fn production(&self) -> String {
        let text = self.text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        text.lines().filter(is_code).map(spelt_out).collect()
    }
}

/// `use std::{env, fs};` as `std::env std::fs`.
fn spelt_out(line: &str) -> String {
    match line.trim().strip_prefix("use std::{").and_then(|rest| rest.strip_suffix("};")) {
        Some(names) => format!("std::{}\n", names.replace(", ", " std::")),
        None => format!("{line}\n"),
    }
}

/// The modules of the crate that a text names.
fn used(text: &str) -> BTreeSet<&str> {
    let after = text.match_indices("crate::").map(|(at, found)| &text[at + found.len()..]);
    after.map(|rest| rest.split(|char| !is_word(char)).next().unwrap_or("")).collect()
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

#[test]
fn a_module_uses_only_what_stands_left_of_it() {
    let order: Vec<&str> = LAYERS.split_whitespace().collect();
    let place = |module: &str| order.iter().position(|layer| *layer == module);
    for file in code().iter().filter(|file| !file.is_root()) {
        let path = file.path.display();
        let own = place(&file.module);
        assert!(own.is_some(), "{path}: the order of layers does not have `{}`", file.module);
        for module in used(&file.text) {
            let theirs = place(module);
            assert!(theirs.is_some(), "{path}: `crate::{module}` is no layer");
            assert!(theirs <= own, "{path}: `{}` uses `{module}`", file.module);
        }
    }
}

#[test]
fn every_folder_says_what_goes_in_and_what_comes_out() {
    let (code, is_mod) = (code(), |file: &&Code| file.path.ends_with("mod.rs"));
    let modules: BTreeSet<&str> = code.iter().filter(is_mod).map(|file| &*file.module).collect();
    for file in code.iter().filter(|file| !file.is_root()) {
        assert!(modules.contains(&*file.module), "src/{} has no mod.rs", file.module);
    }
    for file in code.iter().filter(is_mod) {
        let head = file.text.split("\n\n").next().unwrap();
        let says = head.starts_with("//! In: ") && head.contains("Out: ");
        assert!(says, "{}", file.path.display());
    }
}

#[test]
fn the_core_touches_nothing_outside() {
    let is_core = |file: &&Code| !file.is_root() && !OUTSIDE.contains(&&*file.module);
    for file in code().iter().filter(is_core).filter(|file| !file.is_test()) {
        let text = file.production();
        let starts = |(at, _): &(usize, &str)| !text[..*at].ends_with(is_word);
        for outside in WORLD {
            let found = text.match_indices(outside).find(starts);
            assert!(found.is_none(), "{}: {outside}", file.path.display());
        }
    }
}

#[test]
fn the_decision_names_no_service() {
    let text = fs::read_to_string("src/evaluate/decision.rs").unwrap().to_lowercase();
    for word in text.split(|char| !is_word(char)) {
        let is_service = word == "iam" || supports_resource_control(word);
        assert!(!is_service, "src/evaluate/decision.rs: {word}");
    }
}

#[test]
fn no_file_is_long() {
    for file in code() {
        let lines = file.text.lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines", file.path.display());
    }
}

/// The ids of rules in a text: `D-9`, `V-1a`.
fn rule_ids(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|char: char| !char.is_ascii_alphanumeric() && char != '-');
    words.filter(|word| is_rule_id(word))
}

fn is_rule_id(word: &str) -> bool {
    word.split_once('-').is_some_and(|(letter, rest)| {
        let digits = rest.trim_end_matches('a');
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        letter.len() == 1 && letter.bytes().all(|byte| b"SARVPCKDTXMG".contains(&byte)) && is_number
    })
}

/// The rules that a file cites: in comments that say so, and as texts.
fn cited(text: &str) -> BTreeSet<&str> {
    let of_comments = text.lines().filter_map(|line| line.split_once("// AWS: "));
    let of_texts = text.split('"').filter(|text| is_rule_id(text));
    of_comments.flat_map(|(_, ids)| rule_ids(ids)).chain(of_texts).collect()
}

#[test]
fn every_cited_rule_is_written_down() {
    let pages = fs::read_dir("docs/evaluation").unwrap().map(|page| page.unwrap().path());
    let texts: Vec<String> = pages.map(|page| fs::read_to_string(page).unwrap()).collect();
    let headings = texts.iter().flat_map(|text| text.lines()).filter_map(|line| {
        let (id, _) = line.strip_prefix("### ")?.split_once(": ")?;
        Some(id)
    });
    let written: BTreeSet<&str> = headings.collect();
    let mut all = BTreeSet::new();
    let files = code();
    for file in &files {
        let here = cited(&file.text);
        let unknown: Vec<&&str> = here.difference(&written).collect();
        assert!(unknown.is_empty(), "{} cites {unknown:?}", file.path.display());
        all.extend(here);
    }
    assert!(all.len() > 100, "only {} rules are cited", all.len());
}
