//! Policies as an account stores them.

use std::sync::Arc;

use super::Origin;
use crate::text::{Node, Source, Span};

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

    /// Where the whole document stands in its text.
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// Whether both documents say the same, wherever they stand.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.node.says_the_same(&other.node)
    }
}
