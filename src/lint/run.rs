//! All rules asked of one policy.

use std::sync::Arc;

use super::finding::{Finding, Findings};
use super::rule::{Logic, Rule};
use super::rules::every_rule;
use super::subject::{ResourceKind, Subject};
use crate::aws::PolicyKind;
use crate::catalog::Catalog;
use crate::policy::{Reading, parse};
use crate::text::{Node, Source, Syntax, read};

/// A policy to lint.
#[derive(Clone, Debug)]
pub struct Linted {
    /// Its text.
    pub source: Arc<Source>,
    /// Its language.
    pub syntax: Syntax,
    /// What kind it is.
    pub kind: PolicyKind,
    /// What it is attached to, if that is known.
    pub attached_to: Option<ResourceKind>,
}

/// What all rules find in a policy, in the order of its text.
pub fn lint(linted: &Linted, catalog: &Catalog) -> Vec<Finding> {
    let mut found = match read(&linted.source, linted.syntax) {
        Ok(node) => of_tree(linted, Arc::new(node), catalog),
        Err(diagnostic) => vec![Finding { diagnostic, fix: None }],
    };
    found.sort_by_key(|finding| (finding.diagnostic.span, finding.diagnostic.code));
    found
}

fn of_tree(linted: &Linted, node: Arc<Node>, catalog: &Catalog) -> Vec<Finding> {
    let strict = parse(&node, linted.kind, Reading::Strict);
    let stored = || parse(&node, linted.kind, Reading::AsStored).document;
    let document = strict.document.or_else(stored);
    let told = strict.diagnostics.into_iter();
    let mut found = told.map(|diagnostic| Finding { diagnostic, fix: None }).collect();
    let Some(document) = document else { return found };
    let text = (linted.source.clone(), node, linted.syntax);
    let role = (linted.kind, linted.attached_to.clone());
    let subject = Subject::new(text, role, document, catalog);
    for rule in every_rule().filter(|rule| rule.is_about(linted.kind)) {
        ask(rule, &subject, &mut found);
    }
    found
}

fn ask(rule: &'static Rule, subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let mut findings = Findings::of(rule, found);
    match rule.logic {
        Logic::Reading => {}
        Logic::Policy(logic) => logic(subject, &mut findings),
        Logic::Statement(logic) => {
            for statement in subject.statements() {
                logic(&statement, &mut findings);
            }
        }
        Logic::Condition(logic) => {
            for condition in subject.statements().flat_map(|statement| statement.conditions()) {
                logic(&condition, &mut findings);
            }
        }
    }
}
