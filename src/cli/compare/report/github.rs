//! For workflows on GitHub: an error at each statement, or a warning that nothing was shown.

use std::fmt::Write;

use super::words::{code, doubt, headline, message, request_line, why};
use crate::cli::compare::outcome::{Conclusion, Outcome};
use crate::explain::StatementPlace;
use crate::scenario::Place;
use crate::scenario::report::{Annotation, Github};
use crate::text::printable;

/// Workflow commands.
pub(crate) fn github_commands(outcome: &Outcome, folder: &str) -> String {
    let github = Github::in_folder(folder);
    let mut text = String::new();
    for (is_new, grant) in outcome.grants() {
        let place = Place { source: grant.statement.source.clone(), span: grant.statement.span };
        let again = grant.replay.as_ref().map(|command| format!("; again: {command}"));
        let message = format!(
            "{}: {}{}",
            message(outcome, is_new, grant),
            request_line(&grant.request),
            again.unwrap_or_default()
        );
        let title = code(&outcome.question, is_new);
        github.push_annotation(&mut text, "error", title, &Annotation { place, message });
    }
    for open in outcome.open() {
        let message = doubt(open);
        if let Some(StatementPlace { source, span, .. }) = &open.statement {
            let place = Place { source: source.clone(), span: *span };
            let annotation = Annotation { place, message };
            github.push_annotation(&mut text, "warning", "not-shown", &annotation);
        } else {
            let message = printable(&message).replace('%', "%25");
            let _ = writeln!(text, "::warning title=not-shown::{message}");
        }
    }
    if let Conclusion::Unknown(unknown) = outcome.conclusion() {
        let (verdict, sentence) = headline(outcome);
        let message = format!("{sentence}: {}", why(unknown));
        let message = printable(&message).replace('%', "%25");
        let _ = writeln!(text, "::warning title={verdict}::{message}");
    }
    text.lines().map(|line| printable(line) + "\n").collect()
}
