//! Policies as an account stores them.

use std::sync::Arc;

use super::Origin;
use super::unknown_elements::unknown_document;
use crate::aws::PolicyKind;
use crate::text::{Comments, Node, Source, Span, printable, read_json};

/// A policy document and the text that it stands in.
#[derive(Clone, Debug)]
pub struct StoredPolicy {
    /// How answers call it: an ARN, or who holds it and its name, `role/app/inline-s3`.
    pub name: Arc<str>,
    /// The document.
    pub node: Arc<Node>,
    /// The text that `node`'s spans are about. A document that was encoded inside another file has
    /// a text of its own.
    pub source: Arc<Source>,
    /// Where the file says so.
    pub origin: Origin,
}

impl StoredPolicy {
    /// A policy whose document stands in the text itself.
    pub fn in_place(name: impl Into<Arc<str>>, source: &Arc<Source>, node: Node) -> Self {
        let origin = Origin::new(source, node.span);
        Self { name: name.into(), node: Arc::new(node), source: source.clone(), origin }
    }

    /// A document that nobody wrote: its text is made here.
    pub fn made(name: impl Into<Arc<str>>, text: Arc<Source>, node: Node, origin: Origin) -> Self {
        Self { name: name.into(), node: Arc::new(node), source: text, origin }
    }

    /// A policy of which nobody knows what it says: it may allow a request, deny it, or neither.
    /// `unknown` names what is not known. `None` never was.
    pub fn unknown(
        name: impl Into<Arc<str>>,
        unknown: &str,
        kind: PolicyKind,
        origin: Origin,
    ) -> Option<Self> {
        let source = Arc::new(Source::new(printable(unknown), unknown_document(unknown, kind)));
        let node = read_json(&source, Comments::Refused).ok()?;
        Some(Self::made(name, source, node, origin))
    }

    /// Where the whole document stands in its text.
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// Whether both documents say the same, wherever they stand.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.node.says_the_same(&other.node)
    }
}
