//! What a rule found.

use super::fix::Fix;
use super::rule::Rule;
use crate::text::{Diagnostic, Span};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong and where.
    pub diagnostic: Diagnostic,
    /// A change after which every request is decided as before, and the finding is gone.
    pub fix: Option<Fix>,
}

impl Finding {
    /// Adds a second place.
    pub fn label(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        let label = crate::text::Label { span, text: text.into() };
        self.diagnostic.labels.push(label);
        self
    }

    /// Says what to do.
    pub fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        self.diagnostic.hint = Some(hint.into());
        self
    }

    /// Adds a change that is safe, if there is one.
    pub fn fix(&mut self, fix: Option<Fix>) -> &mut Self {
        self.fix = fix;
        self
    }
}

/// Gathers what one rule finds.
#[derive(Debug)]
pub struct Findings<'f> {
    rule: &'static Rule,
    found: &'f mut Vec<Finding>,
}

impl<'f> Findings<'f> {
    /// What this rule finds goes there.
    pub(super) fn of(rule: &'static Rule, found: &'f mut Vec<Finding>) -> Self {
        Self { rule, found }
    }

    /// A finding at a place: a lower-case sentence without a full stop, user text in backticks.
    pub fn at(&mut self, span: Span, message: impl Into<String>) -> &mut Finding {
        let diagnostic = Diagnostic::new(self.rule.severity, self.rule.code, span, message);
        let index = self.found.len();
        self.found.push(Finding { diagnostic, fix: None });
        &mut self.found[index]
    }
}
