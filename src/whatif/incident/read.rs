//! What a text is, and what it tells.

use std::collections::HashMap;
use std::sync::Arc;

use super::json::Reader;
use super::message::refusals;
use super::model::Incident;
use super::token::{of_claims, token_in};
use crate::bundle::Trouble;
use crate::catalog::Catalog;
use crate::text::{Comments, Diagnostic, Source, Span, read_json_values};

/// What a text tells.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The refused requests, each once, in the order of the text.
    pub incidents: Vec<Incident>,
    /// How many records tell of no refusal.
    pub skipped: usize,
    known: HashMap<String, Vec<usize>>,
}

impl Findings {
    /// Adds a request, or counts it where it is known.
    pub(super) fn add(&mut self, incident: Incident) {
        let text = |found: &Option<crate::policy::Spanned<Box<str>>>| {
            found.as_ref().map(|one| one.value.clone()).unwrap_or_default()
        };
        let key = [&incident.principal, &incident.action, &incident.resource].map(text).join("\n");
        let same = self.known.entry(key).or_default();
        let known = same.iter().copied().find(|index| self.incidents[*index].is_same(&incident));
        if let Some(index) = known {
            self.incidents[index].count += 1;
            return;
        }
        same.push(self.incidents.len());
        self.incidents.push(incident);
    }
}

/// Finds out what a text is, by its content, and reads it.
///
/// # Errors
/// If it tells of no request. No excerpt of what may be a token is shown.
pub fn read(source: &Arc<Source>, catalog: &Catalog) -> Result<Findings, Vec<Trouble>> {
    let text = source.text();
    if let Some(token) = token_in(text) {
        let mut findings = Findings::default();
        findings.add(of_claims(&token, Span::of(0..text.len())));
        return Ok(findings);
    }
    let refused = match in_json(source, catalog) {
        Ok(findings) if !findings.incidents.is_empty() => return Ok(findings),
        Ok(findings) if findings.skipped > 0 => {
            return Err(vec![nothing_refused(source, findings.skipped)]);
        }
        Ok(_) => None,
        Err(why) => why,
    };
    let mut findings = Findings::default();
    for refusal in refusals(text, catalog) {
        findings.add(refusal);
    }
    if findings.incidents.is_empty() { Err(vec![unknown(source, refused)]) } else { Ok(findings) }
}

/// What JSON values tell; `Err` with the mistake if it is none, or nothing if nobody meant JSON.
fn in_json(source: &Source, catalog: &Catalog) -> Result<Findings, Option<Diagnostic>> {
    if !source.text().trim_start().starts_with(['{', '[']) {
        return Err(None);
    }
    let values = read_json_values(source, Comments::Allowed).map_err(Some)?;
    let mut reader = Reader::new(catalog);
    for value in &values {
        reader.value(value);
    }
    Ok(reader.findings)
}

fn nothing_refused(source: &Arc<Source>, count: usize) -> Trouble {
    let message = match count {
        1 => "the record tells of no refused call".to_owned(),
        _ => format!("none of the {count} records tells of a refused call"),
    };
    let diagnostic = Diagnostic::error("nothing-refused", Span::default(), message)
        .with_hint("a refused call has an `errorCode` such as `AccessDenied`");
    Trouble { diagnostic, source: masked(source) }
}

fn unknown(source: &Arc<Source>, refused: Option<Diagnostic>) -> Trouble {
    let diagnostic = refused.unwrap_or_else(|| {
        let message = "this is no AccessDenied message, CloudTrail record, decoded authorization \
                       message or web identity token";
        Diagnostic::error("unknown-incident", Span::default(), message)
            .with_hint("a message holds `is not authorized to perform: ..`, a record `eventName`")
    });
    Trouble { diagnostic, source: masked(source) }
}

/// The same text, of which nothing can be read where it may be a token or what one claims.
pub fn masked(source: &Arc<Source>) -> Arc<Source> {
    let text = source.text();
    let is_secret = text.contains("eyJ") || text.contains("\"iss\"") || text.contains("Bearer");
    if !is_secret {
        return source.clone();
    }
    let hidden = text.chars().map(|char| if char.is_whitespace() { char } else { '*' });
    Arc::new(Source::new(source.name(), hidden.collect::<String>()))
}
