//! Where imported policies go.

use std::sync::Arc;

use crate::bundle::{Placed, Trouble};
use crate::text::{Comments, Node, Source, Value, read_json};

/// A policy to be written beside the scenario file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// Its path from there.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Puts policies into files, or into the scenario file itself.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// How the files' names begin; `None` if policies stand inline.
    prefix: Option<String>,
    files: Vec<PolicyFile>,
}

impl Shelf {
    /// Policies stand in the scenario file.
    pub fn inline() -> Self {
        Self::default()
    }

    /// Policies stand in files below `policies`, whose names begin so.
    pub fn files(prefix: &str) -> Self {
        let is_harmless = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.');
        let harmless: String =
            prefix.chars().map(|char| if is_harmless(char) { char } else { '-' }).collect();
        Self { prefix: Some(harmless), files: Vec::new() }
    }

    /// The files so far.
    pub(super) fn into_files(self) -> Vec<PolicyFile> {
        self.files
    }

    /// What stands for a policy in the scenario file; equal policies share a file.
    pub(super) fn put(&mut self, name: &str, policy: &Node) -> Node {
        let Some(prefix) = &self.prefix else { return policy.clone() };
        let text = policy.to_pretty_json(0) + "\n";
        if let Some(known) = self.files.iter().find(|file| file.text == text) {
            return Node::of_text(known.path.as_str());
        }
        let mut path = format!("policies/{prefix}-{name}.json");
        let mut number = 2;
        while self.files.iter().any(|file| file.path == path) {
            path = format!("policies/{prefix}-{name}-{number}.json");
            number += 1;
        }
        self.files.push(PolicyFile { path: path.clone(), text });
        Node::of_text(path)
    }

    /// The same for a policy inside a text.
    pub(super) fn put_text(&mut self, name: &str, value: Placed<'_>) -> Result<Node, Trouble> {
        if matches!(value.node.value, Value::Object(_)) {
            return Ok(self.put(name, value.node));
        }
        let text = value.text()?;
        let source = Arc::new(Source::new(format!("{} ({name})", value.source.name()), text));
        let policy = read_json(&source, Comments::Refused)
            .map_err(|diagnostic| Trouble { diagnostic, source: source.clone() })?;
        Ok(self.put(name, &policy))
    }
}
