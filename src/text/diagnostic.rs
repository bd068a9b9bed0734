//! What is wrong and where, as data. Drawing it is `render`'s work.

use super::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Works, and could be better.
    Suggestion,
    /// Evaluated all the same, hardly as meant.
    Warning,
    /// Evaluated all the same, and grants more than is wise.
    SecurityWarning,
    /// Refused.
    Error,
}

impl Severity {
    /// All of them, the mildest first.
    pub const ALL: [Self; 4] =
        [Self::Suggestion, Self::Warning, Self::SecurityWarning, Self::Error];

    /// As people read it: `security warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Suggestion => "suggestion",
            Self::Warning => "warning",
            Self::SecurityWarning => "security warning",
            Self::Error => "error",
        }
    }
}

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What it has to do with it: `first given here`.
    pub text: String,
}

/// One mistake or suspicion with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable kebab-case name: `duplicate-key`.
    pub code: &'static str,
    /// One lower-case sentence without a full stop, user text in backticks.
    pub message: String,
    /// The exact characters.
    pub span: Span,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to do about it, if we know.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message)
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message)
    }

    /// A finding at a place, as bad as said.
    pub fn new(
        severity: Severity,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        let message = message.into();
        Self { severity, code, message, span, labels: Vec::new(), hint: None }
    }

    /// Adds a second place.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
