//! A change that turns an answer.

use std::sync::Arc;

use super::amendable::Amendable;
use super::breadth::Breadth;
use super::draft::{Draft, Step};
use crate::evaluate::Decision;
use crate::explain::DecidedBy;
use crate::text::{Source, Span, TextEdit, apply_edits, printable};

/// A change of one policy that was tried and turns the answer.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// What is done, in words: ``add `s3:GetObject` to `Action` ``.
    pub what: String,
    /// The layer of the policy.
    pub layer: DecidedBy,
    /// The policy's path, ARN, or JSON pointer; empty for a new one.
    pub policy: Arc<str>,
    /// The text that holds the policy; empty for a new one.
    pub source: Arc<Source>,
    /// The statement that changes, or behind which a new one comes.
    pub span: Span,
    /// The change itself.
    pub change: Change,
    /// What else it changes.
    pub breadth: Breadth,
    /// What the call comes to afterwards.
    pub turned: Decision,
}

/// What is done to a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Its text is edited, where it stands in its file.
    Edits(Vec<TextEdit>),
    /// A document comes into the layer: its JSON.
    Document(String),
    /// The policy is detached.
    Detached,
}

impl Suggestion {
    pub(super) fn of(draft: &Draft, breadth: Breadth, turned: Decision) -> Option<Self> {
        let layer = DecidedBy::from(draft.gate);
        let (policy, change) = match &draft.step {
            Step::Edit(policy, edits) => {
                (Some(policy), Change::Edits(Amendable::of(policy)?.in_file(edits)))
            }
            Step::Add(document) => (None, Change::Document(document.to_pretty_json(0))),
            Step::Remove(policy) => (Some(policy), Change::Detached),
        };
        let nowhere = || Arc::new(Source::new("", ""));
        Some(Self {
            what: draft.what.clone(),
            layer,
            policy: policy.map_or_else(|| "".into(), |policy| policy.name.0.clone()),
            source: policy.map_or_else(nowhere, |policy| policy.source.clone()),
            span: draft.at,
            change,
            breadth,
            turned,
        })
    }

    /// `team.json:12`; `None` for a new document.
    pub fn place(&self) -> Option<String> {
        let line = self.source.position(self.span.start).line;
        let is_new = matches!(self.change, Change::Document(_));
        (!is_new).then(|| format!("{}:{line}", printable(self.source.name())))
    }

    /// The whole text of the file after the change, if the change is one of its text.
    pub fn edited_text(&self) -> Option<String> {
        match &self.change {
            Change::Edits(edits) => Some(apply_edits(&self.source, edits)),
            Change::Document(_) | Change::Detached => None,
        }
    }

    /// How many characters go and come.
    pub(super) fn characters(&self) -> usize {
        match &self.change {
            Change::Edits(edits) => {
                edits.iter().map(|edit| edit.replacement.len() + edit.span.range().len()).sum()
            }
            Change::Document(json) => json.len(),
            Change::Detached => self.source.slice(self.span).len(),
        }
    }
}
