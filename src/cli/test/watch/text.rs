//! What is said of a change.

use std::fmt::Write;
use std::path::PathBuf;

use super::changes::Changes;
use super::state::{Came, News, Turn};
use crate::cli::settings::NAME;
use crate::load::is_document;
use crate::scenario::report::{Detail, case_text, file_text};
use crate::scenario::{CaseReport, FileReport};
use crate::text::{RenderStyle, printable};

/// Of more than so many cases the rest is counted.
const MOST_NAMED: usize = 20;

/// Everything that turned, file by file, then what is gone.
#[derive(Debug, Default)]
pub(super) struct Turned {
    failures: String,
    /// Whether one of the failures is new.
    is_news: bool,
    passing: Vec<String>,
    new: Vec<String>,
    gone: Vec<String>,
}

impl Turned {
    /// These cases are gone.
    pub(super) fn of_gone(gone: Vec<String>) -> Self {
        Self { gone, ..Self::default() }
    }

    /// These as well.
    pub(super) fn add_gone(&mut self, gone: Vec<String>) {
        self.gone.extend(gone);
    }

    /// Takes in the news of a file.
    pub(super) fn add(&mut self, report: &FileReport, news: News, detail: Detail) {
        self.is_news |= news.is_unreadable || news.is_readable_again;
        if news.is_unreadable {
            self.failures += &file_text(report, RenderStyle::Coloured);
        }
        if news.is_readable_again {
            let _ = writeln!(self.failures, "can be read again: {}", printable(&report.name));
        }
        let cases = report.cases.as_deref().unwrap_or_default();
        for (number, turn) in &news.turns {
            if let Some(case) = cases.get(*number) {
                self.case(case, *turn, detail);
            }
        }
        self.add_gone(news.gone);
    }

    fn case(&mut self, case: &CaseReport, turn: Turn, detail: Detail) {
        let is_passed = Came::of(&case.outcome) == Came::Passed;
        let said = match turn {
            Turn::Passes => return self.passing.push(case.id.clone()),
            Turn::New if is_passed => return self.new.push(case.id.clone()),
            Turn::New => "new",
            Turn::Fails => "now fails",
            Turn::StillFails => "still fails",
        };
        self.is_news |= turn != Turn::StillFails;
        let text = case_text(case, RenderStyle::Coloured);
        let shown = match detail {
            Detail::Quiet => text.lines().next().unwrap_or_default(),
            Detail::Normal | Detail::Verbose => text.trim_end(),
        };
        let _ = writeln!(self.failures, "{said}: {shown}");
    }

    /// Whether anything turned; what fails as before did not.
    pub(super) fn has_turned(&self) -> bool {
        let lists = [&self.passing, &self.new, &self.gone];
        self.is_news || lists.iter().any(|list| !list.is_empty())
    }

    /// All of it.
    pub(super) fn text(&self) -> String {
        let mut text = self.failures.clone();
        if !self.has_turned() {
            text.push_str("nothing turned\n");
        }
        push_list(&mut text, "now passes", &self.passing);
        push_list(&mut text, "new, passes", &self.new);
        push_list(&mut text, "gone", &self.gone);
        text
    }
}

fn push_list(text: &mut String, said: &str, ids: &[String]) {
    for id in ids.iter().take(MOST_NAMED) {
        let _ = writeln!(text, "{said}: {}", printable(id));
    }
    if ids.len() > MOST_NAMED {
        let _ = writeln!(text, "{said}: {} more", ids.len() - MOST_NAMED);
    }
}

/// The names of the files that changed, as seen from the current folder.
pub(super) fn changed_text(changes: &Changes) -> String {
    const MOST: usize = 3;
    let current = std::env::current_dir().and_then(|folder| folder.canonicalize());
    let current = current.unwrap_or_default();
    let is_ours = |path: &&PathBuf| is_document(path) || path.ends_with(NAME);
    let name = |path: &PathBuf| {
        let seen = path.strip_prefix(&current).unwrap_or(path);
        printable(&seen.display().to_string())
    };
    let names: Vec<String> = changes.paths.iter().filter(is_ours).map(name).collect();
    let more = match names.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let first = names[..names.len().min(MOST)].join(", ");
    if first.is_empty() { "\n".to_owned() } else { format!("\nchanged: {first}{more}\n") }
}
