//! Reports for people.

use std::fmt::Write;

use super::run::{CaseReport, FileReport, Mismatch, Outcome, Place};
use crate::bundle::{Trouble, Verdict};
use crate::evaluate::Decision;
use crate::explain::{DecidedBy, Explanation, StatementPlace};
use crate::policy::Effect;
use crate::text::{RenderStyle, Source, Span, printable, quote, render};

const NEAR_MISSES: usize = 3;

/// How many cases ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were read.
    pub files: usize,
    /// Files that could not be read.
    pub unreadable: usize,
    /// Cases that came out as expected.
    pub passed: usize,
    /// Cases that came out otherwise.
    pub failed: usize,
    /// Cases without an answer.
    pub errored: usize,
}

impl Summary {
    /// Counts a file.
    pub fn add(&mut self, report: &FileReport) {
        let Ok(cases) = &report.cases else {
            self.unreadable += 1;
            return;
        };
        self.files += usize::from(!cases.is_empty());
        for case in cases {
            match case.outcome {
                Outcome::Passed => self.passed += 1,
                Outcome::Failed(_) => self.failed += 1,
                Outcome::Errored(_) => self.errored += 1,
            }
        }
    }

    /// How many cases ran.
    pub fn cases(&self) -> usize {
        self.passed + self.failed + self.errored
    }
}

/// `1 failed, 2,204 passed in 118 files (0.31 s)`
pub fn summary_text(summary: &Summary, seconds: f64) -> String {
    let mut parts = Vec::new();
    if summary.failed > 0 {
        parts.push(format!("{} failed", grouped(summary.failed)));
    }
    if summary.errored > 0 {
        parts.push(format!("{} without an answer", grouped(summary.errored)));
    }
    parts.push(format!("{} passed", grouped(summary.passed)));
    let mut text = format!("{} in {} ({seconds:.2} s)", parts.join(", "), files(summary.files));
    if summary.unreadable > 0 {
        let _ = write!(text, "; {} could not be read", files(summary.unreadable));
    }
    text
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{} files", grouped(count)) }
}

fn grouped(number: usize) -> String {
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

/// Why a file could not be read; empty if it could.
pub fn file_text(report: &FileReport, style: RenderStyle) -> String {
    let mut text = String::new();
    if let Err(troubles) = &report.cases {
        let _ = writeln!(text, "{} {}", failure("UNREADABLE", style), printable(&report.name));
        push_troubles(&mut text, troubles, style);
    }
    text
}

/// What came of a case, in full if it did not pass.
pub fn case_text(report: &CaseReport, style: RenderStyle) -> String {
    let mut text = String::new();
    let id = printable(&report.id);
    match &report.outcome {
        Outcome::Passed => {
            let _ = writeln!(text, "{} {id}", success("passed", style));
        }
        Outcome::Failed(mismatches) => {
            let _ = writeln!(text, "{} {id}", failure("FAILED", style));
            for mismatch in mismatches {
                push_mismatch(&mut text, mismatch, style);
            }
        }
        Outcome::Errored(troubles) => {
            let _ = writeln!(text, "{} {id}", failure("NO ANSWER", style));
            push_troubles(&mut text, troubles, style);
        }
    }
    text
}

fn painted(text: &str, colour: anstyle::AnsiColor, style: RenderStyle) -> String {
    match style {
        RenderStyle::Plain => text.to_owned(),
        RenderStyle::Coloured => {
            let paint = anstyle::Style::new().bold().fg_color(Some(colour.into()));
            format!("{paint}{text}{paint:#}")
        }
    }
}

fn failure(text: &str, style: RenderStyle) -> String {
    painted(text, anstyle::AnsiColor::Red, style)
}

fn success(text: &str, style: RenderStyle) -> String {
    painted(text, anstyle::AnsiColor::Green, style)
}

fn at(source: &Source, span: Span) -> String {
    let position = source.position(span.start);
    format!("{}:{}:{}", printable(source.name()), position.line, position.column)
}

fn place(place: &Place) -> String {
    at(&place.source, place.span)
}

fn push_troubles(text: &mut String, troubles: &[Trouble], style: RenderStyle) {
    for trouble in troubles {
        let _ = writeln!(text, "{}", render(&trouble.diagnostic, &trouble.source, style));
    }
}

fn push_mismatch(text: &mut String, mismatch: &Mismatch, style: RenderStyle) {
    match mismatch {
        Mismatch::Decision { wanted, expected_at, verdict } => {
            let _ = writeln!(text, "  expected {wanted} ({})", place(expected_at));
            push_verdict(text, verdict);
        }
        Mismatch::Because { expected_at, verdict } => {
            let _ = writeln!(text, "  expected another reason ({})", place(expected_at));
            push_verdict(text, verdict);
        }
        Mismatch::Error { wanted, expected_at, found } => {
            let _ = writeln!(text, "  expected {wanted} ({})", place(expected_at));
            if found.is_empty() {
                text.push_str("  came out without a mistake\n");
            }
            push_troubles(text, found, style);
        }
    }
}

fn push_verdict(text: &mut String, verdict: &Verdict) {
    let several = verdict.authorizations.len() > 1;
    let Some(deciding) = verdict.deciding() else { return };
    let request = &deciding.context.request;
    let on = if several {
        let arn = request.resource.arn().map_or_else(|| "*".to_owned(), ToString::to_string);
        format!(" for {} on {}", request.action, printable(&arn))
    } else {
        String::new()
    };
    let _ = writeln!(text, "  came out {}{on}", reason(&deciding.explanation));
    let explanation = &deciding.explanation;
    for statement in &explanation.matched {
        let _ = writeln!(text, "    {}", statement_text(statement));
    }
    push_near_misses(text, explanation);
    push_missing(text, explanation);
    for note in &explanation.notes {
        let _ = writeln!(text, "    note ({}): {}", note.rule, printable(&note.message));
    }
}

fn reason(explanation: &Explanation) -> String {
    let decision = explanation.decision;
    match (decision, explanation.decided_by) {
        (Decision::ImplicitDeny, Some(layer)) => {
            format!("{decision}: no {} allows it", layer_text(layer))
        }
        (_, Some(layer)) => format!("{decision} by the {}", layer_text(layer)),
        (_, None) => decision.to_string(),
    }
}

fn layer_text(layer: DecidedBy) -> String {
    match layer.level {
        Some(level) => format!("{} at level {level}", layer.policy_type),
        None => layer.policy_type.to_string(),
    }
}

fn statement_text(statement: &StatementPlace) -> String {
    let name = match &statement.sid {
        Some(sid) => quote(sid),
        None => format!("statement {}", statement.index),
    };
    let at = at(&statement.source, statement.span);
    let effect = match statement.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    format!("{effect} {name} of the {} at {at}", layer_text(statement.layer))
}

fn push_near_misses(text: &mut String, explanation: &Explanation) {
    for near in explanation.near_misses.iter().take(NEAR_MISSES) {
        let _ = writeln!(text, "    close: {}", statement_text(&near.statement));
        for miss in &near.misses {
            let _ = writeln!(text, "      {}: {}", miss.name, printable(&miss.message));
        }
    }
}

fn push_missing(text: &mut String, explanation: &Explanation) {
    for missing in &explanation.missing_context {
        let (key, reason) = (quote(&missing.key), printable(&missing.reason));
        let _ = writeln!(text, "    unknown: {key}, {reason}; give it in `context`, or `null`");
    }
    for missing in &explanation.missing_policies {
        let field = missing.field();
        let _ = writeln!(text, "    not supplied: the {missing}; give it as `{field}`, or `null`");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts_everything() {
        let mut summary = Summary { files: 118, passed: 2204, failed: 1, ..Summary::default() };
        assert_eq!(summary_text(&summary, 0.314), "1 failed, 2,204 passed in 118 files (0.31 s)");
        summary = Summary { files: 1, passed: 3, errored: 1, unreadable: 2, failed: 0 };
        let expected =
            "1 without an answer, 3 passed in 1 file (0.00 s); 2 files could not be read";
        assert_eq!(summary_text(&summary, 0.0), expected);
    }
}
