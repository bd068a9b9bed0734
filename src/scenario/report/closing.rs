//! The line that closes a report.

use std::fmt::Write;

use super::{Ending, Subject};

/// `1 failed, 2,204 passed in 118 files (0.31 s)`
pub fn closing_text(ending: &Ending, subject: Subject) -> String {
    let summary = &ending.summary;
    let counts = [
        (summary.failed, subject.failed()),
        (summary.errored, "without an answer"),
        (summary.skipped, subject.skipped()),
    ];
    let told = counts.into_iter().filter(|(count, _)| *count > 0);
    let told = told.chain([(summary.passed, subject.passed())]);
    let parts: Vec<String> =
        told.map(|(count, what)| format!("{} {what}", grouped(count))).collect();
    let (parts, seconds) = (parts.join(", "), ending.seconds);
    let mut text = format!("{parts} in {} ({seconds:.2} s)", files(summary.files));
    if summary.unreadable > 0 {
        let _ = write!(text, "; {} could not be read", files(summary.unreadable));
    }
    if ending.files_left_out > 0 {
        let _ = write!(text, "; {} left out", files(ending.files_left_out));
    }
    text
}

/// `1 file`, `2,204 files`
pub(super) fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{} files", grouped(count)) }
}

/// `2,204`
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::report::Summary;

    fn closing(summary: Summary, files_left_out: usize, subject: Subject) -> String {
        closing_text(&Ending { summary, seconds: 0.314, files_left_out }, subject)
    }

    #[test]
    fn the_closing_line_counts_everything() {
        let mut summary = Summary { files: 118, passed: 2204, failed: 1, ..Summary::default() };
        let text = closing(summary, 0, Subject::Cases);
        assert_eq!(text, "1 failed, 2,204 passed in 118 files (0.31 s)");
        summary = Summary { files: 1, passed: 3, errored: 1, unreadable: 2, ..Summary::default() };
        let expected = "1 without an answer, 3 passed in 1 file (0.31 s); 2 files could not be \
            read; 1,000 files left out";
        assert_eq!(closing(summary, 1000, Subject::Cases), expected);
        summary = Summary { files: 2, passed: 37, failed: 4, skipped: 3, ..Summary::default() };
        let expected = "4 survived, 3 equivalent, 37 noticed in 2 files (0.31 s)";
        assert_eq!(closing(summary, 0, Subject::Mutants), expected);
    }
}
