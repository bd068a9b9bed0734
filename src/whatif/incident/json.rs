//! Which of the things that we know a JSON value is.

use super::decoded::{is_decoded, of_decoded};
use super::message::refusals;
use super::model::Incident;
use super::read::Findings;
use super::record::{is_record, of_record};
use super::token::{is_claims, of_claims, token_in};
use crate::catalog::Catalog;
use crate::text::{Comments, Node, Source, Span, Value, read_json};

/// How often JSON may stand as a text within JSON.
const DEEPEST: usize = 4;

/// Reads values one after the other.
pub(super) struct Reader<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) findings: Findings,
    /// How deep within texts it reads, and where the outermost stands.
    inside: Option<(usize, Span)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        Self { catalog, findings: Findings::default(), inside: None }
    }

    /// Reads a value and all that is in it.
    // INVARIANT: the readers nest at most `MAX_DEPTH` deep, and texts `DEEPEST` times that.
    pub(super) fn value(&mut self, node: &Node) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(_) => self.object(node),
            Value::Text(text) => self.text(text, node.span),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn object(&mut self, node: &Node) {
        if is_record(node) {
            match of_record(node, self.catalog) {
                Some(incident) => self.found(incident),
                None => self.findings.skipped += 1,
            }
        } else if is_decoded(node) {
            self.found(of_decoded(node));
        } else if is_claims(node) {
            self.found(of_claims(node, node.span));
        } else if let Value::Object(members) = &node.value {
            let inner = node.get("CloudTrailEvent").and_then(Node::as_text);
            match inner {
                Some(text) => self.text(text, node.span),
                None => members.iter().for_each(|member| self.value(&member.value)),
            }
        }
    }

    /// A text of a value: JSON again, a token, or what somebody wrote.
    pub(super) fn text(&mut self, text: &str, span: Span) {
        let depth = self.inside.map_or(0, |(depth, _)| depth);
        let is_json = text.trim_start().starts_with(['{', '[']);
        if is_json && depth < DEEPEST {
            let inner = Source::new("", text);
            if let Ok(node) = read_json(&inner, Comments::Refused) {
                let outer = self.inside.map_or(span, |(_, span)| span);
                let before = self.inside.replace((depth + 1, outer));
                self.value(&node);
                self.inside = before;
                return;
            }
        }
        match token_in(text) {
            Some(token) => {
                let incident = of_claims(&token, span);
                self.found(incident);
            }
            None => {
                for incident in refusals(text, self.catalog) {
                    self.found(incident.moved_to(span));
                }
            }
        }
    }

    pub(super) fn found(&mut self, incident: Incident) {
        let incident = match self.inside {
            Some((_, span)) => incident.moved_to(span),
            None => incident,
        };
        self.findings.add(incident);
    }
}
