//! A place in a file.

use std::fmt;
use std::sync::Arc;

use crate::bundle::Placed;
use crate::text::{Position, Source, Span};

/// A place in a file; it is written `path:line:column`.
#[derive(Clone, Debug)]
pub struct Place {
    /// The text.
    pub source: Arc<Source>,
    /// Where in it.
    pub span: Span,
}

impl Place {
    /// The place of a node.
    pub fn of(placed: Placed<'_>) -> Self {
        Self { source: placed.source.clone(), span: placed.node.span }
    }

    /// Line and column of its start.
    pub fn position(&self) -> Position {
        self.source.position(self.span.start)
    }

    /// Line and column of its end, exclusive.
    pub fn end(&self) -> Position {
        self.source.position(self.span.end)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.position();
        write!(f, "{}:{}:{}", self.source.name(), at.line, at.column)
    }
}
