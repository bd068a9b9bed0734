//! Reports for people.

use std::fmt::Write;

use anstyle::AnsiColor;

use super::claim;
use super::mismatch::{mismatch_text, near_denies};
use super::{Ending, Report, Subject, closing_text};
use crate::bundle::{Trouble, Verdict};
use crate::catalog::Catalog;
use crate::explain::{Supply, closest_denies, describe};
use crate::scenario::askable::is_opposite;
use crate::scenario::{CaseReport, FileReport, Mismatch, Outcome};
use crate::text::{RenderStyle, printable, render};

/// How much to tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// What did not pass, by name.
    Quiet,
    /// What did not pass, in full.
    #[default]
    Normal,
    /// Every case, and what is suspect in the policies.
    Verbose,
}

impl Detail {
    /// As `--quiet` and `--verbose` say.
    pub fn of_flags(quiet: bool, verbose: bool) -> Self {
        match (quiet, verbose) {
            (true, _) => Self::Quiet,
            (false, true) => Self::Verbose,
            (false, false) => Self::Normal,
        }
    }
}

/// Failures in full as they come, then a closing line.
#[derive(Clone, Copy, Debug)]
pub struct People {
    detail: Detail,
    style: RenderStyle,
    advising: Option<Advising>,
}

/// How failures are told what would turn their answers.
#[derive(Clone, Copy, Debug)]
struct Advising {
    catalog: &'static Catalog,
    /// Whether in full, with diffs.
    in_full: bool,
    /// How many failures were told.
    told: usize,
    /// How many more were not.
    untold: usize,
}

/// How many failures of a run are told what would turn them.
const MOST_ADVISED: usize = 20;

impl People {
    /// Tells this much in this style.
    pub fn new(detail: Detail, style: RenderStyle) -> Self {
        Self { detail, style, advising: None }
    }

    /// The same, and says of the first failures what would turn them: each in a line, or in full.
    #[must_use]
    pub fn advising(self, catalog: &'static Catalog, in_full: bool) -> Self {
        Self { advising: Some(Advising { catalog, in_full, told: 0, untold: 0 }), ..self }
    }

    /// What would turn a failed case.
    fn advice(&mut self, case: &CaseReport) -> String {
        let (style, detail) = (self.style, self.detail);
        let Some(advising) = self.advising.as_mut().filter(|_| detail != Detail::Quiet) else {
            return String::new();
        };
        let Outcome::Failed(Mismatch::Decision { wanted, verdict, asked, .. }) = &case.outcome
        else {
            return String::new();
        };
        if asked.is_none() || advising.told >= MOST_ADVISED {
            advising.untold += usize::from(is_opposite(wanted, verdict.decision));
            return String::new();
        }
        advising.told += 1;
        let advice = asked.as_ref().map(|asked| asked.advice(Some(advising.catalog)));
        let text = advice.and_then(|advice| {
            if advising.in_full { Some(advice.edits_text(style)) } else { advice.line() }
        });
        let prefix = if advising.in_full { "" } else { "would turn it: " };
        text.map_or_else(String::new, |text| indented(&format!("{prefix}{text}\n")))
    }

    fn unreadable(self, report: &FileReport) -> String {
        let text = file_text(report, self.style);
        match self.detail {
            Detail::Quiet => first_line(&text),
            Detail::Normal | Detail::Verbose if text.is_empty() => text,
            Detail::Normal | Detail::Verbose => text + "\n",
        }
    }

    fn warnings(self, warnings: &[Trouble]) -> String {
        let short = |one: &Trouble| format!("warning: {}\n", printable(&one.to_string()));
        match self.detail {
            Detail::Quiet => warnings.iter().map(short).collect(),
            Detail::Normal | Detail::Verbose if warnings.is_empty() => String::new(),
            Detail::Normal | Detail::Verbose => troubles_text(warnings, self.style) + "\n",
        }
    }

    fn case(&mut self, case: &CaseReport) -> String {
        let text = case_text(case, self.style) + &self.advice(case);
        match (&case.outcome, self.detail) {
            (Outcome::Passed, Detail::Quiet | Detail::Normal)
            | (Outcome::Waived(..), Detail::Quiet) => String::new(),
            (Outcome::Passed, Detail::Verbose)
            | (Outcome::Waived(..), Detail::Normal | Detail::Verbose) => text,
            (Outcome::Failed(_) | Outcome::Errored(_), Detail::Quiet) => first_line(&text),
            (Outcome::Failed(_) | Outcome::Errored(_), Detail::Normal | Detail::Verbose) => {
                format!("{text}\n")
            }
        }
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().map_or_else(String::new, |line| format!("{line}\n"))
}

impl Report for People {
    fn file(&mut self, report: &FileReport) -> String {
        let mut text = self.unreadable(report);
        text.extend(report.cases.iter().flatten().map(|case| self.case(case)));
        text += &self.warnings(&report.unused);
        if self.detail == Detail::Verbose {
            text += &self.warnings(&report.warnings);
        }
        text
    }

    fn end(&mut self, ending: &Ending) -> String {
        let untold = self.advising.map_or(0, |advising| advising.untold);
        let more = match untold {
            0 => String::new(),
            count => format!("what would turn {count} more failures was not looked for\n"),
        };
        format!("{more}{}\n", closing_text(ending, Subject::Cases))
    }
}

/// Why a file could not be read; empty if it could.
pub fn file_text(report: &FileReport, style: RenderStyle) -> String {
    let mut text = String::new();
    if let Err(troubles) = &report.cases {
        let _ = writeln!(text, "{} {}", failure("UNREADABLE", style), printable(&report.name));
        push_troubles(&mut text, troubles, style);
    }
    text
}

/// What came of a case, in full if it did not pass.
pub fn case_text(report: &CaseReport, style: RenderStyle) -> String {
    let mut text = String::new();
    let id = printable(&report.id);
    match &report.outcome {
        Outcome::Passed => {
            let _ = writeln!(text, "{} {id}", success("passed", style));
        }
        Outcome::Failed(_) => {
            let _ = writeln!(text, "{} {id}", failure("FAILED", style));
            text += &indented(&case_details(report, style));
        }
        Outcome::Errored(_) => {
            let _ = writeln!(text, "{} {id}", failure("NO ANSWER", style));
            text += &case_details(report, style);
        }
        Outcome::Waived(waiver, mismatch) => {
            let reason = claim::waived(waiver, mismatch);
            let _ = writeln!(text, "{} {id} {reason}", caution("waived", style));
        }
    }
    text
}

/// Why a case did not pass, without its name.
pub(super) fn case_details(report: &CaseReport, style: RenderStyle) -> String {
    let mut text = String::new();
    match &report.outcome {
        Outcome::Passed | Outcome::Waived(..) => {}
        Outcome::Failed(mismatch) => push_mismatch(&mut text, mismatch, style),
        Outcome::Errored(troubles) => push_troubles(&mut text, troubles, style),
    }
    text
}

/// Mistakes or warnings, drawn one after the other.
pub(super) fn troubles_text(troubles: &[Trouble], style: RenderStyle) -> String {
    let mut text = String::new();
    push_troubles(&mut text, troubles, style);
    text
}

fn failure(text: &str, style: RenderStyle) -> String {
    style.painted(text, AnsiColor::Red.on_default().bold())
}

fn success(text: &str, style: RenderStyle) -> String {
    style.painted(text, AnsiColor::Green.on_default().bold())
}

fn caution(text: &str, style: RenderStyle) -> String {
    style.painted(text, AnsiColor::Yellow.on_default().bold())
}

fn push_troubles(text: &mut String, troubles: &[Trouble], style: RenderStyle) {
    for trouble in troubles {
        let (diagnostic, source) = (&trouble.diagnostic, &trouble.source);
        let _ = if trouble.has_place() {
            writeln!(text, "{}", render(diagnostic, source, style))
        } else {
            let message = printable(&diagnostic.message);
            writeln!(text, "error[{}]: {message}", diagnostic.code)
        };
    }
}

fn push_mismatch(text: &mut String, mismatch: &Mismatch, style: RenderStyle) {
    let at = printable(&mismatch.expected_at().to_string());
    let _ = writeln!(text, "{} ({at})", mismatch_text(mismatch));
    match mismatch {
        Mismatch::Decision { verdict, .. }
        | Mismatch::Because { verdict, .. }
        | Mismatch::Missing { verdict, .. } => {
            push_verdict(text, verdict, style);
            *text += &closest_denies(&near_denies(mismatch), style);
        }
        Mismatch::Error { found, .. } => push_troubles(text, found, style),
        Mismatch::Claim(broken) => *text += &claim::details(broken, style),
    }
}

fn push_verdict(text: &mut String, verdict: &Verdict, style: RenderStyle) {
    let all: Vec<_> =
        verdict.authorizations.iter().map(|one| (&one.context, &one.explanation)).collect();
    *text += &describe(verdict.decision, &all, style, Supply::Scenario);
}

fn indented(text: &str) -> String {
    let indent = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") };
    text.lines().map(indent).collect()
}
