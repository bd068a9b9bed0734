//! The impact of a change as people read it in a terminal.

use std::fmt::Write;

use super::outcome::{Impact, Turn};
use super::sections::{Entry, Section, sections};
use super::words::{counts, extent, heading, reply, request, subject};
use crate::text::{WIDTH, printable, wrapped};

/// How many requests of one kind are shown, and how many names.
const MOST_SHOWN: usize = 5;

/// How many changes are listed.
const MOST_CHANGES: usize = 40;

/// The whole page.
pub fn impact_text(impact: &Impact) -> String {
    let mut page = String::new();
    changes(impact, &mut page);
    for section in sections(impact) {
        page.push('\n');
        self::section(&section, &mut page);
    }
    if impact.findings.is_empty() {
        page.push_str("\nno request that was looked at is decided differently\n");
    }
    if !impact.unasked.is_empty() {
        let _ = writeln!(page, "\nnot looked at:");
        for why in impact.unasked.iter().take(MOST_SHOWN) {
            let _ = writeln!(page, "  {}", printable(why));
        }
        more(impact.unasked.len().saturating_sub(MOST_SHOWN), "  ", &mut page);
    }
    let _ = writeln!(page, "\n{}\n{}", counts(impact), extent(impact));
    page
}

fn changes(impact: &Impact, page: &mut String) {
    if impact.changes.is_empty() {
        page.push_str("nothing that policies say differs\n");
        return;
    }
    page.push_str("what changes:\n");
    for change in impact.changes.iter().take(MOST_CHANGES) {
        let _ = write!(page, "  {} {}", change.kind.word(), subject(change));
        if let Some(origin) = change.after.as_ref().or(change.before.as_ref()) {
            let _ = write!(page, ", at {}", printable(&origin.to_string()));
        }
        page.push('\n');
    }
    more(impact.changes.len().saturating_sub(MOST_CHANGES), "  ", page);
}

fn more(count: usize, indent: &str, page: &mut String) {
    if count > 0 {
        let _ = writeln!(page, "{indent}and {count} more; --format json has all");
    }
}

fn section(section: &Section<'_>, page: &mut String) {
    let turns: Vec<Turn> = section.entries.iter().map(|entry| entry.turn).collect();
    if let Some(heading) = heading(section.reach, &turns) {
        let _ = write!(page, "{heading}: ");
    }
    let names = section.principals.iter().take(MOST_SHOWN).map(|name| printable(name));
    let _ = write!(page, "{}", names.collect::<Vec<_>>().join(", "));
    match section.principals.len().saturating_sub(MOST_SHOWN) {
        0 => page.push('\n'),
        count => {
            let _ = writeln!(page, " and {count} more");
        }
    }
    for entry in &section.entries {
        self::entry(entry, page);
    }
}

fn entry(entry: &Entry<'_>, page: &mut String) {
    let service = printable(entry.service);
    let _ = writeln!(page, "  {} {service}, {}", entry.turn.verb(), entry.level);
    for finding in entry.findings.iter().take(MOST_SHOWN) {
        page.push_str(&line(&format!("    {}", request(finding)), 8));
    }
    more(entry.findings.len().saturating_sub(MOST_SHOWN), "    ", page);
    if let Some(first) = entry.first() {
        page.push_str(&line(&format!("      before: {}", reply(&first.before)), 14));
        page.push_str(&line(&format!("      after:  {}", reply(&first.after)), 14));
    }
}

fn line(text: &str, indent: usize) -> String {
    wrapped(text, indent, WIDTH)
}
