//! Runs a scenario file.

use std::sync::Arc;

use super::because::Because;
use super::cases::{Asked, Cell};
use super::document::{Document, ScenarioFile};
use super::expectation::Wanted;
use crate::aws::PolicyKind;
use crate::bundle::{Documents, Placed, PolicyReader, Question, QuestionFields, Trouble, Verdict};
use crate::policy::Reading;
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

enum Answer {
    Decided(Box<Question>, Arc<Verdict>),
    Saved,
    None(Vec<Trouble>),
}

impl<'d> Run<'d> {
    fn document(
        &mut self,
        document: &Document<'_>,
        file: &str,
        selected: &dyn Fn(&str) -> bool,
    ) -> Vec<CaseReport> {
        let mut reports = Vec::new();
        for case in &document.cases {
            match document.cells(case) {
                Ok(cells) => {
                    for cell in cells {
                        let id = format!("{file}#{}", cell.id);
                        if selected(&id) {
                            reports.push(CaseReport { id, outcome: self.cell(&cell) });
                        }
                    }
                }
                Err(trouble) => {
                    let id = format!("{file}#{}", case.name);
                    if selected(&id) {
                        reports.push(CaseReport { id, outcome: Outcome::Errored(vec![trouble]) });
                    }
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
        let answer = match &cell.asked {
            Asked::Decision(fields) => decide(fields, reader),
            Asked::Save(kind, policies) => save(*kind, policies, reader),
        };
        match (&cell.expectation.wanted, answer) {
            (Wanted::Error(code), Answer::None(troubles)) => {
                let is_it = |trouble: &Trouble| trouble.diagnostic.code == &**code;
                if troubles.iter().any(is_it) { Outcome::Passed } else { no_error(cell, troubles) }
            }
            (Wanted::Error(_), Answer::Saved) => no_error(cell, Vec::new()),
            (Wanted::Error(_), Answer::Decided(question, _)) => {
                wrong_decision(cell, Arc::new(Verdict::on::<true>(&question, reader.keys())))
            }
            (_, Answer::None(troubles)) => Outcome::Errored(troubles),
            (_, Answer::Saved) => Outcome::Passed,
            (wanted, Answer::Decided(question, verdict)) => {
                let is_wanted = wanted.is_met_by(verdict.decision);
                if is_wanted && reason_holds(&cell.because, &verdict) {
                    return Outcome::Passed;
                }
                let in_full = Arc::new(Verdict::on::<true>(&question, reader.keys()));
                if is_wanted { wrong_reason(cell, in_full) } else { wrong_decision(cell, in_full) }
            }
        }
    }
}

fn decide(fields: &QuestionFields<'_>, reader: &mut PolicyReader<'_>) -> Answer {
    match Question::read(fields, reader) {
        Ok(question) => {
            let verdict = Arc::new(Verdict::on::<false>(&question, reader.keys()));
            Answer::Decided(Box::new(question), verdict)
        }
        Err(troubles) => Answer::None(troubles),
    }
}

fn save(kind: PolicyKind, policies: &[Placed<'_>], reader: &mut PolicyReader<'_>) -> Answer {
    let pointer = || "/policies".to_owned();
    let read = policies.iter().map(|policy| reader.policy(*policy, kind, &pointer));
    let troubles: Vec<Trouble> = read.filter_map(Result::err).flatten().collect();
    if troubles.is_empty() { Answer::Saved } else { Answer::None(troubles) }
}

fn reason_holds(because: &[Because<'_>], verdict: &Verdict) -> bool {
    because.is_empty() || because.iter().any(|one| one.holds(verdict))
}

fn no_error(cell: &Cell<'_>, found: Vec<Trouble>) -> Outcome {
    let expected_at = Place::of(cell.expectation.place);
    let wanted = cell.expectation.wanted.clone();
    Outcome::Failed(vec![Mismatch::Error { wanted, expected_at, found }])
}

fn wrong_decision(cell: &Cell<'_>, verdict: Arc<Verdict>) -> Outcome {
    let expected_at = Place::of(cell.expectation.place);
    let wanted = cell.expectation.wanted.clone();
    Outcome::Failed(vec![Mismatch::Decision { wanted, expected_at, verdict }])
}

fn wrong_reason(cell: &Cell<'_>, verdict: Arc<Verdict>) -> Outcome {
    let at = cell.because.first().map_or(cell.expectation.place, |because| because.place);
    Outcome::Failed(vec![Mismatch::Because { expected_at: Place::of(at), verdict }])
}
