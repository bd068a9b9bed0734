//! The narrowest edit that would allow what was refused.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::suggest::{Advice, Change, Suggestion};
use crate::text::{Diff, RenderStyle, printable};

/// How many lines stand around a change.
const CONTEXT: usize = 3;
/// In a longer text lines are not compared.
const LONGEST_TEXT: usize = 1 << 20;
/// A longer diff is no help.
const LONGEST: usize = 8 << 10;

/// An edit of one policy that was tried and allows the request.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Fix")]
pub(super) struct FixAnswer {
    /// What is done.
    what: String,
    /// The layer, as `policies` names it.
    policy_type: &'static str,
    /// The file and line of what changes; `null` of a new document.
    place: Option<String>,
    /// What else it allows.
    also_allows: String,
    /// The change as a unified diff, or the new document.
    change: Option<String>,
}

impl FixAnswer {
    pub(super) fn of(advice: &Advice) -> Option<Self> {
        let first = advice.suggestions.first()?;
        Some(Self {
            what: first.what.clone(),
            policy_type: first.layer.policy_type.field(),
            place: first.place(),
            also_allows: first.breadth.words(),
            change: change(first, RenderStyle::Plain),
        })
    }
}

/// The narrowest edit, else the edits that allow it only together, else why none does.
pub(super) fn fix_text(advice: &Advice) -> String {
    let mut text = String::new();
    if let Some(first) = advice.suggestions.first() {
        let also = first.breadth.words();
        let _ = writeln!(text, "\nThe narrowest edit that would allow it, and {also} besides:");
        push(&mut text, first);
        return text;
    }
    if let Some(why) = &advice.no_single_edit {
        let _ = writeln!(text, "\nNo single edit would allow it: {why}");
    }
    if let Some(together) = &advice.together {
        let also = together.breadth.words();
        let _ = writeln!(text, "These would together, and {also} besides:");
        for edit in &together.edits {
            push(&mut text, edit);
        }
    }
    text
}

fn push(text: &mut String, edit: &Suggestion) {
    let place = edit.place().map(|place| format!("{place}: ")).unwrap_or_default();
    let _ = writeln!(text, "  {}, {place}{}", edit.layer.policy_type, edit.what);
    for line in change(edit, RenderStyle::Coloured).unwrap_or_default().lines() {
        let _ = writeln!(text, "    {line}");
    }
}

/// The change in full, unless that is too long to be read.
fn change(edit: &Suggestion, style: RenderStyle) -> Option<String> {
    let text = match &edit.change {
        Change::Detached => None,
        Change::Document(json) => {
            Some(json.lines().map(|line| printable(line) + "\n").collect::<String>())
        }
        Change::Edits(_) => {
            if edit.source.text().len() > LONGEST_TEXT {
                return None;
            }
            let new = edit.edited_text()?;
            let name = edit.source.name();
            Some(Diff::between(edit.source.text(), &new, CONTEXT).unified(name, name, style))
        }
    };
    text.filter(|text| text.len() <= LONGEST)
}
