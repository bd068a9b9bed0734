//! Everybody and everything in one table.

use std::fmt::Write;

use crate::evaluate::Decision;
use crate::query::who_can::Found;
use crate::text::{columns, csv_line, printable};

/// A column for each question under a number, which is told first.
pub(super) fn text(found: &Found) -> String {
    let pairs = &found.answers.pairs;
    let mut text = String::new();
    for (number, pair) in pairs.iter().enumerate() {
        let (action, resource) = (printable(&pair.action), printable(&pair.resource));
        let _ = writeln!(text, "{:>3}  {action} on {resource}", number + 1);
    }
    text += "\nY allowed, ? hangs on something, - denied, D denied by a statement\n\n";
    let head = (1..=pairs.len()).map(|number| number.to_string());
    let mut rows = vec![std::iter::once(String::new()).chain(head).collect::<Vec<_>>()];
    for &who in &found.listed {
        let cells = (0..pairs.len()).map(|pair| sign(found.answers.decision(pair, who)).to_owned());
        let name = printable(&found.answers.who[who].name);
        rows.push(std::iter::once(name).chain(cells).collect());
    }
    text + &columns(&rows)
}

fn sign(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "Y",
        Decision::Undecided => "?",
        Decision::ImplicitDeny => "-",
        Decision::ExplicitDeny => "D",
    }
}

/// A row for each caller, a column for each question.
pub(super) fn csv(found: &Found) -> String {
    let pairs = &found.answers.pairs;
    let titles: Vec<String> =
        pairs.iter().map(|pair| format!("{} on {}", pair.action, pair.resource)).collect();
    let head = ["principal", "sort"].into_iter().chain(titles.iter().map(String::as_str));
    let mut text = csv_line(head);
    for &who in &found.listed {
        let one = &found.answers.who[who];
        let cells = (0..pairs.len()).map(|pair| found.answers.decision(pair, who).name());
        text += &csv_line([&*one.name, one.sort.name()].into_iter().chain(cells));
    }
    text
}
