//! Runs a scenario file.

use std::sync::Arc;

use super::cases::{Asked, Cell};
use super::document::{Document, ScenarioFile};
use super::expectation::Wanted;
use crate::aws::PolicyKind;
use crate::bundle::{Documents, Placed, PolicyReader, Question, Trouble, Verdict};
use crate::policy::Reading;
use crate::request::ContextKeys;
use crate::text::{Position, Source, Span};

/// What came of a file.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// Its path.
    pub name: String,
    /// What came of its cases, each cell in the order written; or why the file cannot be read.
    pub cases: Result<Vec<CaseReport>, Vec<Trouble>>,
    /// What is suspect in its policies.
    pub warnings: Vec<Trouble>,
}

/// What came of one cell of a case.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// `file#name[principal=..,action=..]`
    pub id: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a question.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// What was expected.
    Passed,
    /// Something else.
    Failed(Vec<Mismatch>),
    /// There is no answer.
    Errored(Vec<Trouble>),
}

/// How an answer differs from what was expected.
#[derive(Clone, Debug)]
pub enum Mismatch {
    /// Another decision.
    Decision {
        /// What was expected.
        wanted: Wanted,
        /// Where that is written.
        expected_at: Place,
        /// What came out.
        verdict: Arc<Verdict>,
    },
    /// The right decision, but made by other statements.
    Because {
        /// Where the expectation is written.
        expected_at: Place,
        /// What came out.
        verdict: Arc<Verdict>,
    },
    /// There should have been a mistake, but there is none, or another one.
    Error {
        /// What was expected.
        wanted: Wanted,
        /// Where that is written.
        expected_at: Place,
        /// What came out instead.
        found: Vec<Trouble>,
    },
}

/// A place in a file.
#[derive(Clone, Debug)]
pub struct Place {
    /// The text.
    pub source: Arc<Source>,
    /// Where in it.
    pub span: Span,
}

impl Place {
    fn of(placed: Placed<'_>) -> Self {
        Self { source: placed.source.clone(), span: placed.node.span }
    }

    /// Line and column of its start.
    pub fn position(&self) -> Position {
        self.source.position(self.span.start)
    }
}

/// Runs the cases of a file whose ids are `selected`.
pub fn run_file(
    file: &ScenarioFile,
    documents: &dyn Documents,
    selected: &dyn Fn(&str) -> bool,
) -> FileReport {
    let name = file.source().name().to_owned();
    match file.document() {
        Ok(document) => {
            let mut run = Run {
                strict: PolicyReader::new(documents, Reading::Strict),
                as_stored: PolicyReader::new(documents, Reading::AsStored),
            };
            let cases = run.document(&document, &name, selected);
            let mut warnings = run.strict.take_warnings();
            warnings.extend(run.as_stored.take_warnings());
            FileReport { name, cases: Ok(cases), warnings }
        }
        Err(troubles) => FileReport { name, cases: Err(troubles), warnings: Vec::new() },
    }
}

/// The policies of one file, each read and compiled once.
struct Run<'d> {
    strict: PolicyReader<'d>,
    as_stored: PolicyReader<'d>,
}

impl<'d> Run<'d> {
    fn document(
        &mut self,
        document: &Document<'_>,
        file: &str,
        selected: &dyn Fn(&str) -> bool,
    ) -> Vec<CaseReport> {
        let id_of = |name: &str| Some(format!("{file}#{name}")).filter(|id| selected(id));
        let mut reports = Vec::new();
        for case in &document.cases {
            match document.cells(case) {
                Ok(cells) => {
                    for cell in &cells {
                        let report = |id| CaseReport { id, outcome: self.cell(cell) };
                        reports.extend(id_of(&cell.id).map(report));
                    }
                }
                Err(trouble) => {
                    let report = |id| CaseReport { id, outcome: Outcome::Errored(vec![trouble]) };
                    reports.extend(id_of(case.name).map(report));
                }
            }
        }
        reports
    }

    fn reader(&mut self, reading: Reading) -> &mut PolicyReader<'d> {
        match reading {
            Reading::Strict => &mut self.strict,
            Reading::AsStored => &mut self.as_stored,
        }
    }

    fn cell(&mut self, cell: &Cell<'_>) -> Outcome {
        let reader = self.reader(cell.reading);
        match &cell.asked {
            Asked::Decision(fields) => match Question::read(fields, reader) {
                Ok(question) => judge_decision(cell, &question, reader.keys()),
                Err(troubles) => judge_troubles(cell, troubles),
            },
            Asked::Save(kind, policies) => judge_troubles(cell, save(*kind, policies, reader)),
        }
    }
}

/// Why these policies cannot be saved; nothing if they can.
fn save(kind: PolicyKind, policies: &[Placed<'_>], reader: &mut PolicyReader<'_>) -> Vec<Trouble> {
    let pointer = || "/policies".to_owned();
    let read = policies.iter().map(|policy| reader.policy(*policy, kind, &pointer));
    read.filter_map(Result::err).flatten().collect()
}

fn judge_troubles(cell: &Cell<'_>, troubles: Vec<Trouble>) -> Outcome {
    let Wanted::Error(code) = &cell.expectation.wanted else { return Outcome::Errored(troubles) };
    if troubles.iter().any(|trouble| trouble.diagnostic.code == &**code) {
        return Outcome::Passed;
    }
    let expected_at = Place::of(cell.expectation.place);
    let wanted = cell.expectation.wanted.clone();
    Outcome::Failed(vec![Mismatch::Error { wanted, expected_at, found: troubles }])
}

fn judge_decision(cell: &Cell<'_>, question: &Question, keys: &ContextKeys) -> Outcome {
    let verdict = Verdict::on::<false>(question, keys);
    let wanted = &cell.expectation.wanted;
    let is_wanted = wanted.is_met_by(verdict.decision);
    let reason_holds = || cell.because.iter().any(|because| because.holds(&verdict));
    if is_wanted && (cell.because.is_empty() || reason_holds()) {
        return Outcome::Passed;
    }
    let verdict = Arc::new(Verdict::on::<true>(question, keys));
    Outcome::Failed(vec![if is_wanted {
        let written = cell.because.first().map_or(cell.expectation.place, |one| one.place);
        Mismatch::Because { expected_at: Place::of(written), verdict }
    } else {
        let expected_at = Place::of(cell.expectation.place);
        Mismatch::Decision { wanted: wanted.clone(), expected_at, verdict }
    }])
}
