//! Linting from a text.

use std::collections::BTreeSet;
use std::sync::Arc;

use iamsim::aws::PolicyKind;
use iamsim::catalog::Catalog;
use iamsim::lint::{Example, Finding, Linted, ResourceKind, Selection, lint};
use iamsim::text::{Source, Syntax};

/// What is found in a policy.
pub(crate) fn lint_text(text: &str, kind: PolicyKind) -> Vec<Finding> {
    lint(&linted(text, kind, None, Syntax::Json), Catalog::embedded())
}

/// What is found in an example.
pub(crate) fn lint_example(example: &Example) -> Vec<Finding> {
    let Example { kind, attached_to, syntax, policy } = *example;
    lint(&linted(policy, kind, attached_to, syntax), Catalog::embedded())
}

/// The codes of findings.
pub(crate) fn codes_in(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().map(|finding| finding.diagnostic.code).collect()
}

fn linted(text: &str, kind: PolicyKind, attached_to: Option<&str>, syntax: Syntax) -> Linted {
    let source = Arc::new(Source::new("policy.json", text));
    let attached_to = attached_to.map(|kind| ResourceKind(kind.into()));
    Linted { source, syntax, kind, attached_to, selection: Selection::default() }
}

/// The texts under the carets of one code, in the order of the policy.
pub(crate) fn places(text: &str, kind: PolicyKind, code: &str) -> Vec<String> {
    let found = lint_text(text, kind);
    let of_code = found.iter().map(|finding| &finding.diagnostic).filter(|one| one.code == code);
    of_code.map(|one| text[one.span.range()].to_owned()).collect()
}

/// An Allow of actions on resources, both as JSON.
pub(crate) fn allow(action: &str, resource: &str) -> String {
    statement("Allow", action, resource, "{}")
}

/// A policy of one statement, its elements as JSON.
pub(crate) fn statement(effect: &str, action: &str, resource: &str, condition: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "{effect}", "Action": {action}, "Resource": {resource}, "Condition": {condition}}}]}}"#
    )
}
