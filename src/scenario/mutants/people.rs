//! Survivors as diffs, worst first, and a closing line.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::diff::Diff;
use super::grounds::shown;
use super::operator::Direction;
use super::outcome::{Judged, MutantRun, MutantSummary, Outcome};
use super::report::MutantReport;
use crate::scenario::FileReport;
use crate::scenario::report::{Detail, People, Report};
use crate::text::{RenderStyle, printable};

/// Mutants for people.
#[derive(Clone, Copy, Debug)]
pub struct MutantsForPeople {
    detail: Detail,
    style: RenderStyle,
}

impl MutantsForPeople {
    /// Tells this much in this style.
    pub fn new(detail: Detail, style: RenderStyle) -> Self {
        Self { detail, style }
    }
}

impl MutantReport for MutantsForPeople {
    fn run(&mut self, run: &MutantRun, _seconds: f64) -> String {
        let mut text = String::new();
        let survivors = || run.judged.iter().filter(|one| one.outcome.survived());
        for direction in [Direction::More, Direction::Either, Direction::Less] {
            let mut of_it = survivors().filter(|one| one.mutant.direction == direction).peekable();
            if of_it.peek().is_some() && self.detail != Detail::Quiet {
                let _ = writeln!(text, "{}\n", heading(direction));
            }
            text.extend(of_it.map(|one| self.survivor(one)));
        }
        if self.detail == Detail::Verbose {
            let others = run.judged.iter().filter(|one| !one.outcome.survived());
            text.extend(others.map(|one| self.other(one)));
        }
        let _ = writeln!(text, "{}", closing_line(&run.summary()));
        text
    }

    fn without_judges(&mut self, troubled: &[FileReport], _seconds: f64) -> String {
        let mut people = People::new(self.detail, self.style);
        let mut text: String = troubled.iter().map(|report| people.file(report)).collect();
        if !troubled.is_empty() {
            text += "no mutants were judged: the cases must pass without any\n";
            let _ = writeln!(text, "{}", command(troubled));
        }
        text
    }
}

/// More files are not named.
const MOST_FILES: usize = 5;

/// What to type to see why cases do not pass.
fn command(troubled: &[FileReport]) -> String {
    let mut command = "iamsim test".to_owned();
    for report in troubled.iter().take(MOST_FILES) {
        let _ = write!(command, " {}", as_argument(&report.name));
    }
    let rest = troubled.len().saturating_sub(MOST_FILES);
    let others = match rest {
        0 => String::new(),
        1 => ", and so for 1 more file".to_owned(),
        _ => format!(", and so for {rest} more files"),
    };
    format!("see `{}`{others}", printable(&command))
}

/// A path as a shell takes it.
fn as_argument(path: &str) -> String {
    let is_plain = |one: char| one.is_alphanumeric() || "/._-+,@%:=".contains(one);
    let before = if path.starts_with('-') { "./" } else { "" };
    if path.chars().all(is_plain) {
        format!("{before}{path}")
    } else {
        format!("'{before}{}'", path.replace('\'', r"'\''"))
    }
}

fn heading(direction: Direction) -> &'static str {
    match direction {
        Direction::More => "no case notices these, and each grants more:",
        Direction::Either => "no case notices these, and each may grant more here and less there:",
        Direction::Less => "no case notices these, and each grants less:",
    }
}

impl MutantsForPeople {
    fn survivor(self, one: &Judged) -> String {
        let mut text = self.line("SURVIVED", AnsiColor::Red, one);
        if self.detail == Detail::Quiet {
            let _ = writeln!(text, "  {}", printable(&why(one)));
            return text;
        }
        if let Some(diff) = one.diff() {
            text += &diff_text(&diff, self.style);
        }
        let _ = writeln!(text, "  {}\n", printable(&why(one)));
        text
    }

    fn other(self, one: &Judged) -> String {
        let (word, colour) = match one.outcome {
            Outcome::Equivalent => ("equivalent", AnsiColor::Yellow),
            _ => ("noticed", AnsiColor::Green),
        };
        format!("{}  {}\n", self.line(word, colour, one), printable(&why(one)))
    }

    fn line(self, word: &str, colour: AnsiColor, one: &Judged) -> String {
        let word = self.style.painted(word, colour.on_default().bold());
        let (place, operator) = (printable(&one.place.to_string()), one.mutant.operator.name());
        format!("{word} {place} {operator}: {}\n", one.mutant.description)
    }
}

/// Why a mutant ended as it did, in one line.
pub(super) fn why(one: &Judged) -> String {
    match &one.outcome {
        Outcome::Caught { case } => format!("{} notices", shown(case)),
        Outcome::Unasked => {
            format!("no case can tell them apart; that takes {}", one.mutant.telling_request)
        }
        Outcome::Masked { case, by } => {
            format!("{} would, but {by} decides there all the same", shown(case))
        }
        Outcome::Loose { case, before, after } => {
            format!("{} comes out {after} instead of {before}, and expects either", shown(case))
        }
        Outcome::Equivalent => "this says the same of every request that AWS sends".to_owned(),
    }
}

/// A line that is longer is cut around what changes in it.
const LONGEST_LINE: usize = 160;

/// The lines of a change with their numbers.
pub(super) fn diff_text(diff: &Diff, style: RenderStyle) -> String {
    let (mut old, mut new) = (diff.first_line, diff.first_line);
    let mut text = String::new();
    let of_sign = |sign| diff.lines.iter().filter(|line| line.sign != sign).count();
    let width = (diff.first_line + of_sign('+').max(of_sign('-'))).saturating_sub(1);
    let width = width.to_string().len();
    for line in &diff.lines {
        let (number, colour) = match line.sign {
            '-' => (old, Some(AnsiColor::Red)),
            '+' => (new, Some(AnsiColor::Green)),
            _ => (old, None),
        };
        old += usize::from(line.sign != '+');
        new += usize::from(line.sign != '-');
        let shown = printable(&line.text.replace('\t', "    "));
        let shown = around_change(&shown, diff, line.sign);
        let whole = format!("{number:>width$} {} {shown}", line.sign);
        let paint = colour.map_or(Style::new(), AnsiColor::on_default);
        let _ = writeln!(text, "  {}", style.painted(whole.trim_end(), paint));
    }
    text
}

/// A long line, cut to what is near the change.
fn around_change(line: &str, diff: &Diff, sign: char) -> String {
    let length = line.chars().count();
    if length <= LONGEST_LINE {
        return line.to_owned();
    }
    let first = if sign == ' ' { 0 } else { first_difference(diff) };
    let start = first.saturating_sub(LONGEST_LINE / 4);
    let cut: String = line.chars().skip(start).take(LONGEST_LINE).collect();
    let before = if start > 0 { ".." } else { "" };
    let after = if start + LONGEST_LINE < length { ".." } else { "" };
    format!("{before}{cut}{after}")
}

/// Where the first line that goes and the first that comes begin to differ, in characters.
fn first_difference(diff: &Diff) -> usize {
    let first = |sign| {
        let line = diff.lines.iter().find(|line| line.sign == sign);
        line.map_or("", |line| line.text.as_str()).chars()
    };
    first('-').zip(first('+')).take_while(|(old, new)| old == new).count()
}

/// `37 of 41 mutants noticed (90 %), 3 equivalent`
pub fn closing_line(summary: &MutantSummary) -> String {
    let (caught, counted) = (summary.caught, summary.counted());
    let mut text = format!("{caught} of {counted} mutants noticed");
    if counted > 0 {
        let _ = write!(text, " ({} %)", summary.percent());
    }
    if summary.equivalent > 0 {
        let _ = write!(text, ", {} equivalent", summary.equivalent);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_that_shows_failures_can_be_typed() {
        let of = |names: &[&str]| {
            let report = |name: &&str| FileReport::unreadable((*name).to_owned(), Vec::new());
            command(&names.iter().map(report).collect::<Vec<_>>())
        };
        assert_eq!(of(&["a.json", "b/c.yaml"]), "see `iamsim test a.json b/c.yaml`");
        assert_eq!(of(&["it's.json", "-x"]), r"see `iamsim test 'it'\''s.json' ./-x`");
        let many = of(&["1", "2", "3", "4", "5", "6"]);
        assert_eq!(many, "see `iamsim test 1 2 3 4 5`, and so for 1 more file");
    }

    #[test]
    fn the_closing_line_counts_everything() {
        let line = |caught, survived, equivalent| {
            closing_line(&MutantSummary { caught, survived, equivalent })
        };
        assert_eq!(line(37, 4, 3), "37 of 41 mutants noticed (90 %), 3 equivalent");
        assert_eq!(line(999, 1, 0), "999 of 1000 mutants noticed (99 %)");
        assert_eq!(line(0, 0, 2), "0 of 0 mutants noticed, 2 equivalent");
    }
}
