//! For workflows on GitHub: an annotation for each finding.

use super::LintReport;
use crate::lint::check::{CheckedFile, Judged};
use crate::lint::rule::Choice;
use crate::scenario::Place;
use crate::scenario::report::{Annotation, Github};
use crate::text::{Severity, printable};

/// Workflow commands; what fails the run is an error there.
pub fn github_commands(report: &LintReport<'_>, folder: &str, denied: &[Choice]) -> String {
    let mut text = String::new();
    let github = Github::in_folder(folder);
    for file in report.files {
        for judged in file.findings().into_iter().filter(|judged| judged.counts()) {
            let (title, annotation) = annotation(judged, file);
            let command = command(judged, denied);
            github.push_annotation(&mut text, command, &title, &annotation);
        }
    }
    text.lines().map(|line| printable(line) + "\n").collect()
}

fn command(judged: &Judged, denied: &[Choice]) -> &'static str {
    let is_denied = denied.iter().any(|choice| choice.fits(&judged.finding.diagnostic));
    match judged.severity() {
        Severity::Error | Severity::SecurityWarning => "error",
        _ if is_denied => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "notice",
    }
}

fn annotation(judged: &Judged, file: &CheckedFile) -> (String, Annotation) {
    let diagnostic = &judged.finding.diagnostic;
    let title = format!("{}: {}", diagnostic.severity.name(), diagnostic.code);
    let hint = diagnostic.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
    let place = Place { source: file.file.source.clone(), span: diagnostic.span };
    (title, Annotation { place, message: format!("{}{hint}", diagnostic.message) })
}
