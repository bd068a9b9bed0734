//! In: a tree of nodes, the kind of policy that it should be, and how strict to be. Out: the
//! document, unless an error remains, and every mistake in the order of the text.

mod action;
mod condition;
mod condition_value;
mod document;
mod grammar;
mod key_fit;
mod principal;
mod principal_value;
mod reader;
mod resource;
mod resource_control;
mod sid;
mod statement;
mod survey;
mod trust;

use super::PolicyDocument;
use crate::aws::PolicyKind;
use crate::text::{Arrange, Diagnostic, Node, Severity};
use reader::Reader;

/// How to take what AWS would refuse to save today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// As an error.
    Strict,
    /// As a warning, where it has one clear meaning: live accounts hold old documents.
    AsStored,
}

/// What came of reading a policy.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The document; absent exactly if one of the diagnostics is an error.
    pub document: Option<PolicyDocument>,
    /// Every mistake and suspicion, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a policy of the given kind and reports every mistake in it at once.
pub fn parse(node: &Node, kind: PolicyKind, reading: Reading) -> Parsed {
    let mut reader = Reader::new(kind, reading, resource_control::is_full_access(node));
    let document = reader.document(node);
    reader.duplicate_keys(node);
    reader.survey(node);
    let mut diagnostics = reader.into_diagnostics();
    diagnostics.arrange_by_key(|diagnostic| diagnostic.span.start);
    let refused = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Parsed { document: document.filter(|_| !refused), diagnostics }
}
