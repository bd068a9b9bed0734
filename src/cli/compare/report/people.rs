//! For people: the answer, each statement with a request, and what a proof rests on.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::words::{code, decided, doubt, headline, key_words, message, why};
use crate::cli::compare::outcome::{Added, Conclusion, Grant, Outcome, ShownRegion};
use crate::text::{Diagnostic, RenderStyle, Span, WIDTH, printable, render, wrapped};

const BOLD: Style = Style::new().bold();

/// The whole page.
pub(crate) fn text(outcome: &Outcome, style: RenderStyle) -> String {
    let conclusion = outcome.conclusion();
    let (verdict, sentence) = headline(outcome);
    let colour = match conclusion {
        Conclusion::Proven => AnsiColor::Green,
        Conclusion::Found => AnsiColor::Red,
        Conclusion::Unknown(_) => AnsiColor::Yellow,
    };
    let verdict = style.painted(verdict, colour.on_default().bold());
    let mut page = format!("{verdict}: {sentence}\n");
    match conclusion {
        Conclusion::Proven => page.push_str("proven for every request that there can be\n"),
        Conclusion::Unknown(unknown) => {
            let _ = writeln!(page, "because {}", why(unknown));
        }
        Conclusion::Found => {}
    }
    for (is_new, grant) in outcome.grants() {
        page.push('\n');
        page.push_str(&self::grant(outcome, is_new, grant, style));
    }
    match conclusion {
        Conclusion::Proven => page.push_str(&assumptions(outcome, style)),
        Conclusion::Found => page.push_str(&closing(outcome)),
        Conclusion::Unknown(_) => {}
    }
    page
}

fn grant(outcome: &Outcome, is_new: bool, grant: &Grant, style: RenderStyle) -> String {
    let place = &grant.statement;
    let message = message(outcome, is_new, grant);
    let begins = Span { end: place.span.start + 1, ..place.span };
    let mut diagnostic = Diagnostic::error(code(&outcome.question, is_new), begins, message);
    for (span, what) in &grant.parts {
        diagnostic = diagnostic.with_label(*span, what.as_str());
    }
    let drawn = render(&diagnostic, &place.source, style);
    let mut block = format!("{}\n", drawn.trim_end());
    for (name, text) in rows(grant) {
        let heading = style.painted(&format!("{name:9}"), BOLD);
        let _ = writeln!(block, "  {heading} {}", printable(&text));
    }
    block
}

/// What there is to say of a request, line by line.
fn rows(grant: &Grant) -> Vec<(&'static str, String)> {
    let request = &grant.request;
    let mut rows = Vec::new();
    if let Some(region) = &grant.region {
        rows.push(("adds", region.words.clone()));
        rows.extend(actions(region).map(|actions| ("", actions)));
    }
    let unknown = if request.is_catalogued { "" } else { " (the catalogue has no such request)" };
    rows.push(("request", format!("{} on {}{unknown}", request.action, request.resource)));
    let caller = request.principal.as_deref().unwrap_or("whoever has the policies");
    rows.push(("caller", caller.to_owned()));
    for (number, key) in request.context.iter().enumerate() {
        rows.push((if number == 0 { "with" } else { "" }, key_words(key)));
    }
    let denied_by = grant.denied_by.as_ref();
    if let Some(existing) = grant.existing {
        rows.push(("existing", decided(existing, denied_by)));
    }
    rows.push(("new", decided(grant.new, denied_by)));
    rows.extend(grant.replay.iter().map(|command| ("again", command.clone())));
    rows
}

/// How many of the actions there are today, where that is not plain from their names.
pub(crate) fn actions(region: &ShownRegion) -> Option<String> {
    if !region.may_come && region.examples.is_empty() {
        return None;
    }
    let such = if region.examples.is_empty() { "" } else { ", such as " };
    let examples = region.examples.join(", ");
    let to_come = if region.may_come { "; and those that AWS may add" } else { "" };
    let count = region.catalogued;
    let actions = if count == 1 { "action" } else { "actions" };
    Some(format!("{count} {actions} of the catalogue{such}{examples}{to_come}"))
}

/// How much was found, and what a request does not say.
fn closing(outcome: &Outcome) -> String {
    let mut text = match outcome.grants().count() {
        1 => "\n1 statement; the request is an example".to_owned(),
        count => format!("\n{count} statements; each request is an example"),
    };
    if outcome.grants().any(|(_, grant)| !grant.request.context.is_empty()) {
        text.push_str(", and carries no condition keys but those shown");
    }
    for open in outcome.open() {
        let _ = write!(text, "\n{}", doubt(open));
    }
    for added in &outcome.added {
        if let Added::Unknown(unknown) = added {
            let _ = write!(text, "\nthe other direction is not known: {}", why(*unknown));
        }
    }
    text + "\n"
}

fn assumptions(outcome: &Outcome, style: RenderStyle) -> String {
    let mut text = format!("\n{}\n", style.painted("Rests on:", BOLD));
    for one in &outcome.assumptions {
        text.push_str(&wrapped(&format!("  {}", one.text), 4, WIDTH));
    }
    text
}
