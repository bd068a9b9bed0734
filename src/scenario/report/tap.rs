//! TAP, version 14.

use std::fmt::Write;

use super::closing::files;
use super::visible::{visible, visible_lines};
use super::{Ending, Entry, Failure, Status, Suite, SuiteReport};
use crate::scenario::Place;

/// Test points as the Test Anything Protocol has them, the plan at the end.
#[derive(Clone, Debug, Default)]
pub struct Tap {
    points: usize,
    has_begun: bool,
}

impl SuiteReport for Tap {
    fn suite(&mut self, suite: &Suite) -> String {
        let mut text = self.beginning();
        if let Some(failure) = &suite.unreadable {
            self.push_point(&mut text, "not ok", &suite.name, "");
            push_diagnostic(&mut text, "error", failure, None);
        }
        for entry in &suite.entries {
            self.push_entry(&mut text, entry);
        }
        text
    }

    fn end(&mut self, ending: &Ending) -> String {
        let mut text = self.beginning();
        if ending.files_left_out > 0 {
            let _ = writeln!(text, "# {} left out", files(ending.files_left_out));
        }
        let _ = writeln!(text, "1..{}", self.points);
        text
    }
}

impl Tap {
    fn beginning(&mut self) -> String {
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        if is_first { "TAP version 14\n".to_owned() } else { String::new() }
    }

    fn push_entry(&mut self, text: &mut String, entry: &Entry) {
        match &entry.status {
            Status::Passed => self.push_point(text, "ok", &entry.id, ""),
            Status::Skipped { reason } => {
                let directive = format!(" # SKIP {}", escaped(reason));
                self.push_point(text, "ok", &entry.id, &directive);
            }
            Status::Failed(failure) => {
                self.push_point(text, "not ok", &entry.id, "");
                push_diagnostic(text, "fail", failure, Some(&entry.place));
            }
            Status::Errored(failure) => {
                self.push_point(text, "not ok", &entry.id, "");
                push_diagnostic(text, "error", failure, Some(&entry.place));
            }
        }
    }

    fn push_point(&mut self, text: &mut String, result: &str, id: &str, directive: &str) {
        self.points += 1;
        let _ = writeln!(text, "{result} {} - {}{directive}", self.points, escaped(id));
    }
}

/// A description, in which `#` begins a directive and `\` escapes.
fn escaped(text: &str) -> String {
    visible(text).replace('\\', r"\\").replace('#', r"\#")
}

fn push_diagnostic(text: &mut String, severity: &str, failure: &Failure, place: Option<&Place>) {
    let _ = write!(text, "  ---\n  severity: {severity}\n  kind: {}\n", failure.kind);
    let _ = writeln!(text, "  message: {}", quoted(&failure.message));
    if let Some(place) = place {
        push_place(text, "  at", place);
    }
    if !failure.annotations.is_empty() {
        text.push_str("  marks:\n");
    }
    for annotation in &failure.annotations {
        push_place(text, "    - at", &annotation.place);
        let _ = writeln!(text, "      message: {}", quoted(&annotation.message));
    }
    push_block(text, &failure.details);
    text.push_str("  ...\n");
}

fn push_place(text: &mut String, name: &str, place: &Place) {
    let (file, at) = (quoted(place.source.name()), place.position());
    let _ = writeln!(text, "{name}: {{ file: {file}, line: {}, column: {} }}", at.line, at.column);
}

/// Lines as a literal block of YAML.
fn push_block(text: &mut String, details: &str) {
    let details = visible_lines(details.trim_end());
    if details.is_empty() {
        return;
    }
    text.push_str("  details: |2\n");
    for line in details.lines() {
        let indent = if line.is_empty() { "" } else { "    " };
        let _ = writeln!(text, "{indent}{line}");
    }
}

/// A text between the double quotes of YAML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", visible(text).replace('\\', r"\\").replace('"', "\\\""))
}
