//! The impact of a change in a pull request: as its comment, and as marks in its files.

use std::fmt::Write;

use super::outcome::{Impact, Reach, Turn};
use super::sections::{Entry, Section, sections};
use super::words::{counts, extent, heading, reply, request, subject};
use crate::environment::Origin;
use crate::scenario::Place;
use crate::scenario::report::{Annotation, Github, cell, without_commands};
use crate::text::printable;

/// How many lines of each kind a comment has.
const MOST_SHOWN: usize = 20;

/// The comment, in Markdown.
pub fn impact_markdown(impact: &Impact) -> String {
    let mut page = String::from("## What the change does to access\n\n");
    let _ = writeln!(page, "{}.\n", capital(&counts(impact)));
    let sections = sections(impact);
    for section in &sections {
        let turns: Vec<Turn> = section.entries.iter().map(|entry| entry.turn).collect();
        if let Some(words @ ("PUBLIC ACCESS" | "ACCESS FROM ANOTHER ACCOUNT")) =
            heading(section.reach, &turns)
        {
            let names = names(section);
            let _ = writeln!(page, "> **{words}**: {names}\n");
        }
    }
    if !sections.is_empty() {
        page.push_str("| who | what | request | before | after |\n|---|---|---|---|---|\n");
        let rows =
            sections.iter().flat_map(|one| one.entries.iter().map(move |entry| (one, entry)));
        let count = rows.clone().count();
        rows.take(MOST_SHOWN).for_each(|(section, entry)| row(section, entry, &mut page));
        if count > MOST_SHOWN {
            let _ = writeln!(page, "\nand {} more kinds of requests", count - MOST_SHOWN);
        }
        page.push('\n');
    }
    if !impact.changes.is_empty() {
        page.push_str("<details><summary>What changes</summary>\n\n");
        for change in impact.changes.iter().take(MOST_SHOWN) {
            let _ = writeln!(page, "- {} {}", change.kind.word(), cell(&subject(change)));
        }
        if impact.changes.len() > MOST_SHOWN {
            let _ = writeln!(page, "- and {} more", impact.changes.len() - MOST_SHOWN);
        }
        page.push_str("\n</details>\n\n");
    }
    if !impact.unasked.is_empty() {
        let _ =
            writeln!(page, "{} edges or requests could not be looked at.\n", impact.unasked.len());
    }
    let _ = writeln!(page, "_{}._", capital(&extent(impact)));
    page
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

fn names(section: &Section<'_>) -> String {
    let shown = section.principals.iter().take(MOST_SHOWN / 4).map(|name| cell(name));
    let names = shown.collect::<Vec<_>>().join(", ");
    match section.principals.len().saturating_sub(MOST_SHOWN / 4) {
        0 => names,
        count => format!("{names} and {count} more"),
    }
}

fn row(section: &Section<'_>, entry: &Entry<'_>, page: &mut String) {
    let Some(first) = entry.first() else { return };
    let mut asked = cell(&request(first));
    if entry.findings.len() > 1 {
        let _ = write!(asked, " and {} more", entry.findings.len() - 1);
    }
    let what = format!("{} {}, {}", entry.turn.verb(), printable(entry.service), entry.level);
    let [before, after] = [&first.before, &first.after].map(|one| cell(&reply(one)));
    let _ = writeln!(page, "| {} | {what} | {asked} | {before} | {after} |", names(section));
}

/// Commands of a workflow on GitHub: a mark at each statement that gives or takes access, and the
/// page for people below it.
pub fn impact_github(impact: &Impact, folder: &str, denies_new_access: bool) -> String {
    let (github, mut text) = (Github::in_folder(folder), String::new());
    for section in sections(impact) {
        for entry in &section.entries {
            let Some(first) = entry.first() else { continue };
            let is_wide = matches!(section.reach, Reach::Public | Reach::CrossAccount);
            let command = match (entry.turn.is_gain(), is_wide || denies_new_access) {
                (true, true) => "error",
                (true, false) => "warning",
                (false, _) => "notice",
            };
            let reason = if entry.turn.is_gain() { &first.after } else { &first.before };
            let other = if entry.turn.is_gain() { &first.before } else { &first.after };
            let statements = reason.matched.iter().chain(&other.matched);
            let mut places =
                statements.map(|one| Place { source: one.source.clone(), span: one.span });
            let place = places.find(is_in_file).or_else(|| changed_at(impact));
            let Some(place) = place else { continue };
            let who = section.principals.first().map(|name| printable(name)).unwrap_or_default();
            let title = format!("{} {} {}", entry.turn.verb(), entry.service, entry.level);
            let message = format!("{who} {} {}", entry.turn.verb(), request(first));
            github.push_annotation(&mut text, command, &title, &Annotation { place, message });
        }
    }
    let commands: String = text.lines().map(|line| printable(line) + "\n").collect();
    commands + &without_commands(&super::impact_text(impact))
}

/// Whether a place is one of the files at hand, and not of a policy of AWS.
fn is_in_file(place: &Place) -> bool {
    !place.source.name().is_empty() && !place.source.name().starts_with("arn:")
}

/// Where the first change stands.
fn changed_at(impact: &Impact) -> Option<Place> {
    let origins =
        impact.changes.iter().filter_map(|one| one.after.as_ref().or(one.before.as_ref()));
    let place = |origin: &Origin| Place { source: origin.source.clone(), span: origin.span };
    origins.map(place).next()
}
