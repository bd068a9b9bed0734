//! The cases and claims without any mutant: what they decide, and which statements they ask.

use std::sync::{Arc, Mutex, PoisonError};

use super::gathered::Gathered;
use super::listener::{Heard, StatementListener};
use super::under_test::UnderTest;
use crate::bundle::{Documents, Placed, Question, Text, Trouble, Verdict};
use crate::catalog::Catalog;
use crate::evaluate::{Decision, evaluate};
use crate::policy::Reading;
use crate::request::{ContextKeys, RequestContext};
use crate::scenario::cases::{Asked, Cell};
use crate::scenario::claims::{Proofs, Standing};
use crate::scenario::document::{Case, Document};
use crate::scenario::file::ScenarioFile;
use crate::scenario::judge::Outcome;
use crate::scenario::place::Place;
use crate::scenario::run::{CaseReport, FileReport, Readers, save};
use crate::text::{Source, in_parallel};

/// Which cases judge, and which policies are judged.
#[derive(Clone, Copy)]
pub struct MutantFilter<'a> {
    /// Whether the case of that id judges.
    pub case: &'a (dyn Fn(&str) -> bool + Sync),
    /// Whether the policy of that path is judged.
    pub policy: &'a (dyn Fn(&str) -> bool + Sync),
}

/// The cases and claims without any mutant, and the policies that they ask.
pub struct Baseline<'n> {
    pub(super) cells: Vec<BaselineCell<'n>>,
    pub(super) claims: Vec<Standing<'n>>,
    pub(super) keys: Vec<ContextKeys>,
    pub(super) policies: Vec<UnderTest>,
    /// The files with a case or claim that fails or has no answer, or that cannot be read.
    pub troubled: Vec<FileReport>,
    /// How many cases and claims were run.
    pub cases: usize,
}

/// A cell that came out as expected.
pub(super) struct BaselineCell<'n> {
    pub(super) id: String,
    pub(super) cell: Cell<'n>,
    pub(super) reader: usize,
    pub(super) question: Question,
    pub(super) contexts: Vec<RequestContext>,
    pub(super) decisions: Vec<Decision>,
    pub(super) heard: Vec<Vec<Heard>>,
}

impl BaselineCell<'_> {
    /// What the call comes to.
    pub(super) fn decision(&self) -> Decision {
        strictest(&self.decisions)
    }
}

// AWS: R-10
pub(super) fn strictest(decisions: &[Decision]) -> Decision {
    decisions.iter().copied().max().unwrap_or(Decision::ImplicitDeny)
}

/// One scenario file, run.
pub(super) struct RunFile<'n> {
    pub(super) cells: Vec<BaselineCell<'n>>,
    pub(super) claims: Vec<Standing<'n>>,
    pub(super) keys: [ContextKeys; 2],
    pub(super) opened: Vec<Text>,
    pub(super) cases: usize,
    pub(super) trouble: Option<FileReport>,
}

impl<'n> Baseline<'n> {
    /// Runs the cases of all files.
    pub fn of(
        files: &'n [ScenarioFile],
        documents: &(dyn Documents + Sync),
        filter: MutantFilter<'_>,
    ) -> Self {
        let run = |file: &'n ScenarioFile| run_file(file, documents, filter);
        let runs: Vec<RunFile<'n>> = in_parallel(files, run);
        let mut gathered = Gathered::default();
        for run in runs {
            gathered.add(run, filter);
        }
        gathered.finish()
    }

    /// How many policies are judged.
    pub fn policies(&self) -> usize {
        self.policies.len()
    }
}

/// Remembers which files were opened.
struct Opened<'d> {
    documents: &'d dyn Documents,
    texts: Mutex<Vec<Text>>,
}

impl Documents for Opened<'_> {
    fn catalog(&self) -> Option<&Catalog> {
        self.documents.catalog()
    }

    fn open(&self, from: &Source, path: &str) -> Result<Text, Result<Trouble, String>> {
        let text = self.documents.open(from, path)?;
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).push(text.clone());
        Ok(text)
    }
}

fn run_file<'n>(
    file: &'n ScenarioFile,
    documents: &(dyn Documents + Sync),
    filter: MutantFilter<'_>,
) -> RunFile<'n> {
    let opened = Opened { documents, texts: Mutex::default() };
    let name = file.source().name();
    let mut run = Run {
        filter,
        readers: Readers::new(&opened),
        cells: Vec::new(),
        claims: Vec::new(),
        failing: Vec::new(),
        cases: 0,
    };
    let unreadable = match file.document() {
        Ok(document) => {
            document.cases.iter().for_each(|case| run.case(&document, case));
            run.claims(&document, &opened);
            None
        }
        Err(troubles) => Some(FileReport::unreadable(name.to_owned(), troubles)),
    };
    let Run { mut readers, cells, claims, failing, cases, .. } = run;
    let keys = READINGS.map(|reading| readers.reader(reading).keys().clone());
    drop(readers);
    let failing = (!failing.is_empty()).then(|| FileReport {
        name: name.to_owned(),
        cases: Ok(failing),
        warnings: Vec::new(),
        unused: Vec::new(),
    });
    let trouble = unreadable.or(failing);
    let opened = opened.texts.into_inner().unwrap_or_else(PoisonError::into_inner);
    RunFile { cells, claims, keys, opened, cases, trouble }
}

const READINGS: [Reading; 2] = [Reading::Strict, Reading::AsStored];

/// A file under way.
struct Run<'n, 'r> {
    filter: MutantFilter<'r>,
    readers: Readers<'r>,
    cells: Vec<BaselineCell<'n>>,
    claims: Vec<Standing<'n>>,
    failing: Vec<CaseReport>,
    cases: usize,
}

type CameOut<'n> = (Option<Decision>, Outcome, Option<BaselineCell<'n>>);

impl<'n> Run<'n, '_> {
    fn case(&mut self, document: &Document<'n>, case: &Case<'n>) {
        let (place, selected) = (Place::of(case.place), self.filter.case);
        for (id, cell) in document.cells_by_id(case).filter(|(id, _)| selected(id)) {
            self.take(id, &place, cell);
        }
    }

    fn claims(&mut self, document: &Document<'n>, documents: &dyn Documents) {
        let reader = self.readers.reader(Reading::Strict);
        let proofs = Proofs::new(document, documents, self.filter.case, reader);
        let (reports, standing) = proofs.stand();
        self.cases += reports.len();
        self.claims.extend(standing);
        let fails =
            |one: &CaseReport| matches!(one.outcome, Outcome::Failed(_) | Outcome::Errored(_));
        self.failing.extend(reports.into_iter().filter(fails));
    }

    fn take(&mut self, id: String, place: &Place, cell: Result<Cell<'n>, Trouble>) {
        self.cases += 1;
        let expected = cell.as_ref().ok().map(|cell| cell.expectation.wanted.clone());
        let (decision, outcome, cell) = match cell {
            Ok(cell) => self.cell(&id, cell),
            Err(trouble) => (None, Outcome::Errored(vec![trouble]), None),
        };
        self.cells.extend(cell);
        if !matches!(outcome, Outcome::Passed) {
            let place = place.clone();
            self.failing.push(CaseReport { id, place, claim: None, expected, decision, outcome });
        }
    }

    fn cell(&mut self, id: &str, cell: Cell<'n>) -> CameOut<'n> {
        let reader = self.readers.reader(cell.reading);
        match &cell.asked {
            Asked::Save(kind, policies) => {
                let policies: &[Placed<'_>] = policies;
                (None, cell.judge_troubles(save(*kind, policies, reader)), None)
            }
            Asked::Decision(fields) => match Question::read(fields, reader) {
                Ok(question) => self.decide(id, cell, question),
                Err(troubles) => (None, cell.judge_troubles(troubles), None),
            },
        }
    }

    fn decide(&mut self, id: &str, cell: Cell<'n>, question: Question) -> CameOut<'n> {
        let keys = self.readers.reader(cell.reading).keys();
        let (mut contexts, mut decisions, mut heard) = (Vec::new(), Vec::new(), Vec::new());
        for (context, policies) in question.contexts(keys) {
            let mut listener = StatementListener::default();
            decisions.push(evaluate(policies, &context, &mut listener));
            heard.push(listener.heard);
            contexts.push(context);
        }
        let decision = strictest(&decisions);
        if !cell.expectation.wanted.is_met_by(decision) || hangs_on_reasons(&cell) {
            let verdict = Arc::new(Verdict::on::<false>(&question, keys));
            if let Some(mismatch) = cell.mismatch(verdict) {
                return (Some(decision), Outcome::Failed(mismatch), None);
            }
        }
        let reader = usize::from(cell.reading == Reading::AsStored);
        let id = id.to_owned();
        let cell = BaselineCell { id, cell, reader, question, contexts, decisions, heard };
        (Some(decision), Outcome::Passed, Some(cell))
    }
}

/// Whether more than the decision is expected.
pub(super) fn hangs_on_reasons(cell: &Cell<'_>) -> bool {
    !cell.because.is_empty() || cell.missing.is_some()
}
