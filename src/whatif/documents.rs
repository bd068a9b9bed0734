//! Policies as lines name them: typed, in a file, of the session, or of AWS.

use std::path::Path;
use std::sync::Arc;

use super::known;
use super::loading::{check, read};
use super::refusal::Refusal;
use super::session::Session;
use super::words::Word;
use crate::aws::PolicyKind;
use crate::bundle::{Placed, Text};
use crate::environment::{Origin, PolicyEntry, StoredPolicy};
use crate::load::syntax_of;
use crate::text::{Node, Source, Span, Syntax, quote};

/// A policy that a line names.
pub(super) enum Named {
    /// One that AWS or an account keeps, by its ARN or name.
    Attached(String),
    /// A document, and what it is called.
    Document(String, StoredPolicy),
}

impl Named {
    /// The policy as an entry of whoever holds it.
    pub(super) fn entry(self) -> PolicyEntry {
        match self {
            Self::Attached(arn) => {
                let source = Arc::new(Source::new(arn.as_str(), ""));
                let origin = Origin::new(&source, Span::default());
                PolicyEntry::Attached { arn: arn.into(), origin }
            }
            Self::Document(name, policy) => PolicyEntry::Inline { name: name.into(), policy },
        }
    }
}

impl Session<'_> {
    /// The policy that a word names, checked as one of this kind. Documents are called `holder/NAME`,
    /// where a document that is typed has the name given, or one by what it says.
    pub(super) fn policy_named(
        &self,
        word: &Word,
        kind: PolicyKind,
        holder: &str,
        typed_name: Option<&str>,
    ) -> Result<Named, Refusal> {
        let text = &word.text;
        if text.starts_with('{') {
            let policy = typed(holder, text, kind)?;
            let name = typed_name.map_or_else(|| name_by_content(&policy.node), str::to_owned);
            let policy = typed(&format!("{holder}/{name}"), text, kind)?;
            return Ok(Named::Document(name, policy));
        }
        if let Some(found) = known::find(&self.state, text)? {
            if let known::Slot::Managed { arn, .. } = &found.slot {
                return Ok(Named::Attached(arn.to_string()));
            }
            let placed = Placed { node: &found.policy.node, source: &found.policy.source };
            check(placed, kind)?;
            let name = found.name.rsplit('/').next().unwrap_or_default().to_owned();
            return Ok(Named::Document(name, found.policy.clone()));
        }
        if let Some(name) = self.built_in(text) {
            return Ok(Named::Attached(name));
        }
        self.expect_reading()
            .map_err(|_| Refusal::from(format!("no policy is called {}", quote(text))))?;
        let path = Path::new(text);
        let read = read(path, syntax_of(path))?;
        check(Placed { node: &read.node, source: &read.source }, kind)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Named::Document(name, stored(text, &read)))
    }

    /// The document that a word names; policies that AWS keeps are none.
    pub(super) fn document_named(
        &self,
        word: &Word,
        kind: PolicyKind,
        name: &str,
    ) -> Result<StoredPolicy, Refusal> {
        match self.policy_named(word, kind, name, None)? {
            Named::Document(_, policy) => Ok(StoredPolicy { name: name.into(), ..policy }),
            Named::Attached(arn) => {
                Err(format!("{} is no policy of this kind", quote(&arn)).into())
            }
        }
    }
}

/// A text as a policy of that name.
fn stored(name: &str, text: &Text) -> StoredPolicy {
    StoredPolicy::in_place(name, &text.source, Node::clone(&text.node))
}

/// A document that somebody typed, checked. One on a single line is laid out for people to read.
pub(super) fn typed(name: &str, text: &str, kind: PolicyKind) -> Result<StoredPolicy, Refusal> {
    let policy = stored_as_typed(name, text, kind)?;
    match text.trim().contains('\n') {
        true if text.ends_with('\n') => Ok(policy),
        true => stored_as_typed(name, &[text, "\n"].concat(), kind),
        false => made(name, &policy.node),
    }
}

/// The longest name that is made of what a policy says.
const LONGEST_NAME: usize = 64;

/// What to call a policy that nobody named: its first statement's `Sid`, else what that does:
/// `allow-s3-GetObject`.
fn name_by_content(document: &Node) -> String {
    let statements = document.get("Statement").map(Node::one_or_more).unwrap_or_default();
    let Some(first) = statements.first() else { return TYPED.to_owned() };
    let text = |name: &str| {
        let values = first.get(name).map(Node::one_or_more).unwrap_or_default();
        values.first().and_then(Node::as_text)
    };
    let name = match (text("Sid"), text("Effect"), text("Action")) {
        (Some(sid), ..) => sid.to_owned(),
        (None, Some(effect), Some(action)) => format!("{}-{action}", effect.to_ascii_lowercase()),
        (None, ..) => return TYPED.to_owned(),
    };
    let parts = name.split(|char: char| !char.is_ascii_alphanumeric());
    let name = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if name.is_empty() { TYPED.to_owned() } else { name.chars().take(LONGEST_NAME).collect() }
}

/// What to call a policy of which nothing can be told.
const TYPED: &str = "typed";

/// A document as somebody typed it, checked.
pub(super) fn stored_as_typed(
    name: &str,
    text: &str,
    kind: PolicyKind,
) -> Result<StoredPolicy, Refusal> {
    let read = Text::read(Source::new(name, text), syntax_of_text(text))?;
    check(Placed { node: &read.node, source: &read.source }, kind)?;
    Ok(stored(name, &read))
}

/// The language of a text that has no file name: JSON begins with a brace.
pub fn syntax_of_text(text: &str) -> Syntax {
    if text.trim_start().starts_with(['{', '[']) { Syntax::Json } else { Syntax::Yaml }
}

/// A document that nobody wrote yet.
pub(super) fn made(name: &str, node: &Node) -> Result<StoredPolicy, Refusal> {
    let text = Text::read(Source::new(name, node.to_pretty_json(0) + "\n"), Syntax::Json)?;
    Ok(stored(name, &text))
}
