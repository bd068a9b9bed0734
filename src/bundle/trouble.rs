//! Why there is no answer.

use std::fmt;
use std::sync::Arc;

use crate::text::{Diagnostic, Source, Span};

/// A mistake and the text that it stands in.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// What and where.
    pub diagnostic: Diagnostic,
    /// In which text.
    pub source: Arc<Source>,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let position = self.source.position(self.diagnostic.span.start);
        let (name, message) = (self.source.name(), &self.diagnostic.message);
        write!(f, "{name}:{}:{}: {message}", position.line, position.column)
    }
}

impl Trouble {
    /// The code of a file that cannot be opened: there is nothing of it to show.
    pub const UNREADABLE: &'static str = "unreadable-file";

    /// Adds a hint.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { diagnostic: self.diagnostic.with_hint(hint), ..self }
    }

    /// Adds a second place of the same text.
    #[must_use]
    pub fn with_label(self, span: Span, text: impl Into<String>) -> Self {
        Self { diagnostic: self.diagnostic.with_label(span, text), ..self }
    }

    /// Whether there is a text with a place to show. That of an empty file is its start.
    pub fn has_place(&self) -> bool {
        !self.source.text().is_empty() || self.diagnostic.code != Self::UNREADABLE
    }
}
