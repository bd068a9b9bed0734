//! What came of a scenario file, as a suite.

use super::claim;
use super::mismatch::{kind, message, near_denies};
use super::people::{case_details, troubles_text};
use super::{Annotation, Entry, Failure, Status, Suite};
use crate::bundle::{Decided, Trouble, is_built_in};
use crate::evaluate::Decision;
use crate::explain::{NearMiss, StatementPlace};
use crate::policy::Effect;
use crate::scenario::{CaseReport, FileReport, Mismatch, Outcome, Place};
use crate::text::{RenderStyle, Source, printable, quote};

impl Suite {
    /// What came of a scenario file.
    pub fn of(report: &FileReport) -> Self {
        let name = report.name.clone();
        match &report.cases {
            Ok(cases) => {
                let entries = cases.iter().map(Entry::of).collect();
                Self { name, entries, unreadable: None }
            }
            Err(troubles) => {
                let unreadable = Some(without_answer("the file could not be read", troubles));
                Self { name, entries: Vec::new(), unreadable }
            }
        }
    }
}

impl Entry {
    fn of(case: &CaseReport) -> Self {
        Self {
            id: case.id.clone(),
            name: case.name().to_owned(),
            place: case.place.clone(),
            status: match &case.outcome {
                Outcome::Passed => Status::Passed,
                Outcome::Failed(mismatch) => Status::Failed(failure(case, mismatch)),
                Outcome::Waived(waiver, mismatch) => {
                    let reason = format!("waived {}", claim::waived(waiver, mismatch));
                    Status::Skipped { reason }
                }
                Outcome::Errored(troubles) => {
                    Status::Errored(without_answer("no answer", troubles))
                }
            },
        }
    }
}

fn without_answer(what: &str, troubles: &[Trouble]) -> Failure {
    let first = troubles.first();
    let more = match troubles.len() {
        0 | 1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    let why = first.map(|one| format!(": {}{more}", printable(&one.diagnostic.message)));
    Failure {
        kind: first.map_or(Trouble::UNREADABLE, |one| one.diagnostic.code),
        message: format!("{what}{}", why.unwrap_or_default()),
        details: troubles_text(troubles, RenderStyle::Plain),
        annotations: troubles.iter().filter_map(annotation_of).collect(),
    }
}

fn annotation_of(trouble: &Trouble) -> Option<Annotation> {
    let place = Place { source: trouble.source.clone(), span: trouble.diagnostic.span };
    let hint = trouble.diagnostic.hint.iter().map(|hint| format!("; {}", printable(hint)));
    let message = printable(&trouble.diagnostic.message) + &hint.collect::<String>();
    is_in_file(&place.source).then_some(Annotation { place, message })
}

/// Whether a text is that of a file.
pub(super) fn is_in_file(source: &Source) -> bool {
    !source.name().is_empty() && !is_built_in(source)
}

fn failure(case: &CaseReport, mismatch: &Mismatch) -> Failure {
    let message = message(mismatch);
    let expectation =
        Annotation { place: mismatch.expected_at().clone(), message: message.clone() };
    Failure {
        kind: kind(mismatch),
        message,
        details: case_details(case, RenderStyle::Plain),
        annotations: [expectation].into_iter().chain(cause(case, mismatch)).collect(),
    }
}

/// The statement that made a decision.
pub(super) fn decisive(decided: &Decided) -> Option<&StatementPlace> {
    let explanation = &decided.explanation;
    explanation.matched.iter().find(|one| Some(one.layer) == explanation.decided_by)
}

/// What to mark in the policies: the statement that decided, or what came closest.
fn cause(case: &CaseReport, mismatch: &Mismatch) -> Vec<Annotation> {
    match mismatch {
        Mismatch::Decision { verdict, .. }
        | Mismatch::Because { verdict, .. }
        | Mismatch::Missing { verdict, .. } => {
            let deciding = verdict.deciding().and_then(|one| decision_mark(case, one));
            let deny = near_denies(mismatch).first().map(|near| {
                let role = "is closest to denying it";
                near_mark(near, &format!("{}; this {role}", came_out(case, verdict.decision)))
            });
            let marks = deciding.into_iter().chain(deny);
            marks.filter(|mark| is_in_file(&mark.place.source)).collect()
        }
        Mismatch::Error { found, .. } => found.iter().filter_map(annotation_of).collect(),
        Mismatch::Claim(broken) => claim::marks(broken),
    }
}

fn decision_mark(case: &CaseReport, decided: &Decided) -> Option<Annotation> {
    let explanation = &decided.explanation;
    let decision = explanation.decision;
    if let Some(statement) = decisive(decided) {
        let place = Place { source: statement.source.clone(), span: statement.span };
        let message = format!("this statement makes {} come out {decision}", quote(case.name()));
        return Some(Annotation { place, message });
    }
    let near = explanation.near_misses.first()?;
    let role = match (decision, near.statement.effect) {
        (Decision::Undecided, Effect::Allow) => "may allow it",
        (Decision::Undecided, Effect::Deny) => "may deny it",
        _ => "is closest to allowing it",
    };
    Some(near_mark(near, &format!("{}; this {role}", came_out(case, decision))))
}

fn came_out(case: &CaseReport, decision: Decision) -> String {
    format!("{} came out {decision}", quote(case.name()))
}

/// Marks what did not fit in a statement that came close.
fn near_mark(near: &NearMiss, role: &str) -> Annotation {
    let NearMiss { statement, misses } = near;
    let why = misses.first().map(|miss| format!(": {} {}", printable(&miss.name), miss.message));
    let span = misses.first().map_or(statement.span, |miss| miss.span);
    let message = format!("{role}{}", why.unwrap_or_default());
    Annotation { place: Place { source: statement.source.clone(), span }, message }
}
