//! The proposed cases as people read them: under each statement the request that it is about, then
//! what happens where one thing is different.

use std::fmt::Write;
use std::path::Path;

use anstyle::{AnsiColor, Style};

use super::proposal::{Answered, Proposal, Proposals};
use crate::evaluate::Decision;
use crate::request::Given;
use crate::text::{printable, wrapped};

/// Before what is not repeated of the first request of a statement.
const AS_ABOVE: &str = "..";

/// All proposed cases under the question whether they are meant so.
pub(super) fn table(proposals: &Proposals, out: &Path, width: usize) -> String {
    let mut text = String::new();
    let mut heading = None;
    let mut first: Option<&Proposal> = None;
    for case in &proposals.cases {
        if heading != Some((case.group, &case.heading)) {
            let gap = if heading.is_some() { "\n" } else { "" };
            let bold = Style::new().bold();
            let _ = writeln!(text, "{gap}{bold}{}{bold:#}", printable(&case.heading));
            heading = Some((case.group, &case.heading));
            first = None;
        }
        for row in rows(case, first, &proposals.groups[case.group].account) {
            text.push_str(&drawn(&row, width));
        }
        first = first.or(Some(case));
    }
    text.push('\n');
    text + &closing(proposals, out, width)
}

fn closing(proposals: &Proposals, out: &Path, width: usize) -> String {
    let mut text = String::new();
    for sentence in &proposals.unreachable {
        text.push_str(&wrapped(&format!("not asked: {}", printable(sentence)), 2, width));
    }
    if !proposals.unreachable.is_empty() {
        text.push('\n');
    }
    let (count, shown) = (proposals.cases.len(), printable(&out.display().to_string()));
    let cases = if count == 1 { "case" } else { "cases" };
    let bold = Style::new().bold();
    let _ = writeln!(text, "{bold}Is this what you meant?{bold:#} {count} {cases} for {shown}");
    let mut legend = format!("{AS_ABOVE} as in the first line of the statement");
    if made_up(proposals) {
        legend.push_str("; ? a made-up name, because no policy here names such an action");
    }
    text.push_str(&wrapped(&format!("({legend})"), 1, width));
    text
}

fn made_up(proposals: &Proposals) -> bool {
    let answers = proposals.cases.iter().flat_map(|case| &case.answers);
    answers.into_iter().any(|answered| answered.draft.made_up)
}

/// A case in one line of at most so many characters.
pub(super) fn line(case: &Proposal, width: usize) -> String {
    let mut decisions: Vec<&str> = Vec::new();
    for answered in &case.answers {
        let word = in_words(answered.decision);
        if !decisions.contains(&word) {
            decisions.push(word);
        }
    }
    let line = format!("{}: {}", decisions.join(", "), printable(&case.name));
    if line.chars().count() <= width {
        return line;
    }
    line.chars().take(width.saturating_sub(2)).chain("..".chars()).collect()
}

/// One row: the decision, on what, and what decided.
struct Row {
    decision: Decision,
    actions: Vec<String>,
    what: String,
    by: String,
}

/// One row for each decision. What is as in the first case is not said again.
fn rows(case: &Proposal, first: Option<&Proposal>, account: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for answered in &case.answers {
        let mark = if answered.draft.made_up { "?" } else { "" };
        let action = format!("{}{mark}", printable(&answered.draft.action));
        let by = reason(case, answered);
        match rows.iter_mut().find(|row| row.decision == answered.decision && row.by == by) {
            Some(row) => row.actions.push(action),
            None => rows.push(Row {
                decision: answered.decision,
                actions: vec![action],
                what: String::new(),
                by,
            }),
        }
    }
    for (number, row) in rows.iter_mut().enumerate() {
        let actions = row.actions.join(", ");
        row.what = match first {
            Some(first) => printable(&difference(case, first, &actions, account)),
            None if number > 0 => format!("{AS_ABOVE} {actions}"),
            None => printable(&whole(case, &actions, account)),
        };
    }
    rows
}

/// Why, where the heading does not say so.
fn reason(case: &Proposal, answered: &Answered) -> String {
    match answered.decision {
        Decision::ImplicitDeny if answered.by.is_empty() => "nothing allows it".to_owned(),
        Decision::ImplicitDeny => format!("{} does not allow it", printable(&answered.by)),
        _ if answered.by.is_empty() || answered.by == case.statement => String::new(),
        Decision::Undecided => printable(&answered.by),
        Decision::Allowed | Decision::ExplicitDeny => format!("by {}", printable(&answered.by)),
    }
}

fn whole(case: &Proposal, actions: &str, account: &str) -> String {
    let draft = case.draft();
    let mut said = vec![format!(
        "{}: {actions} on {}",
        short_caller(&draft.caller.text, account),
        draft.resource
    )];
    said.extend(draft.resource_account.iter().map(|account| format!("owned by {account}")));
    said.extend(draft.context.iter().map(|(key, given)| in_short(key, given)));
    if case.with_full_access {
        said.push("whose own policies allow everything".to_owned());
    }
    if case.with_usual_policy {
        said.push("where the resource's policy leaves it to the account".to_owned());
    }
    said.join(", ")
}

fn difference(case: &Proposal, first: &Proposal, actions: &str, account: &str) -> String {
    let (draft, usual) = (case.draft(), first.draft());
    let mut said: Vec<String> = Vec::new();
    if draft.caller != usual.caller {
        said.push(format!("as {}", short_caller(&draft.caller.text, account)));
    }
    let is_listed = first.answers.iter().any(|answered| answered.draft.action == draft.action);
    if !is_listed || case.answers.len() > 1 {
        said.push(actions.to_owned());
    } else if draft.action != usual.action && first.answers.len() > 1 {
        said.push(draft.action.to_string());
    }
    if draft.resource != usual.resource {
        said.push(format!("on {}", draft.resource));
    }
    if draft.resource_account != usual.resource_account {
        let owner = draft.resource_account.as_deref();
        let owner = owner.unwrap_or("the caller's account");
        said.push(format!("where {owner} owns the resource"));
    }
    let other = draft.context.iter().filter(|(key, given)| usual.context.get(*key) != Some(*given));
    let keys: Vec<String> = other.map(|(key, given)| in_short(key, given)).collect();
    if !keys.is_empty() {
        said.push(keys.join(", "));
    }
    match (case.with_full_access, first.with_full_access) {
        (true, false) => said.push("whose own policies allow everything".to_owned()),
        (false, true) if case.in_environment => said.push("with its own policies".to_owned()),
        (false, true) => said.push("without policies of its own".to_owned()),
        (true, true) | (false, false) => {}
    }
    format!("{AS_ABOVE} {}", said.join(" "))
}

fn in_short(key: &str, given: &Given) -> String {
    match given {
        Given::Absent => format!("without {key}"),
        Given::Unknown => format!("{key} unknown"),
        Given::PresentUnknown => format!("with some {key}"),
        Given::Values(values) => format!("{key}={}", values.join(",")),
    }
}

fn in_words(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "allowed",
        Decision::Undecided => "undecided",
        Decision::ImplicitDeny | Decision::ExplicitDeny => "denied",
    }
}

fn colour_of(decision: Decision) -> Style {
    let colour = match decision {
        Decision::Allowed => AnsiColor::Green,
        Decision::Undecided => AnsiColor::Yellow,
        Decision::ImplicitDeny | Decision::ExplicitDeny => AnsiColor::Red,
    };
    colour.on_default()
}

/// `user/alice` for a caller of the group's own account.
fn short_caller(text: &str, account: &str) -> String {
    let own = text.split_once("::").and_then(|(_, rest)| rest.strip_prefix(account));
    own.and_then(|rest| rest.strip_prefix(':')).unwrap_or(text).to_owned()
}

fn drawn(row: &Row, width: usize) -> String {
    const INDENT: usize = 13;
    let by = if row.by.is_empty() { String::new() } else { format!("  <- {}", row.by) };
    let body = wrapped(&format!("{}{by}", row.what), 2, width.saturating_sub(INDENT));
    let paint = colour_of(row.decision);
    let mut text = String::new();
    for (number, line) in body.lines().enumerate() {
        let word = if number == 0 { in_words(row.decision) } else { "" };
        let _ = writeln!(text, "  {paint}{word:9}{paint:#}  {line}");
    }
    text
}
