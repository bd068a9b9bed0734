//! All rules asked of one policy.

use std::sync::Arc;

use super::check::Selection;
use super::condition::ConditionView;
use super::finding::{Finding, Findings};
use super::proven::add_proven;
use super::rule::{Logic, Rule};
use super::rules::every_rule;
use super::subject::{ResourceKind, Subject};
use super::weaker::without_weaker;
use crate::aws::{Arn, PolicyKind};
use crate::catalog::Catalog;
use crate::policy::{PolicyDocument, Reading, parse};
use crate::text::{Arrange, Diagnostic, Node, Source, Syntax, read};

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
    /// Which findings are wanted: what nobody wants makes no other needless.
    pub selection: Selection,
}

/// What all rules find in a policy, in the order of its text.
pub fn lint(linted: &Linted, catalog: &Catalog) -> Vec<Finding> {
    match read(&linted.source, linted.syntax) {
        Ok(node) => lint_node(linted, &Arc::new(node), catalog),
        Err(diagnostic) => {
            let mut found = vec![Finding { diagnostic, fix: None }];
            found.extend(behind_comments(linted, catalog));
            in_order(found)
        }
    }
}

/// What all rules find in a policy that is a part of a longer text, such as a scenario file.
pub fn lint_node(linted: &Linted, node: &Arc<Node>, catalog: &Catalog) -> Vec<Finding> {
    let strict = parse(node, linted.kind, Reading::Strict);
    let stored = || parse(node, linted.kind, Reading::AsStored).document;
    let document = strict.document.or_else(stored);
    let mut told = strict.diagnostics;
    told.retain(|one| one.code != QUOTA || !is_of_aws(&linted.source));
    let mut found =
        document.map_or_else(Vec::new, |document| by_rules(linted, node, document, catalog));
    found.retain(|finding| !told.iter().any(|one| says_the_same(one, &finding.diagnostic)));
    found.extend(told.into_iter().map(|diagnostic| Finding { diagnostic, fix: None }));
    found.retain(|finding| linted.selection.wants(&finding.diagnostic));
    in_order(without_weaker(found))
}

const QUOTA: &str = "policy-size-exceeds-identity-policy-quota";

/// Whether it is an AWS managed policy, asked for by its ARN: no quota of an account holds for it.
fn is_of_aws(source: &Source) -> bool {
    Arn::parse(source.name()).is_some_and(|arn| arn.service() == "iam" && arn.account() == "aws")
}

/// Of JSON that is spoilt by nothing but comments, the rest is told as well.
fn behind_comments(linted: &Linted, catalog: &Catalog) -> Vec<Finding> {
    let syntax = linted.syntax.with_comments();
    match read(&linted.source, syntax) {
        Ok(node) if syntax != linted.syntax => {
            lint_node(&Linted { syntax, ..linted.clone() }, &Arc::new(node), catalog)
        }
        _ => Vec::new(),
    }
}

fn by_rules(
    linted: &Linted,
    node: &Arc<Node>,
    document: PolicyDocument,
    catalog: &Catalog,
) -> Vec<Finding> {
    let text = (linted.source.clone(), node.clone(), linted.syntax);
    let role = (linted.kind, linted.attached_to.clone());
    let subject = Subject::new(text, role, document, catalog);
    let mut found = Vec::new();
    let conditions: Vec<ConditionView<'_>> =
        subject.statements().flat_map(|statement| statement.conditions()).collect();
    for rule in every_rule().filter(|rule| rule.is_about(linted.kind)) {
        ask(rule, &subject, &conditions, &mut found);
    }
    add_proven(linted, &subject, &mut found);
    found
}

/// Whether both are about one mistake: the reader of policies has found it before a rule did.
fn says_the_same(told: &Diagnostic, other: &Diagnostic) -> bool {
    let (left, right) = (told.span, other.span);
    told.code == other.code && left.start <= right.end && right.start <= left.end
}

fn in_order(mut found: Vec<Finding>) -> Vec<Finding> {
    found.arrange_by_key(|finding| (finding.diagnostic.span, finding.diagnostic.code));
    found.dedup_by(|one, other| one.diagnostic == other.diagnostic);
    found
}

fn ask(
    rule: &'static Rule,
    subject: &Subject<'_>,
    conditions: &[ConditionView<'_>],
    found: &mut Vec<Finding>,
) {
    let mut findings = Findings::of(rule, found);
    match rule.logic {
        Logic::Reading | Logic::Proof => {}
        Logic::Policy(logic) => logic(subject, &mut findings),
        Logic::Statement(logic) => {
            for statement in subject.statements() {
                logic(&statement, &mut findings);
            }
        }
        Logic::Condition(logic) => {
            for condition in conditions {
                logic(condition, &mut findings);
            }
        }
    }
}
