//! For people.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::github::about;
use super::page::{Ended, Page, Shown, why};
use crate::cli::compare::report::{actions, key_words};
use crate::query::new_access::{NewAccess, Told};
use crate::text::{Diagnostic, RenderStyle, Span, WIDTH, printable, render, wrapped};

const BOLD: Style = Style::new().bold();

/// The whole page.
pub(super) fn text(page: &Page, style: RenderStyle) -> String {
    let (title, sentence) = page.headline();
    let ended = page.ended();
    let colour = match ended {
        Ended::Proven => AnsiColor::Green,
        Ended::Found => AnsiColor::Red,
        Ended::Unknown => AnsiColor::Yellow,
    };
    let title = style.painted(title, colour.on_default().bold());
    let mut text = format!("{title}: {sentence}\n");
    if ended == Ended::Proven {
        text.push_str("proven for every request that there can be\n");
    }
    for shown in &page.shown {
        let _ = write!(text, "\n{}", statement(shown, page, style));
    }
    text.push_str(&open(page, style));
    if let Some(found) = page.found.first().filter(|found| found.principals > 0) {
        let _ = writeln!(text, "\n{}", extent(found));
    }
    if ended != Ended::Found {
        text.push_str(&assumptions(page, style));
    }
    text
}

fn statement(shown: &Shown, page: &Page, style: RenderStyle) -> String {
    let message = shown.message(page);
    let mut text = match &shown.statement {
        None => format!("{}[{}]: {message}\n", style.painted("error", BOLD), shown.code()),
        Some(place) => {
            let begins = Span { end: place.span.start + 1, ..place.span };
            let mut diagnostic = Diagnostic::error(shown.code(), begins, message);
            for (span, what) in &shown.parts {
                diagnostic = diagnostic.with_label(*span, what.as_str());
            }
            format!("{}\n", render(&diagnostic, &place.source, style).trim_end())
        }
    };
    for (name, row) in rows(shown) {
        let heading = style.painted(&format!("{name:9}"), BOLD);
        let _ = writeln!(text, "  {heading} {}", printable(&row));
    }
    text
}

fn rows(shown: &Shown) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    if let Some(region) = &shown.region {
        rows.push(("adds", region.words.clone()));
        rows.extend(actions(region).map(|actions| ("", actions)));
    }
    if let (Some(within), Some(_)) = (&shown.within, &shown.region) {
        rows.push(("within", within.clone()));
    }
    let request = &shown.request;
    let unknown = if request.is_catalogued { "" } else { " (the catalogue has no such request)" };
    rows.push(("request", format!("{} on {}{unknown}", request.action, request.resource)));
    rows.push(("caller", some_of(&shown.callers, 1)));
    for (number, key) in request.context.iter().enumerate() {
        rows.push((if number == 0 { "with" } else { "" }, key_words(key)));
    }
    rows.push(("existing", decided(&shown.existing)));
    rows.push(("new", decided(&shown.new)));
    let none = |why: &&'static str| format!("no command: {why}");
    rows.push(("again", shown.replay.as_ref().map_or_else(none, Clone::clone)));
    rows
}

/// The first of some names, and how many more there are.
pub(super) fn some_of(names: &[String], most: usize) -> String {
    let first = names[..names.len().min(most)].join(", ");
    match names.len().saturating_sub(most) {
        0 => first,
        count => format!("{first} and {count} more"),
    }
}

fn decided(told: &Told) -> String {
    let decision = if told.decision.is_denied() { "denied" } else { told.decision.name() };
    let by = told.matched.first().map(|place| {
        let at = place.source.position(place.span.start);
        format!(" ({}:{}:{})", place.source.name(), at.line, at.column)
    });
    match told.reason.as_str() {
        "" => decision.to_owned(),
        reason => format!("{decision}: {reason}{}", by.unwrap_or_default()),
    }
}

fn open(page: &Page, style: RenderStyle) -> String {
    let mut text = String::new();
    for open in page.open() {
        if text.is_empty() {
            let _ = writeln!(text, "\n{}", style.painted("Not known:", BOLD));
        }
        text.push_str(&wrapped(&format!("  {}", printable(&(about(open) + &why(open)))), 4, WIDTH));
    }
    text
}

/// How much was compared.
pub(super) fn extent(found: &NewAccess) -> String {
    let count = |count: usize, one: &str, more: &str| {
        if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
    };
    let differing = found.principals - found.same_principals;
    format!(
        "{}, of whom {differing} differ; {}, of which {} differ",
        count(found.principals, "principal", "principals"),
        count(found.resources, "resource with a policy", "resources with policies"),
        found.changed_resources
    )
}

fn assumptions(page: &Page, style: RenderStyle) -> String {
    let mut text = format!("\n{}\n", style.painted("Rests on:", BOLD));
    for one in &page.assumptions {
        text.push_str(&wrapped(&format!("  {}", one.text), 4, WIDTH));
    }
    text
}
