//! In: the bytes of a JSON or YAML file. Out: a tree of [`Node`]s in which everything knows its
//! place, or [`Diagnostic`]s that show theirs.

mod amend;
mod amend_block;
mod amend_flow;
mod arrange;
mod char_table;
mod columns;
mod csv;
mod decode;
mod diagnostic;
mod diff;
mod duplicate_keys;
mod edit;
mod excerpt;
mod json;
mod json_mistake;
mod made;
mod nearest;
mod node;
mod packed;
mod parallel;
mod quote;
mod render;
mod source;
mod wrap;
mod write;
mod write_json;
mod write_yaml;
mod yaml;
mod yaml_mistake;
mod yaml_place;
mod yaml_scalar;
mod yaml_short_form;

pub use amend::Amendment;
pub(crate) use arrange::Arrange;
pub(crate) use columns::columns;
pub(crate) use csv::csv_line;
pub use decode::Undecodable;
pub use diagnostic::{Diagnostic, Label, Severity};
pub use diff::{Diff, DiffLine, Hunk};
pub use duplicate_keys::duplicate_keys;
pub use edit::{TextEdit, apply_edits};
pub use json::{Comments, read_json, read_json_values};
pub use nearest::nearest;
pub use node::{Key, Member, Node, Value};
pub(crate) use packed::{Packed, packed, unpacked};
pub(crate) use parallel::in_parallel;
pub use quote::quote;
pub(crate) use quote::{is_unprintable, printable};
pub use render::{RenderStyle, render};
pub use source::{Position, Source, Span};
pub(crate) use wrap::{WIDTH, wrapped};
pub use write_json::json_text;
pub use write_yaml::yaml_text;
pub use yaml::{read_yaml, read_yaml_template};

/// How deep lists and objects may nest.
pub const MAX_DEPTH: usize = 128;

/// The languages in which a tree can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// JSON as AWS reads it.
    Json,
    /// JSON with `//` and `/* */` comments.
    JsonWithComments,
    /// YAML 1.2.
    Yaml,
}

impl Syntax {
    /// The same language with comments, as files of our own are read.
    #[must_use]
    pub fn with_comments(self) -> Self {
        match self {
            Self::Json | Self::JsonWithComments => Self::JsonWithComments,
            Self::Yaml => Self::Yaml,
        }
    }
}

/// Reads a whole text as one value.
pub fn read(source: &Source, syntax: Syntax) -> Result<Node, Diagnostic> {
    match syntax {
        Syntax::Json => read_json(source, Comments::Refused),
        Syntax::JsonWithComments => read_json(source, Comments::Allowed),
        Syntax::Yaml => read_yaml(source),
    }
}

fn too_deep(span: Span) -> Diagnostic {
    let message = format!("lists and objects nest more than {MAX_DEPTH} deep here");
    Diagnostic::error("nesting-too-deep", span, message)
}

#[cfg(test)]
pub(crate) mod schema_tests;
