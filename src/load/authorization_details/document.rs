//! Policy documents: as objects, as JSON text, or as JSON text that is percent-encoded.

use std::sync::Arc;

use super::percent::decode;
use crate::bundle::{Placed, Trouble};
use crate::environment::{Origin, StoredPolicy};
use crate::text::{Comments, Node, Source, Span, Value, printable, read_json};

/// What is longer than that and on one line is broken into lines, so that places in it say something.
const LONGEST_LINE: usize = 80;

/// The document at a place. A text gets a source of its own, `account.json: role/app/s3`.
///
/// # Errors
/// If it is no document, or its text no JSON.
pub(in crate::load) fn document(at: Placed<'_>, name: &str) -> Result<StoredPolicy, Trouble> {
    match &at.node.value {
        Value::Object(_) => Ok(StoredPolicy::in_place(printable(name), at.source, at.node.clone())),
        Value::Text(text) => from_text(at, text, name),
        _ => Err(at.wrong_type("a policy document")),
    }
}

fn from_text(at: Placed<'_>, text: &str, name: &str) -> Result<StoredPolicy, Trouble> {
    let (source, node) = content(at, text, name)?;
    if !matches!(node.value, Value::Object(_)) {
        return Err(Placed { node: &node, source: &source }.wrong_type("a policy document"));
    }
    let origin = Origin::new(at.source, at.node.span);
    Ok(StoredPolicy::made(printable(name), source, node, origin))
}

/// The value that a text holds which stands in another.
///
/// # Errors
/// If it is no JSON.
pub(in crate::load) fn content(
    at: Placed<'_>,
    text: &str,
    name: &str,
) -> Result<(Arc<Source>, Node), Trouble> {
    let name = format!("{}: {}", at.source.name(), printable(name));
    let plain = plain_text(at, text)?;
    let is_one_line =
        plain.len() > LONGEST_LINE && memchr::memchr(b'\n', plain.as_bytes()).is_none();
    let (source, node) = parse(at, &name, plain)?;
    if !is_one_line {
        return Ok((source, node));
    }
    parse(at, &name, node.to_pretty_json(0))
}

/// AWS writes documents percent-encoded; the AWS CLI and SDKs decode them, some of them to text.
fn plain_text(at: Placed<'_>, text: &str) -> Result<String, Trouble> {
    let is_plain = text.trim_start().starts_with(['{', '[', '"']);
    if is_plain || !text.contains('%') {
        return Ok(text.to_owned());
    }
    decode(text).map_err(|why| {
        let trouble = at.trouble_at(span_within(at, text, why.range), "not-decodable", why.message);
        trouble.with_hint("AWS writes policy documents percent-encoded, as RFC 3986 has it")
    })
}

/// The place of a part of a text, or of the whole text where it is written with escapes.
fn span_within(at: Placed<'_>, text: &str, part: std::ops::Range<usize>) -> Span {
    let whole = at.node.span;
    let written = at.source.slice(whole);
    let inner = written.get(1..written.len().saturating_sub(1));
    if inner != Some(text) {
        return whole;
    }
    let start = whole.range().start + 1;
    Span::of(start + part.start..start + part.end)
}

fn parse(at: Placed<'_>, name: &str, text: String) -> Result<(Arc<Source>, Node), Trouble> {
    let source = Arc::new(Source::new(name, text));
    match read_json(&source, Comments::Refused) {
        Ok(node) => Ok((source, node)),
        Err(diagnostic) if diagnostic.hint.is_some() => Err(Trouble { diagnostic, source }),
        Err(diagnostic) => {
            let origin = Origin::new(at.source, at.node.span);
            let hint = format!("the text stands at {origin}");
            Err(Trouble { diagnostic: diagnostic.with_hint(hint), source })
        }
    }
}
