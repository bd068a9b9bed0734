//! The linter's rules, each by the examples that stand in its file.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod access;
mod actions;
mod conditions;
mod dead;
mod grammar;
mod keys;
mod managed;
mod organization;
mod overlaps;
mod principals;
mod proven;
mod reading;
mod redundant;
mod resources;
mod support;
mod trust;

use std::collections::BTreeSet;

use iamsim::aws::PolicyKind;
use iamsim::lint::rules::every_rule;
use iamsim::lint::{Example, Rule};
use iamsim::text::{Source, apply_edits};

use support::{codes_in, lint_example, lint_text};

#[test]
fn every_rule_fires_on_its_example_and_not_on_the_other() {
    let mut wrong = Vec::new();
    for rule in every_rule() {
        let fires = |example: &Example| codes_in(&lint_example(example)).contains(rule.code);
        if !fires(&rule.fires) {
            wrong.push(format!("{} is not found in its example", rule.code));
        }
        if fires(&rule.quiet) {
            wrong.push(format!("{} is found where it should not", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_finds_what_its_severity_says() {
    for rule in every_rule() {
        for finding in lint_example(&rule.fires) {
            if finding.diagnostic.code == rule.code {
                assert_eq!(finding.diagnostic.severity, rule.severity, "{}", rule.code);
            }
        }
    }
}

#[test]
fn codes_are_kebab_case_and_unique() {
    let mut seen = BTreeSet::new();
    for Rule { code, .. } in every_rule() {
        assert!(seen.insert(code), "{code} is there twice");
        let is_kebab = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        assert!(code.split('-').all(is_kebab), "{code}");
    }
}

#[test]
fn a_rule_is_written_for_people() {
    for rule in every_rule() {
        let Rule { code, what, why, page, .. } = rule;
        assert!(!what.ends_with('.') && what.len() < 100, "{code}: {what}");
        assert!(why.ends_with('.') && why.len() > 60, "{code}: {why}");
        assert!(page.starts_with("https://"), "{code}: {page}");
        for finding in lint_example(&rule.fires) {
            let message = &finding.diagnostic.message;
            assert!(!message.ends_with('.'), "{code}: {message}");
        }
    }
}

#[test]
fn a_finding_has_its_exact_place_and_its_fix() {
    let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": ["s3:*", "S3:get*"], "Resource": "*"}]}"#;
    let found = lint_text(text, PolicyKind::Identity);
    let finding = found.iter().find(|one| one.diagnostic.code == "redundant-action").unwrap();
    assert_eq!(&text[finding.diagnostic.span.range()], "\"S3:get*\"");
    let source = Source::new("policy.json", text);
    let fixed = apply_edits(&source, &finding.fix.as_ref().unwrap().edits);
    assert_eq!(fixed, text.replace(", \"S3:get*\"", ""));
}
