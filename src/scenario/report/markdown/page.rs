//! The page.

use std::fmt::Write;

use super::escape::{block, cell, html};
use crate::scenario::report::closing::grouped;
use crate::scenario::report::{
    Ending, Entry, Failure, Status, Subject, Suite, SuiteReport, closing_text,
};

/// GitHub takes a summary of a mebibyte and drops a longer one whole.
const ROOM: usize = 1_000_000;

/// Counts, a table of what did not pass, and the details folded; written as a whole at the end.
#[derive(Clone, Debug)]
pub struct Markdown {
    subject: Subject,
    rows: String,
    details: String,
    untold: usize,
}

impl Markdown {
    /// A report on this.
    pub fn new(subject: Subject) -> Self {
        Self { subject, rows: String::new(), details: String::new(), untold: 0 }
    }

    fn add(&mut self, name: &str, place: &str, failure: &Failure) {
        let message = cell(&failure.message);
        let row = format!("| {} | {} | {message} |\n", cell(name), cell(place));
        let details = folded(name, place, &failure.details);
        if self.rows.len() + self.details.len() + row.len() + details.len() > ROOM {
            self.untold += 1;
        } else {
            self.rows += &row;
            self.details += &details;
        }
    }

    fn add_entry(&mut self, entry: &Entry, failure: &Failure) {
        let place = failure.annotations.first().map_or(&entry.place, |first| &first.place);
        self.add(&entry.name, &place.to_string(), failure);
    }

    fn table(&self) -> String {
        if self.rows.is_empty() && self.untold == 0 {
            return String::new();
        }
        let what = match self.subject {
            Subject::Cases => "case",
            Subject::Mutants => "mutant",
        };
        let rows = &self.rows;
        let mut text = format!("\n| {what} | place | what |\n| --- | --- | --- |\n{rows}\n");
        text += &self.details;
        if self.untold > 0 {
            let _ = writeln!(text, "{} more do not fit on this page.", grouped(self.untold));
        }
        text
    }
}

fn folded(name: &str, place: &str, details: &str) -> String {
    if details.trim().is_empty() {
        return String::new();
    }
    let (name, place, block) = (html(name), html(place), block(details));
    format!("<details>\n<summary>{name} at {place}</summary>\n\n{block}\n</details>\n\n")
}

impl SuiteReport for Markdown {
    fn suite(&mut self, suite: &Suite) -> String {
        if let Some(failure) = &suite.unreadable {
            self.add("the whole file", &suite.name, failure);
        }
        for entry in &suite.entries {
            match &entry.status {
                Status::Passed | Status::Skipped { .. } => {}
                Status::Failed(failure) | Status::Errored(failure) => {
                    self.add_entry(entry, failure);
                }
            }
        }
        String::new()
    }

    fn end(&mut self, ending: &Ending) -> String {
        let closing = closing_text(ending, self.subject);
        format!("## {}\n\n**{closing}**\n{}", self.subject.title(), self.table())
    }
}
