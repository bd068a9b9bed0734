//! Diagnostics as people read them.

use super::{Diagnostic, Source};

/// With or without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenderStyle {
    /// Plain text.
    Plain,
    /// With the escape sequences of a terminal.
    Coloured,
}

/// draft
pub fn render(_diagnostic: &Diagnostic, _source: &Source, _style: RenderStyle) -> String {
    String::new()
}
