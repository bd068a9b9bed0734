//! Workflow commands of GitHub Actions.

use std::fmt::Write;

use super::visible::shortened;
use super::{Annotation, Ending, Entry, Failure, Report, Status, Suite, SuiteReport};
use crate::scenario::FileReport;

/// GitHub takes 255 characters.
const LONGEST_TITLE: usize = 200;

/// Annotations: an error at each expectation that was not met, a warning at what caused it.
#[derive(Clone, Debug, Default)]
pub struct Github {
    folder: String,
}

impl Github {
    /// For a run in this folder of the repository; empty for its root.
    pub fn in_folder(folder: impl Into<String>) -> Self {
        Self { folder: folder.into() }
    }

    /// A path as the repository's root sees it.
    fn path(&self, path: &str) -> String {
        if path.starts_with('/') {
            return path.to_owned();
        }
        let mut parts: Vec<&str> = self.folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match (part, parts.last()) {
                (".", _) => {}
                ("..", Some(&last)) if last != ".." => {
                    parts.pop();
                }
                _ => parts.push(part),
            }
        }
        parts.join("/")
    }

    fn push_entry(&self, text: &mut String, entry: &Entry, failure: &Failure) {
        let (line, file) = (entry.place.position().line.to_string(), entry.place.source.name());
        self.push_failure(
            text,
            &entry.name,
            failure,
            &[("file", &self.path(file)), ("line", &line)],
        );
    }

    /// `place` is where to mark what has no mark of its own.
    fn push_failure(
        &self,
        text: &mut String,
        title: &str,
        failure: &Failure,
        place: &[(&str, &str)],
    ) {
        let Some((first, others)) = failure.annotations.split_first() else {
            return push_command(text, "error", place, title, &failure.message);
        };
        self.push_annotation(text, "error", title, first);
        for other in others {
            self.push_annotation(text, "warning", title, other);
        }
    }

    /// Adds one annotation: an `error`, a `warning` or a `notice`.
    pub fn push_annotation(
        &self,
        text: &mut String,
        command: &str,
        title: &str,
        annotation: &Annotation,
    ) {
        let place = &annotation.place;
        let (start, end) = (place.position(), place.end());
        let [line, end_line, column, end_column] =
            [start.line, end.line, start.column, end.column].map(|number| number.to_string());
        let file = self.path(place.source.name());
        let mut properties = vec![("file", &*file), ("line", &*line), ("endLine", &end_line)];
        if start.line == end.line {
            properties.extend([("col", &*column), ("endColumn", &end_column)]);
        }
        push_command(text, command, &properties, title, &annotation.message);
    }
}

impl SuiteReport for Github {
    fn suite(&mut self, suite: &Suite) -> String {
        let mut text = String::new();
        if let Some(failure) = &suite.unreadable {
            let file = self.path(&suite.name);
            self.push_failure(&mut text, &suite.name, failure, &[("file", &file)]);
        }
        for entry in &suite.entries {
            match &entry.status {
                Status::Passed | Status::Skipped { .. } => {}
                Status::Failed(failure) | Status::Errored(failure) => {
                    self.push_entry(&mut text, entry, failure);
                }
            }
        }
        text
    }

    fn end(&mut self, _ending: &Ending) -> String {
        String::new()
    }
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
pub(crate) fn without_commands(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_repository() {
        let at_root = Github::default();
        assert_eq!(at_root.path("scenarios/a.json"), "scenarios/a.json");
        assert_eq!(at_root.path("./a.json"), "a.json");
        assert_eq!(at_root.path("/etc/a.json"), "/etc/a.json");
        let below = Github::in_folder("sub/deep");
        assert_eq!(below.path("./a.json"), "sub/deep/a.json");
        assert_eq!(below.path("../../scenarios/a.json"), "scenarios/a.json");
    }
}
