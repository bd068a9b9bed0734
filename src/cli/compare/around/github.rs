//! For workflows on GitHub: an error at each statement, or a warning that nothing was shown.

use super::page::{Page, Shown, why};
use super::text::some_of;
use crate::cli::compare::report::request_line;
use crate::query::new_access::Open;
use crate::scenario::Place;
use crate::scenario::report::{Annotation, Github};
use crate::text::printable;

/// How many callers are named where something is open.
const MOST_CALLERS: usize = 3;

/// Workflow commands.
pub(super) fn github_commands(page: &Page, folder: &str) -> String {
    let github = Github::in_folder(folder);
    let mut text = String::new();
    for shown in &page.shown {
        let message = format!("{}: {}", shown.message(page), request(shown));
        match &shown.statement {
            Some(statement) => {
                let place = Place { source: statement.source.clone(), span: statement.span };
                let annotation = Annotation { place, message };
                github.push_annotation(&mut text, "error", shown.code(), &annotation);
            }
            None => text.push_str(&command("error", shown.code(), &message)),
        }
    }
    for open in page.open() {
        let message = format!("{}{}", about(open), why(open));
        text.push_str(&command("warning", "not-shown", &message));
    }
    text.lines().map(|line| printable(line) + "\n").collect()
}

/// For whom something is open, before why.
pub(super) fn about(open: &Open) -> String {
    let callers: Vec<String> = open.callers.iter().map(ToString::to_string).collect();
    if callers.is_empty() { String::new() } else { some_of(&callers, MOST_CALLERS) + ": " }
}

/// The request, for how many more it stands, and how to decide it again.
pub(super) fn request(shown: &Shown) -> String {
    let others = match shown.callers.len() {
        0 | 1 => String::new(),
        count => format!("; the same for {} more", count - 1),
    };
    let again = shown.replay.as_ref().ok().map(|command| format!("; again: {command}"));
    format!("{}{others}{}", request_line(&shown.request), again.unwrap_or_default())
}

fn command(kind: &str, title: &str, message: &str) -> String {
    let message = printable(message).replace('%', "%25");
    format!("::{kind} title={title}::{message}\n")
}
