//! For people: each finding drawn, then the counts.

use std::fmt::Write;

use super::LintReport;
use crate::lint::check::{CheckedFile, CheckedPolicy, Judged};
use crate::lint::kind::{kind_name, kind_title};
use crate::text::{RenderStyle, Severity, printable, render};

/// How much people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling {
    /// With or without colour.
    pub style: RenderStyle,
    /// Allowed findings and files that were skipped, too.
    pub verbose: bool,
    /// Whether fixes are offered, and not made already.
    pub offers_fixes: bool,
}

/// What was found in a file, drawn; empty if nothing was.
pub fn file_for_people(file: &CheckedFile, telling: Telling) -> String {
    let mut text = String::new();
    for judged in file.findings() {
        if judged.counts() || telling.verbose {
            text.push_str(drawn(judged, file, telling).trim_end());
            text.push_str("\n\n");
        }
    }
    for policy in &file.policies {
        if let Some(note) = guess(policy, file.file.source.name()) {
            text.push_str(&note);
            text.push_str("\n\n");
        }
    }
    text
}

fn drawn(judged: &Judged, file: &CheckedFile, telling: Telling) -> String {
    let mut diagnostic = judged.finding.diagnostic.clone();
    if let Some(permit) = &judged.permit {
        diagnostic.hint = Some(format!("allowed: {}", permit.reason));
    } else if let Some(fix) = judged.finding.fix.as_ref().filter(|_| telling.offers_fixes) {
        diagnostic.hint = Some(match diagnostic.hint {
            Some(hint) => format!("{hint} (`--fix` does it)"),
            None => format!("{} (`--fix` does it)", fix.what),
        });
    }
    render(&diagnostic, &file.file.source, telling.style)
}

/// What the policy was taken for, where that is a guess that matters.
fn guess(policy: &CheckedPolicy, name: &str) -> Option<String> {
    let other = policy.maybe?;
    let (name, taken, title) = (printable(name), kind_title(policy.part.kind), kind_title(other));
    Some(format!(
        "note: {name} is taken as {taken}; for {title} findings differ: use --kind {}",
        kind_name(other)
    ))
}

/// The counts, in a line or some more.
pub fn summary(report: &LintReport<'_>, telling: Telling) -> String {
    let mut text = if telling.verbose { skipped_by_name(report) } else { String::new() };
    let found: Vec<String> = Severity::ALL
        .into_iter()
        .rev()
        .filter_map(|severity| {
            let count = report.count(severity);
            (count > 0).then(|| counted(count, severity.name()))
        })
        .collect();
    let found = if found.is_empty() { "no findings".to_owned() } else { listed(&found) };
    let _ = write!(text, "{found} in {}", policies(report));
    text.push_str(&aside(report));
    text.push('\n');
    let fixable = report.fixable();
    if fixable > 0 && telling.offers_fixes {
        let _ = writeln!(text, "`--fix` can fix {fixable} of them");
    }
    text
}

fn policies(report: &LintReport<'_>) -> String {
    let (policies, files) = (report.policies(), report.files.len());
    let of_files =
        if policies == files { String::new() } else { format!(" in {}", counted(files, "file")) };
    match policies {
        1 => format!("1 policy{of_files}"),
        _ => format!("{policies} policies{of_files}"),
    }
}

fn aside(report: &LintReport<'_>) -> String {
    let mut asides = Vec::new();
    if report.allowed() > 0 {
        asides.push(format!("{} allowed", report.allowed()));
    }
    match report.skipped.len() {
        0 => {}
        count => asides.push(format!("{} skipped", counted(count, "other file"))),
    }
    if report.meant_wrong > 0 {
        asides.push(format!("{} wrong on purpose", report.meant_wrong));
    }
    match report.unread.len() {
        0 => {}
        count => asides.push(format!("{} unread", counted(count, "file"))),
    }
    if asides.is_empty() { String::new() } else { format!(" ({})", asides.join(", ")) }
}

fn skipped_by_name(report: &LintReport<'_>) -> String {
    let line = |name: &String| format!("skipped {}: it holds no policy\n", printable(name));
    let lines: String = report.skipped.iter().map(line).collect();
    if lines.is_empty() { lines } else { lines + "\n" }
}

/// `1 error`, `2 errors`
fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// `a, b and c`
fn listed(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.join(""),
    }
}
