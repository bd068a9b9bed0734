//! What each mistake in a policy is called and which characters it underlines.

mod any_tree;
mod conditions;
mod drawn;
mod elements;
mod entries;
mod stored;

use iamsim::aws::PolicyKind;
use iamsim::policy::{Parsed, Reading, parse};
use iamsim::text::{Comments, Severity, Source, read_json};

use PolicyKind::{
    Identity, PermissionsBoundary, Resource, ResourceControl, ServiceControl, Session, Trust,
    VpcEndpoint,
};

fn parsed(text: &str, kind: PolicyKind, reading: Reading) -> Parsed {
    let parsed = match read_json(&Source::new("policy.json", text), Comments::Refused) {
        Ok(node) => parse(&node, kind, reading),
        Err(mistake) => Parsed { document: None, diagnostics: vec![mistake] },
    };
    let is_error = |severity: Severity| severity == Severity::Error;
    let refused = parsed.diagnostics.iter().any(|diagnostic| is_error(diagnostic.severity));
    assert_eq!(parsed.document.is_none(), refused, "{text}");
    parsed
}

/// `code @ underlined`, with the severity before what is none of the errors.
fn mistakes(text: &str, kind: PolicyKind, reading: Reading) -> Vec<String> {
    let drawn = parsed(text, kind, reading).diagnostics.into_iter().map(|diagnostic| {
        let mild = match diagnostic.severity {
            Severity::Error => String::new(),
            severity => format!("({}) ", severity.name()),
        };
        let span = diagnostic.span.start as usize..diagnostic.span.end as usize;
        format!("{mild}{} @ {}", diagnostic.code, &text[span])
    });
    drawn.collect()
}

fn assert_mistakes(kind: PolicyKind, text: &str, expected: &[&str]) {
    assert_eq!(mistakes(text, kind, Reading::Strict), expected, "{kind:?} {text}");
}

fn in_document(statement: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#)
}

/// A statement of the kind whose last members are given.
fn statement(kind: PolicyKind, members: &str) -> String {
    let start = match kind {
        Identity | PermissionsBoundary | Session | ServiceControl => {
            r#""Effect":"Allow","Action":"s3:*","Resource":"*""#
        }
        Resource | VpcEndpoint => {
            r#""Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*""#
        }
        ResourceControl => r#""Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*""#,
        Trust => r#""Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole""#,
    };
    let comma = if members.is_empty() { "" } else { "," };
    in_document(&format!("{{{start}{comma}{members}}}"))
}

const KINDS: [PolicyKind; 8] = [
    Identity,
    PermissionsBoundary,
    Session,
    Resource,
    Trust,
    ServiceControl,
    ResourceControl,
    VpcEndpoint,
];
