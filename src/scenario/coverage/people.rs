//! Coverage for people.

use std::fmt::Write;

use super::gaps::{Gap, Requests};
use super::lines::{Line, Mark};
use super::model::{Measured, PolicyCoverage};
use super::tally::Tally;
use crate::edges::Draft;
use crate::text::{RenderStyle, printable};

/// Of a longer line only the start is shown.
const LONGEST_LINE: usize = 160;

/// How many statements and values of each policy are covered, a line for each.
pub fn table_text(measured: &Measured) -> String {
    let name = |policy: &PolicyCoverage| printable(policy.source.name());
    let of_one = |policy| Row::new(name(policy), policy.statements(), policy.values());
    let rows: Vec<Row> = measured.policies.iter().map(of_one).collect();
    let widths = [0, 1, 2]
        .map(|column| rows.iter().map(|row| row.0[column].chars().count()).max().unwrap_or(0));
    let mut text = String::new();
    for Row([name, statements, values]) in &rows {
        let [first, second, third] = widths;
        let _ = writeln!(text, "{name:first$}  {statements:>second$}  {values:>third$}");
    }
    text
}

struct Row([String; 3]);

impl Row {
    fn new(name: String, statements: Tally, values: Tally) -> Self {
        Self([name, counted(statements, "statements"), counted(values, "values")])
    }
}

fn counted(tally: Tally, what: &str) -> String {
    format!("{} of {} {what}  {:>7}", tally.covered, tally.total, tally.to_string())
}

/// The closing line.
pub fn closing_line(measured: &Measured) -> String {
    let files = match measured.policies.len() {
        0 => return "no policy stands in a file of its own, so none is measured".to_owned(),
        1 => "1 policy".to_owned(),
        count => format!("{count} policies"),
    };
    let counted =
        |tally: Tally, what: &str| format!("{} of {} {what} ({tally})", tally.covered, tally.total);
    let statements = counted(measured.statements(), "statements");
    let values = counted(measured.values(), "values");
    format!("covered: {statements}, {values} in {files}")
}

/// The lines of each policy that is not fully covered, marked, and under them what is missing in
/// words. The marks can be told apart without colour.
pub fn marked_text(measured: &Measured, style: RenderStyle) -> String {
    let (mut text, mut requests) = (String::new(), Requests::new(measured));
    for policy in measured.policies.iter().filter(|policy| !policy.is_covered()) {
        if text.is_empty() {
            push_legend(&mut text, style);
        }
        push_lines(&mut text, policy, style);
        for gap in policy.gaps() {
            push_gap(&mut text, &gap, requests.of(policy, &gap).as_ref());
        }
    }
    if requests.left_out() > 0 {
        let gaps = if requests.left_out() == 1 { "gap" } else { "gaps" };
        let _ = writeln!(
            text,
            "
no requests were looked for {} more {gaps}",
            requests.left_out()
        );
    }
    text
}

const MARKS: [(Mark, &str); 4] = [
    (Mark::Covered, "covered"),
    (Mark::Partly, "in part"),
    (Mark::Matched, "applied, never the reason"),
    (Mark::Uncovered, "not covered"),
];

fn push_legend(text: &mut String, style: RenderStyle) {
    let marks = MARKS.iter().map(|(mark, meaning)| format!("{} {meaning}", mark.drawn(style)));
    let _ = writeln!(text, "{}", marks.collect::<Vec<_>>().join("   "));
}

fn push_lines(text: &mut String, policy: &PolicyCoverage, style: RenderStyle) {
    let _ = writeln!(text, "\n{}", printable(policy.source.name()));
    let marked = policy.lines();
    let width = policy.source.text().lines().count().to_string().len();
    for (number, line) in (1..).zip(policy.source.text().lines()) {
        let mark =
            marked.get(&number).map_or(" ".to_owned(), |line: &Line<'_>| line.mark().drawn(style));
        let shown = format!("{number:>width$} {mark} {}", shortened(line));
        let _ = writeln!(text, "{}", shown.trim_end());
    }
}

fn push_gap(text: &mut String, gap: &Gap, request: Option<&Draft>) {
    let place = printable(&gap.place.to_string());
    let _ = writeln!(text, "  {place}: {}", printable(&gap.message));
    let _ = writeln!(text, "    needs {}", printable(&gap.needed));
    if let Some(request) = request {
        let _ = writeln!(text, "    such as {request}");
    }
}

fn shortened(line: &str) -> String {
    let mut chars = line.chars();
    let start: String = chars.by_ref().take(LONGEST_LINE).collect();
    let rest = if chars.next().is_some() { ".." } else { "" };
    format!("{}{rest}", printable(&start.replace('\t', "    ")))
}

impl Mark {
    fn drawn(self, style: RenderStyle) -> String {
        use anstyle::AnsiColor::{Green, Red, Yellow};
        let (sign, colour) = match self {
            Self::Covered => ("+", Green),
            Self::Partly => ("~", Yellow),
            Self::Matched => ("m", Yellow),
            Self::Uncovered => ("-", Red),
        };
        style.painted(sign, colour.on_default().bold())
    }
}
