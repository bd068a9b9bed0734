//! Coverage as a table in Markdown.

use std::fmt::Write;

use super::model::{Measured, PolicyCoverage};
use super::tally::Tally;
use crate::scenario::report::cell;

/// More rows than these nobody reads, and a page has its limits.
const MOST_ROWS: usize = 200;

/// How much of each policy is covered; those that are covered wholly are only counted.
pub fn markdown(measured: &Measured) -> String {
    let mut text = String::from("### Coverage of policies\n\n");
    if measured.policies.is_empty() {
        text.push_str("No policy stands in a file of its own, so none is measured.\n");
        return text;
    }
    text.push_str("| policy | statements | values |\n| --- | ---: | ---: |\n");
    let (whole, partly): (Vec<_>, Vec<_>) =
        measured.policies.iter().partition(|policy| policy.is_covered());
    for policy in partly.iter().take(MOST_ROWS) {
        push_row(&mut text, &cell(policy.source.name()), policy.statements(), policy.values());
    }
    push_row(&mut text, "**all**", measured.statements(), measured.values());
    text.push('\n');
    push_rest(&mut text, &partly, whole.len());
    text
}

fn push_row(text: &mut String, name: &str, statements: Tally, values: Tally) {
    let counted = |tally: Tally| format!("{} of {} ({tally})", tally.covered, tally.total);
    let _ = writeln!(text, "| {name} | {} | {} |", counted(statements), counted(values));
}

fn push_rest(text: &mut String, partly: &[&PolicyCoverage], whole: usize) {
    let policies = |count: usize| match count {
        1 => "1 policy is".to_owned(),
        count => format!("{count} policies are"),
    };
    let left_out = partly.len().saturating_sub(MOST_ROWS);
    if left_out > 0 {
        let _ = writeln!(text, "{} left out here.", policies(left_out));
    }
    if whole > 0 {
        let _ = writeln!(text, "{} covered wholly.", policies(whole));
    }
}
