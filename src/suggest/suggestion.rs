//! A change that turns an answer.

use std::ops::Range;
use std::sync::Arc;

use super::amendable::Amendable;
use super::breadth::Breadth;
use super::draft::{Draft, Step};
use crate::evaluate::Decision;
use crate::explain::DecidedBy;
use crate::text::{Diff, RenderStyle, Source, Span, TextEdit, apply_edits, printable};

/// A change of one policy that was tried and turns the answer.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// What is done, in words: ``add `s3:GetObject` to `Action` ``.
    pub what: String,
    /// For which authorization of the call it is made; the call's own is 0.
    pub authorization: usize,
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

/// How many lines stand around a change.
const CONTEXT: usize = 3;

/// How much text around a change is shown.
const LONGEST_DIFF: usize = 50_000;

/// The whole lines of a range, and some on either side.
fn around(text: &str, range: Range<usize>) -> Range<usize> {
    let mut start = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let mut end = next_line(text, range.end);
    for _ in 0..CONTEXT {
        let before = text[..start.saturating_sub(1)].rfind('\n');
        start = before.map_or(0, |newline| newline + 1);
        end = next_line(text, end);
    }
    start..end
}

fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
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
            authorization: draft.authorization,
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

    /// The change as a unified diff, which `git apply` takes; `None` where no text changes, or where
    /// its lines are too long for anybody to read.
    pub fn diff(&self, style: RenderStyle) -> Option<String> {
        let Change::Edits(edits) = &self.change else { return None };
        let start = edits.iter().map(|edit| edit.span.start).min()?;
        let end = edits.iter().map(|edit| edit.span.end).max()?;
        let window = around(self.source.text(), Span { start, end }.range());
        if window.len() > LONGEST_DIFF {
            return None;
        }
        let old = &self.source.text()[window.clone()];
        let offset = Span::of(window).start;
        let moved = |edit: &TextEdit| TextEdit {
            span: Span { start: edit.span.start - offset, end: edit.span.end - offset },
            replacement: edit.replacement.clone(),
        };
        let edits: Vec<TextEdit> = edits.iter().map(moved).collect();
        let new = apply_edits(&Source::new("", old), &edits);
        let mut diff = Diff::between(old, &new, CONTEXT);
        let lines_before = self.source.position(offset).line - 1;
        for hunk in &mut diff.hunks {
            hunk.old.0 += lines_before;
            hunk.new.0 += lines_before;
        }
        let name = self.source.name();
        Some(diff.unified(name, name, style))
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
