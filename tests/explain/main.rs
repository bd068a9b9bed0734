//! What AWS said when it refused a call, read and explained.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod authorizations;
mod command;
mod hostile;
mod messages;
#[path = "../program/mod.rs"]
mod program;
mod records;
mod tokens;

use std::sync::Arc;

use iamsim::catalog::Catalog;
use iamsim::policy::Spanned;
use iamsim::text::Source;
use iamsim::whatif::incident::{Findings, Incident, Known, read};

fn findings(text: &str) -> Findings {
    let source = Arc::new(Source::new("text", text));
    read(&source, Catalog::embedded()).unwrap_or_else(|why| panic!("{text}: {}", why[0]))
}

/// The code of the mistake in a text.
fn refused(text: &str) -> &'static str {
    let source = Arc::new(Source::new("text", text));
    read(&source, Catalog::embedded()).unwrap_err()[0].diagnostic.code
}

/// `principal | action | resource | what AWS said`, with `-` for what is not told.
fn told(incident: &Incident) -> String {
    let text = |found: &Option<Spanned<Box<str>>>| {
        found.as_ref().map_or("-".to_owned(), |found| found.value.to_string())
    };
    let said = incident.denied.as_ref().map_or("-".to_owned(), |denied| {
        let policy = denied.policy.as_ref().map(|arn| format!(" ({arn})")).unwrap_or_default();
        denied.named() + &policy
    });
    let parts = [&incident.principal, &incident.action, &incident.resource].map(text);
    format!("{} | {said}", parts.join(" | "))
}

/// The requests that a text tells of.
fn all_told(text: &str) -> Vec<String> {
    findings(text).incidents.iter().map(told).collect()
}

/// `key=value` for each condition key, `key absent` for those that were not carried.
fn keys(incident: &Incident) -> Vec<String> {
    let one = |(key, known): &(Box<str>, Known)| match known {
        Known::Absent => format!("{key} absent"),
        Known::Values(values) => format!("{key}={}", values.join(",")),
    };
    incident.context.iter().map(one).collect()
}
