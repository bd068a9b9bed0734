//! The answer for people.

use std::fmt::Write;

use super::answer::{CallerAnswer, QuestionAnswer, WhoCanAnswer};
use crate::query::hanging::if_any;
use crate::text::{WIDTH, printable, wrapped};

/// Who can, question by question.
pub(crate) fn text(answer: &WhoCanAnswer) -> String {
    let questions = alike(&answer.questions);
    let questions: Vec<String> = questions.iter().map(|one| question_text(one)).collect();
    let mut text = questions.join("\n");
    if !answer.notes.is_empty() {
        text.push('\n');
    }
    for note in &answer.notes {
        text += &wrapped(&format!("note: {note}"), 6, WIDTH);
    }
    text
}

/// Questions about one resource with one answer, together.
fn alike(questions: &[QuestionAnswer]) -> Vec<Vec<&QuestionAnswer>> {
    let mut all: Vec<Vec<&QuestionAnswer>> = Vec::new();
    for question in questions {
        let is_alike = |group: &&mut Vec<&QuestionAnswer>| {
            group.first().is_some_and(|first| first.has_the_answer_of(question))
        };
        match all.iter_mut().find(is_alike) {
            Some(group) => group.push(question),
            None => all.push(vec![question]),
        }
    }
    all
}

/// Sorts of callers that stand together, and what stands above them.
const PARTS: &[(&[&str], &str)] = &[
    (&["user", "role", "session"], ""),
    (&["root"], "root users"),
    (&["service"], "AWS services"),
    (&["provider"], "identity providers"),
    (&["external"], "others, whom the environment does not have"),
];

fn question_text(group: &[&QuestionAnswer]) -> String {
    let Some(question) = group.first() else { return String::new() };
    let actions: Vec<String> = group.iter().map(|one| printable(&one.action)).collect();
    let what = format!("{} on {}", actions.join(", "), printable(&question.resource));
    let mut text = wrapped(&what, 2, WIDTH);
    if let Some(public) = question.who.iter().find(|one| one.sort == "anonymous" && can(one)) {
        text += &public_text(public);
    }
    for (sorts, title) in PARTS {
        let part = question.who.iter().filter(|one| sorts.contains(&one.sort) && can(one));
        let part: Vec<&CallerAnswer> = part.collect();
        if part.is_empty() {
            continue;
        }
        if !title.is_empty() {
            let _ = writeln!(text, "  {title}:");
        }
        let indent = if title.is_empty() { 2 } else { 4 };
        text += &rows(&part, indent);
    }
    if !question.who.iter().any(can) {
        text += "  nobody\n";
    }
    text
}

fn can(one: &CallerAnswer) -> bool {
    matches!(one.decision, "allowed" | "undecided")
}

fn public_text(one: &CallerAnswer) -> String {
    let when = verdict(one);
    let how = if one.decision == "allowed" { String::new() } else { format!(", {when}") };
    let mut text = wrapped(&format!("  PUBLIC: everybody can, without credentials{how}"), 4, WIDTH);
    text.extend(reasons(one).iter().map(|line| lines(line, 4)));
    text
}

/// Each caller's line, with the reasons below it. Verdicts stand in a column; one that does not fit
/// has lines of its own.
fn rows(part: &[&CallerAnswer], indent: usize) -> String {
    let names: Vec<String> = part.iter().map(|one| printable(&one.principal)).collect();
    let column = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let before = " ".repeat(indent);
    let mut text = String::new();
    for (one, name) in part.iter().zip(names) {
        let verdict = verdict(one);
        if indent + column + 2 + verdict.chars().count() <= WIDTH {
            let _ = writeln!(text, "{before}{name:column$}  {verdict}");
        } else {
            let _ = writeln!(text, "{before}{name}");
            text += &lines(&verdict, indent + 4);
        }
        text.extend(reasons(one).iter().map(|line| lines(line, indent + 4)));
    }
    text
}

fn lines(text: &str, indent: usize) -> String {
    wrapped(&format!("{}{text}", " ".repeat(indent)), indent + 2, WIDTH)
}

fn verdict(one: &CallerAnswer) -> String {
    let hangs = hanging(if_any(&one.when, &one.allowed_when, one.others.as_deref()), &one.hangs_on);
    let stops = std::iter::once(&one.principal).chain(one.through.iter().map(|hop| &hop.role));
    let stops: Vec<String> = stops.map(|arn| short(arn)).collect();
    let through = if one.through.is_empty() { String::new() } else { stops.join(" -> ") };
    match (through.is_empty(), hangs.is_empty()) {
        (true, true) if one.decision == "undecided" => "undecided".to_owned(),
        (true, true) => "allowed".to_owned(),
        (true, false) => hangs,
        (false, true) => through,
        (false, false) => format!("{through}, {hangs}"),
    }
}

/// `if ..`, or what it hangs on; empty if it is decided.
fn hanging(when: Option<String>, on: &[String]) -> String {
    match (when, on.is_empty()) {
        (Some(when), _) => when,
        (None, false) => format!("undecided: hangs on {}", on.join(", ")),
        (None, true) => String::new(),
    }
}

fn reasons(one: &CallerAnswer) -> Vec<String> {
    let hops = one.through.iter().map(|hop| {
        let hangs =
            hanging(if_any(&hop.when, &hop.allowed_when, hop.others.as_deref()), &hop.hangs_on);
        let why = if hangs.is_empty() { printable(&hop.because) } else { hangs };
        format!("{}: {why}", short(&hop.role))
    });
    let because = one.because.iter().map(|because| format!("because {}", printable(because)));
    let places = one.places.iter().map(|place| format!("statement {place}"));
    hops.chain(because).chain(places).collect()
}

/// `role/app` of an ARN.
fn short(arn: &str) -> String {
    printable(arn.splitn(6, ':').nth(5).unwrap_or(arn))
}
