//! The proposed cases as people read them.

use std::fmt::Write;
use std::path::Path;

use super::proposal::{Proposal, Proposals};
use crate::evaluate::Decision;
use crate::request::Given;
use crate::text::printable;

/// One row: the decision, who, what, on what, under which keys, and what decided.
struct Row {
    decision: String,
    caller: String,
    action: String,
    resource: String,
    keys: String,
    by: String,
}

/// All proposed cases under the question whether they are meant so.
pub(super) fn table(proposals: &Proposals, out: &Path) -> String {
    let mut text = String::new();
    for (number, group) in proposals.groups.iter().enumerate() {
        let cases = proposals.cases.iter().filter(|case| case.group == number);
        let rows: Vec<Row> = cases.flat_map(|case| rows(case, &group.account)).collect();
        let _ = writeln!(text, "{}", printable(&group.name));
        text.push_str(&aligned(&rows));
        text.push('\n');
    }
    for sentence in &proposals.unreachable {
        let _ = writeln!(text, "not asked: {}", printable(sentence));
    }
    if !proposals.unreachable.is_empty() {
        text.push('\n');
    }
    let (count, shown) = (proposals.cases.len(), printable(&out.display().to_string()));
    let cases = if count == 1 { "case" } else { "cases" };
    let _ = writeln!(text, "Is this what you meant? {count} {cases} for {shown}");
    if made_up(proposals) {
        text.push_str("An action marked with ? is a made-up name: no policy here names one.\n");
    }
    text
}

fn made_up(proposals: &Proposals) -> bool {
    let answers = proposals.cases.iter().flat_map(|case| &case.answers);
    answers.into_iter().any(|answered| answered.draft.made_up)
}

/// A case in one line.
pub(super) fn line(case: &Proposal) -> String {
    let decisions =
        rows(case, "").into_iter().map(|row| row.decision).collect::<Vec<_>>().join(", ");
    format!("{decisions}: {}", printable(&case.name))
}

/// One row for each decision.
fn rows(case: &Proposal, account: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for answered in &case.answers {
        let mark = if answered.draft.made_up { "?" } else { "" };
        let action = format!("{}{mark}", printable(&answered.draft.action));
        let decision = in_words(answered.decision).to_owned();
        let by = printable(&answered.by);
        match rows.iter_mut().find(|row| row.decision == decision && row.by == by) {
            Some(row) => {
                row.action.push_str(", ");
                row.action.push_str(&action);
            }
            None => rows.push(Row {
                decision,
                caller: short_caller(&answered.draft.caller.text, account),
                action,
                resource: printable(&answered.draft.resource),
                keys: keys(case),
                by,
            }),
        }
    }
    rows
}

fn in_words(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "allowed",
        Decision::Undecided => "undecided",
        Decision::ImplicitDeny => "denied (nothing allows it)",
        Decision::ExplicitDeny => "denied (explicitly)",
    }
}

/// `user/alice` for a caller of the group's own account.
fn short_caller(text: &str, account: &str) -> String {
    let own = text.split_once("::").and_then(|(_, rest)| rest.strip_prefix(account));
    printable(own.and_then(|rest| rest.strip_prefix(':')).unwrap_or(text))
}

fn keys(case: &Proposal) -> String {
    let draft = case.draft();
    let mut said: Vec<String> = Vec::new();
    for (key, given) in &draft.context {
        said.push(match given {
            Given::Absent => format!("no {key}"),
            Given::Unknown => format!("{key} unknown"),
            Given::PresentUnknown => format!("some {key}"),
            Given::Values(values) => format!("{key}={}", values.join(",")),
        });
    }
    if case.with_full_access {
        said.push("whose own policies allow everything".to_owned());
    }
    if case.with_usual_policy {
        said.push("by a policy that leaves it to its account".to_owned());
    }
    printable(&said.join(", "))
}

fn aligned(rows: &[Row]) -> String {
    let width = |column: fn(&Row) -> &String| {
        rows.iter().map(|row| column(row).chars().count()).max().unwrap_or(0)
    };
    let (decision, caller) = (width(|row| &row.decision), width(|row| &row.caller));
    let mut text = String::new();
    for row in rows {
        let _ = write!(
            text,
            "  {:decision$}  {:caller$}  {} on {}",
            row.decision, row.caller, row.action, row.resource
        );
        if !row.keys.is_empty() {
            let _ = write!(text, ", {}", row.keys);
        }
        if !row.by.is_empty() {
            let _ = write!(text, "  <- {}", row.by);
        }
        text.push('\n');
    }
    text
}
