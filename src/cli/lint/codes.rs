//! `iamsim lint --list` and `--explain`.

use std::fmt::Write as _;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

use crate::catalog::Catalog;
use crate::cli::console::{print, refuse};
use crate::lint::rules::{GROUPS, every_rule, rule};
use crate::lint::{ALLOWANCE_CODES, Rule, UNREAD_CODES, UnreadCode, kinds_of, shown_example};
use crate::text::{RenderStyle, Severity, nearest, quote, render};

/// Prints all codes with what they stand for.
pub(super) fn list() -> ExitCode {
    let width = every_code().map(str::len).max().unwrap_or(0);
    let bold = Style::new().bold();
    let line = |code: &str, severity: Severity, what: &str| {
        let name = severity.name();
        let paint = colour(severity);
        format!("  {code:width$}  {paint}{name:16}{paint:#}  {what}\n")
    };
    let mut text = String::new();
    for group in GROUPS {
        let _ = writeln!(text, "{bold}{}{bold:#}", group.title);
        text.extend(group.rules.iter().map(|rule| line(rule.code, rule.severity, rule.what)));
        text.push('\n');
    }
    let _ = writeln!(text, "{bold}Comments that allow findings{bold:#}");
    text.extend(ALLOWANCE_CODES.map(|(code, what)| line(code, severity_of_allowance(code), what)));
    let _ = writeln!(text, "\n{bold}What is not linted{bold:#}");
    text.extend(UNREAD_CODES.map(|one| line(one.code, Severity::Error, one.what)));
    print(&text, ExitCode::SUCCESS)
}

/// The codes of all that can be told.
fn every_code() -> impl Iterator<Item = &'static str> {
    let of_rules = every_rule().map(|rule| rule.code);
    let of_comments = ALLOWANCE_CODES.map(|(code, _)| code);
    of_rules.chain(of_comments).chain(UNREAD_CODES.map(|one| one.code))
}

fn severity_of_allowance(code: &str) -> Severity {
    if code == "unused-allow" { Severity::Warning } else { Severity::Error }
}

fn colour(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::SecurityWarning | Severity::Warning => AnsiColor::Yellow,
        Severity::Suggestion => AnsiColor::Cyan,
    };
    colour.on_default()
}

/// Prints what there is to know of a code. 2: there is no such code.
pub(super) fn explain(code: &str) -> ExitCode {
    if let Some(rule) = rule(code) {
        return print(&explained(rule), ExitCode::SUCCESS);
    }
    if let Some((code, what)) = ALLOWANCE_CODES.iter().find(|(known, _)| *known == code) {
        let text = format!(
            "{code}: {what}\n\nA comment allows a finding like this:\n  // iamsim: allow CODE: why that is meant\n"
        );
        return print(&text, ExitCode::SUCCESS);
    }
    if let Some(UnreadCode { code, what, why }) = UNREAD_CODES.iter().find(|one| one.code == code) {
        return print(&format!("{code}: {what}\n\n{}", wrapped(why)), ExitCode::SUCCESS);
    }
    let hint = match nearest(code, every_code()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`iamsim lint --list` lists all codes".to_owned(),
    };
    refuse(&format!("there is no code {}\n  = help: {hint}", quote(code)))
}

fn explained(rule: &Rule) -> String {
    let catalog = Catalog::embedded();
    let (bad, found) = shown_example(&rule.fires, rule.code, catalog);
    let (good, _) = shown_example(&rule.quiet, rule.code, catalog);
    let (bold, paint) = (Style::new().bold(), colour(rule.severity));
    let Rule { code, what, why, page, .. } = rule;
    let severity = rule.severity.name();
    let mut text = format!("{bold}{code}{bold:#} ({paint}{severity}{paint:#}): {what}\n\n");
    text.push_str(&wrapped(why));
    let _ = writeln!(text, "\nlooked for in: {}\nmore: {page}", kinds_of(rule));
    let _ = write!(text, "\n{bold}Example{bold:#}\n{}\n\n", indented(bad.text()));
    if let Some(found) = found {
        let drawn = render(&found, &bad, RenderStyle::Coloured);
        let _ = write!(text, "{}\n\n", drawn.trim_end());
    }
    let _ = writeln!(text, "{bold}Repaired{bold:#}\n{}", indented(good.text()));
    text
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}

/// In lines that fit a terminal of 80 columns.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 80;
    let (mut whole, mut column) = (String::new(), 0);
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            whole.push('\n');
            column = 0;
        } else if column > 0 {
            whole.push(' ');
            column += 1;
        }
        whole.push_str(word);
        column += length;
    }
    whole + "\n"
}
