//! Workflow commands of GitHub Actions.

use std::fmt::Write;

use super::visible::shortened;
use super::{Annotation, Ending, Entry, Failure, Report, Status, Suite, SuiteReport};
use crate::scenario::FileReport;

/// GitHub takes 255 characters.
const LONGEST_TITLE: usize = 200;

/// Annotations: an error at each expectation that was not met, a warning at what caused it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Github;

impl SuiteReport for Github {
    fn suite(&mut self, suite: &Suite) -> String {
        let mut text = String::new();
        if let Some(failure) = &suite.unreadable {
            push_failure(&mut text, &suite.name, failure, &[("file", &suite.name)]);
        }
        for entry in &suite.entries {
            match &entry.status {
                Status::Passed | Status::Skipped { .. } => {}
                Status::Failed(failure) | Status::Errored(failure) => {
                    push_entry(&mut text, entry, failure);
                }
            }
        }
        text
    }

    fn end(&mut self, _ending: &Ending) -> String {
        String::new()
    }
}

fn push_entry(text: &mut String, entry: &Entry, failure: &Failure) {
    let line = entry.place.position().line.to_string();
    let place = [("file", entry.place.source.name()), ("line", &line)];
    push_failure(text, &entry.name, failure, &place);
}

/// `place` is where to mark what has no mark of its own.
fn push_failure(text: &mut String, title: &str, failure: &Failure, place: &[(&str, &str)]) {
    let Some((first, others)) = failure.annotations.split_first() else {
        return push_command(text, "error", place, title, &failure.message);
    };
    push_annotation(text, "error", title, first);
    for other in others {
        push_annotation(text, "warning", title, other);
    }
}

fn push_annotation(text: &mut String, command: &str, title: &str, annotation: &Annotation) {
    let place = &annotation.place;
    let (start, end) = (place.position(), place.end());
    let [line, end_line, column, end_column] =
        [start.line, end.line, start.column, end.column].map(|number| number.to_string());
    let mut properties =
        vec![("file", place.source.name()), ("line", &*line), ("endLine", &end_line)];
    if start.line == end.line {
        properties.extend([("col", &*column), ("endColumn", &end_column)]);
    }
    push_command(text, command, &properties, title, &annotation.message);
}

fn push_command(
    text: &mut String,
    command: &str,
    properties: &[(&str, &str)],
    title: &str,
    message: &str,
) {
    let _ = write!(text, "::{command} ");
    for (name, value) in properties {
        let _ = write!(text, "{name}={},", property(value));
    }
    let _ =
        writeln!(text, "title={}::{}", property(&shortened(title, LONGEST_TITLE)), data(message));
}

/// What follows the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A report whose text stands in the log of a workflow, where nothing in it is a command.
#[derive(Clone, Debug, Default)]
pub struct InWorkflowLog<R>(pub R);

impl<R: Report> Report for InWorkflowLog<R> {
    fn file(&mut self, report: &FileReport) -> String {
        without_commands(&self.0.file(report))
    }

    fn end(&mut self, ending: &Ending) -> String {
        without_commands(&self.0.end(ending))
    }
}

/// A runner acts on `::` where a line begins, and on `##[` anywhere.
pub(in crate::scenario) fn without_commands(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let words = line.trim_start();
        if words.starts_with("::") {
            harmless.push_str(&line[..line.len() - words.len()]);
            harmless.push('\\');
            harmless.push_str(words);
        } else {
            harmless.push_str(line);
        }
    }
    harmless.replace("##[", r"##\[")
}
