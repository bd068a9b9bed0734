//! What the linter finds in a policy that somebody is typing.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::server::House;
use crate::lint::{Finding, Linted, Selection, kind_named, lint};
use crate::text::{Source, Span, TextEdit, apply_edits};
use crate::whatif::syntax_of_text;

/// A policy to lint.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    kind: String,
    text: String,
}

/// The findings in the order of the text.
pub(super) fn of(house: &House, asked: &Asked) -> Result<Value, String> {
    let source = Arc::new(Source::new("policy", asked.text.as_str()));
    let linted = Linted {
        syntax: syntax_of_text(&asked.text),
        source: source.clone(),
        kind: kind_named(&asked.kind)?,
        attached_to: None,
        selection: Selection::default(),
    };
    let found = lint(&linted, house.session().aws());
    let findings: Vec<Value> = found.iter().map(|finding| told(finding, &source)).collect();
    Ok(json!({ "v": 1, "findings": findings }))
}

fn told(finding: &Finding, source: &Source) -> Value {
    let diagnostic = &finding.diagnostic;
    let place = source.position(diagnostic.span.start);
    let fixed = |edits: &[TextEdit]| apply_edits(source, edits);
    let fix =
        finding.fix.as_ref().map(|fix| json!({ "what": fix.what, "text": fixed(&fix.edits) }));
    let (start, end) = places(source.text(), diagnostic.span);
    json!({
        "severity": diagnostic.severity.name(),
        "code": diagnostic.code,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "line": place.line,
        "column": place.column,
        "start": start,
        "end": end,
        "fix": fix,
    })
}

/// A span as browsers count: in units of UTF-16.
pub(super) fn places(text: &str, span: Span) -> (usize, usize) {
    let units = |at: u32| {
        let mut at = (at as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text[..at].encode_utf16().count()
    };
    (units(span.start), units(span.end))
}
