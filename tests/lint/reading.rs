//! What reading tells: every code has its rule, and every rule of reading is told by reading.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use iamsim::aws::PolicyKind;
use iamsim::catalog::Catalog;
use iamsim::lint::rules::{GROUPS, every_rule, rule};
use iamsim::lint::{Linted, Logic, Selection, lint};
use iamsim::text::{Source, Syntax};

use super::support::{allow, codes_in, lint_example};

const FOLDERS: [&str; 2] = ["src/policy", "src/text"];

/// What stands in these folders in kebab-case and in quotes, and is no code of a policy's mistake:
/// files that cannot be opened as text are no policies yet.
const OTHERS: [&str; 5] =
    ["file-too-large", "invalid-utf8", "oidc-provider", "saml-provider", "assumed-role"];

fn texts_of(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_of_tests =
            path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("_tests"));
        if path.is_dir() {
            texts_of(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !is_of_tests {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            found.push(code.to_owned());
        }
    }
}

/// The words in quotes that are written as codes are.
fn quoted_codes() -> BTreeSet<String> {
    let mut texts = Vec::new();
    for folder in FOLDERS {
        texts_of(Path::new(folder), &mut texts);
    }
    let is_code = |text: &str| {
        text.contains('-')
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    let quoted = texts.iter().flat_map(|text| text.split('"'));
    quoted.filter(|text| is_code(text)).map(str::to_owned).collect()
}

#[test]
fn every_code_that_reading_gives_has_a_rule() {
    let mut codes = quoted_codes();
    for other in OTHERS.iter().chain(&["federated-user"]) {
        codes.remove(*other);
    }
    assert!(codes.len() > 70, "{codes:?}");
    let lost: Vec<_> = codes.iter().filter(|code| rule(code).is_none()).collect();
    assert!(lost.is_empty(), "no rule for {lost:?}");
}

#[test]
fn every_rule_of_reading_is_told_by_reading() {
    let codes = quoted_codes();
    for rule in every_rule().filter(|rule| matches!(rule.logic, Logic::Reading)) {
        assert!(codes.contains(rule.code), "nothing in {FOLDERS:?} says {}", rule.code);
    }
}

#[test]
fn the_quiet_example_of_reading_reads_without_any_mistake() {
    for rule in every_rule().filter(|rule| matches!(rule.logic, Logic::Reading)) {
        for finding in lint_example(&rule.quiet) {
            let told = iamsim::lint::rules::rule(finding.diagnostic.code);
            let by_reading = told.is_none_or(|told| matches!(told.logic, Logic::Reading));
            assert!(!by_reading, "{} shows {}", rule.code, finding.diagnostic.message);
        }
    }
}

#[test]
fn kinds_are_those_of_the_example() {
    for rule in every_rule() {
        for example in [&rule.fires, &rule.quiet] {
            assert!(rule.is_about(example.kind), "{} is not about {:?}", rule.code, example.kind);
        }
    }
}

#[test]
fn rules_stand_in_the_order_of_their_codes() {
    for group in GROUPS {
        let codes: Vec<_> = group.rules.iter().map(|rule| rule.code).collect();
        assert!(codes.is_sorted(), "{}: {codes:?}", group.title);
    }
}

#[test]
fn a_policy_of_aws_is_under_no_quota_of_an_account() {
    let quota = "policy-size-exceeds-identity-policy-quota";
    let long = format!("s3:{}", "Get".repeat(3000));
    let text = allow(&format!("\"{long}\""), r#""*""#);
    let named = |name: &str| {
        let source = Arc::new(Source::new(name, text.as_str()));
        let kind = PolicyKind::Identity;
        let linted = Linted {
            source,
            syntax: Syntax::Json,
            kind,
            attached_to: None,
            selection: Selection::default(),
        };
        codes_in(&lint(&linted, Catalog::embedded())).contains(quota)
    };
    assert!(named("policy.json"));
    assert!(named("arn:aws:iam::111122223333:policy/reports"));
    assert!(!named("arn:aws:iam::aws:policy/ReadOnlyAccess"));
}
