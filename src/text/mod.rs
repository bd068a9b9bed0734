//! In: the bytes of a JSON or YAML file. Out: a tree of [`Node`]s in which everything knows its
//! place, or [`Diagnostic`]s that show theirs.

mod diagnostic;
mod node;
mod source;

pub use diagnostic::{Diagnostic, Label, Severity};
pub use node::{Key, Member, Node, Value};
pub use source::{Position, Source, Span};
