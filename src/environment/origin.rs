//! Where a fact was found.

use std::fmt;
use std::sync::Arc;

use crate::text::{Source, Span};

/// A place in a text, and what the text calls the thing there.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The text.
    pub source: Arc<Source>,
    /// Where in it.
    pub span: Span,
    /// The address in a plan or the logical id in a template: `module.app.aws_iam_role.this["a"]`.
    pub address: Option<Box<str>>,
}

impl Origin {
    /// A place without an address.
    pub fn new(source: &Arc<Source>, span: Span) -> Self {
        Self { source: source.clone(), span, address: None }
    }

    /// The same place under this address.
    #[must_use]
    pub fn at_address(self, address: impl Into<Box<str>>) -> Self {
        Self { address: Some(address.into()), ..self }
    }

    /// The place of a copy, whose original stood where `first` says.
    #[must_use]
    pub fn copied_from(self, first: &str) -> Self {
        self.at_address(format!("{COPIED}{first}"))
    }

    /// The place of the original, as text: this place itself, if it is not that of a copy.
    pub fn first(&self) -> String {
        let copied = self.address.as_deref().and_then(|address| address.strip_prefix(COPIED));
        copied.map_or_else(|| self.to_string(), str::to_owned)
    }
}

/// How the address of a copy starts.
const COPIED: &str = "from ";

/// `account.json:12:5`, or `plan.json:1:345 (aws_iam_role.app)`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let position = self.source.position(self.span.start);
        write!(f, "{}:{}:{}", self.source.name(), position.line, position.column)?;
        match &self.address {
            Some(address) => write!(f, " ({address})"),
            None => Ok(()),
        }
    }
}
