//! In: a scenario file. Out: its text with the expectations rewritten in place, so that they are what
//! comes out.

mod by_action;
mod case;
mod change;
mod cover;
mod edits;
mod raw;
mod scope;
mod seen;
mod spelling;

use std::path::Path;

use self::case::CaseUpdate;
pub use self::change::Change;
use self::raw::Raw;
use self::seen::Seen;
use super::document::{Case, Document};
use super::file::ScenarioFile;
use super::judge::Outcome;
use super::run::{CaseReport, run_cases};
use super::vars::Defaults;
use crate::bundle::{Documents, Placed, Text, Trouble};
use crate::load::syntax_of;
use crate::text::{Arrange, Node, Source, Syntax, TextEdit, Value, apply_edits, quote, read};

/// A scenario file with its expectations rewritten.
#[derive(Clone, Debug)]
pub struct Update {
    /// The file's new text.
    pub text: String,
    /// What became of which expectation; empty if everything came out as expected.
    pub changes: Vec<Change>,
    /// How many cells were selected.
    pub cells: usize,
}

/// Rewrites the expectations of the selected cells that come out otherwise. The new text was read
/// and run: the selected cells come out as it expects, and the others as before.
///
/// # Errors
/// Why not all of them can be rewritten.
pub fn update(
    file: &ScenarioFile,
    defaults: &Defaults,
    documents: &dyn Documents,
    selected: &dyn Fn(&str) -> bool,
) -> Result<Update, Vec<Trouble>> {
    let before = run_cases(file, documents)?;
    let wanted: Vec<&CaseReport> = before.iter().filter(|report| selected(&report.id)).collect();
    let cells = wanted.len();
    if wanted.iter().all(|report| has_passed(report)) {
        return Ok(Update { text: file.source().text().to_owned(), changes: Vec::new(), cells });
    }
    let (edits, changes) = changes(file, &before, selected)?;
    let text = apply_edits(file.source(), &edits);
    let after = reread(file, &text, defaults).and_then(|file| run_cases(&file, documents));
    check(&before, &after.unwrap_or_default(), selected)?;
    Ok(Update { text, changes, cells })
}

fn has_passed(report: &CaseReport) -> bool {
    matches!(report.outcome, Outcome::Passed)
}

fn syntax(source: &Source) -> Syntax {
    syntax_of(Path::new(source.name())).with_comments()
}

fn changes(
    file: &ScenarioFile,
    reports: &[CaseReport],
    selected: &dyn Fn(&str) -> bool,
) -> Result<(Vec<TextEdit>, Vec<Change>), Vec<Trouble>> {
    let document = file.document()?;
    let tree = read(file.source(), syntax(file.source()))
        .map_err(|diagnostic| vec![Trouble { diagnostic, source: file.source().clone() }])?;
    let raw = Raw::of(&tree, file.source());
    let (mut edits, mut changes, mut troubles) = (Vec::new(), Vec::new(), Vec::new());
    let mut reports = reports.iter();
    for case in &document.cases {
        match case_changes(&document, case, &mut reports, selected, &raw) {
            Ok((of_case, told)) => {
                edits.extend(of_case);
                changes.extend(told);
            }
            Err(found) => troubles.extend(found),
        }
    }
    if troubles.is_empty() { Ok((edits, changes)) } else { Err(troubles) }
}

/// Takes the reports of a case's cells, and says what to change.
fn case_changes<'r>(
    document: &Document<'_>,
    case: &Case<'_>,
    reports: &mut impl Iterator<Item = &'r CaseReport>,
    selected: &dyn Fn(&str) -> bool,
    raw: &Raw<'_>,
) -> Result<(Vec<TextEdit>, Vec<Change>), Vec<Trouble>> {
    let cells = match document.cells(case) {
        Ok(cells) => cells,
        Err(trouble) => {
            let is_selected = reports.next().is_some_and(|report| selected(&report.id));
            return if is_selected { Err(vec![trouble]) } else { Ok((Vec::new(), Vec::new())) };
        }
    };
    let axes = cells.axes().to_vec();
    let (mut seen, mut troubles): (Vec<Seen<'_>>, Vec<Trouble>) = (Vec::new(), Vec::new());
    for (draft, report) in cells.zip(reports) {
        let is_selected = selected(&report.id);
        match draft.cell {
            Err(trouble) if is_selected => troubles.push(trouble),
            Err(_) => {}
            Ok(cell) => match Seen::new(draft.choices, cell, report, is_selected) {
                Ok(one) => seen.push(one),
                Err(found) => troubles.extend(found),
            },
        }
    }
    if !troubles.is_empty() {
        return Err(troubles);
    }
    if seen.iter().all(|one| !one.changes()) {
        return Ok((Vec::new(), Vec::new()));
    }
    let edits = CaseUpdate { case, axes: &axes, cells: &seen, raw }.edits();
    let told = seen.iter().filter_map(Seen::change).collect();
    edits.map(|edits| (edits, told)).map_err(|trouble| vec![trouble])
}

/// Whether the selected cells pass, and the others do what they did.
fn check(
    before: &[CaseReport],
    after: &[CaseReport],
    selected: &dyn Fn(&str) -> bool,
) -> Result<(), Vec<Trouble>> {
    let (before, after) = (by_id(before), by_id(after));
    let is_as_wanted = |(index, report): (usize, &&CaseReport)| {
        let is_to_pass = selected(&report.id) || has_passed(report);
        after
            .get(index)
            .is_some_and(|after| after.id == report.id && has_passed(after) == is_to_pass)
    };
    let failing = before.iter().enumerate().find(|one| !is_as_wanted(*one));
    let Some((_, report)) = failing else { return Ok(()) };
    let message = format!("what {} expects cannot be rewritten in place", quote(report.name()));
    let node = Node { span: report.place.span, value: Value::Null };
    let place = Placed { node: &node, source: &report.place.source };
    Err(vec![place.trouble(NOT_IN_PLACE, message).with_hint("change this case by hand")])
}

/// The reports in the order of their ids: an action that moves to another list changes its place.
fn by_id(reports: &[CaseReport]) -> Vec<&CaseReport> {
    let mut reports: Vec<&CaseReport> = reports.iter().collect();
    reports.arrange_by(|one, other| one.id.cmp(&other.id));
    reports
}

const NOT_IN_PLACE: &str = "not-in-place";

fn reread(
    file: &ScenarioFile,
    text: &str,
    defaults: &Defaults,
) -> Result<ScenarioFile, Vec<Trouble>> {
    let source = Source::new(file.source().name(), text);
    let syntax = syntax(&source);
    let text = Text::read(source, syntax).map_err(|trouble| vec![trouble])?;
    ScenarioFile::of_with(text, defaults)
}

/// Whether an expectation is one of those that an `expect` lists by action.
fn is_by_action(expect: Placed<'_>) -> bool {
    matches!(expect.node.value, Value::Object(_)) && expect.node.get("error").is_none()
}
