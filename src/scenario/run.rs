//! Runs a scenario file.

use std::sync::Arc;

use super::askable::{Askable, MOST_KEPT, is_opposite};
use super::cases::{Asked, Cell};
use super::claims::{ClaimKind, Proofs};
use super::document::{Case, Document};
use super::expectation::Wanted;
use super::file::ScenarioFile;
use super::judge::{Mismatch, Outcome};
use super::place::Place;
use crate::aws::PolicyKind;
use crate::bundle::{
    Detail, Documents, Listener, Placed, PolicyReader, Question, Trouble, Verdict,
};
use crate::evaluate::{Decision, Recorder, Silent};
use crate::policy::Reading;

/// What came of a file.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// Its path.
    pub name: String,
    /// What came of its cases, each cell in the order written; or why the file cannot be read.
    pub cases: Result<Vec<CaseReport>, Vec<Trouble>>,
    /// What is suspect in its policies.
    pub warnings: Vec<Trouble>,
    /// Its fixtures that no case uses, and what its claims leave to be said.
    pub unused: Vec<Trouble>,
}

impl FileReport {
    /// The report on a file that cannot be read.
    pub fn unreadable(name: String, troubles: Vec<Trouble>) -> Self {
        Self { name, cases: Err(troubles), warnings: Vec::new(), unused: Vec::new() }
    }
}

/// What came of one cell of a case.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// `file#name[principal=..,action=..]`
    pub id: String,
    /// Where the case begins.
    pub place: Place,
    /// What is claimed, if it is no case but a claim about all requests.
    pub claim: Option<ClaimKind>,
    /// What was expected; `None` if the case is mistaken.
    pub expected: Option<Wanted>,
    /// What was decided; `None` if there is no answer.
    pub decision: Option<Decision>,
    /// What came of it.
    pub outcome: Outcome,
}

impl CaseReport {
    /// The case's name and what tells its cells apart.
    pub fn name(&self) -> &str {
        self.id.get(self.place.source.name().len() + 1..).unwrap_or(&self.id)
    }
}

/// Hears how the cells of a file are decided.
pub trait CellListener: Listener {
    /// A cell is about to be asked.
    fn begin(&mut self, id: &str);
}

impl CellListener for Silent {
    fn begin(&mut self, _id: &str) {}
}

/// Runs the cases of a file whose ids are `selected`.
pub fn run_file<L: CellListener>(
    file: &ScenarioFile,
    documents: &dyn Documents,
    selected: &dyn Fn(&str) -> bool,
    listener: &mut L,
) -> FileReport {
    let name = file.source().name().to_owned();
    match file.document() {
        Ok(document) => {
            let mut run = Run::new(&document, documents, selected, listener);
            let mut cases = run.cases();
            let reader = run.readers.reader(Reading::Strict);
            let proofs = Proofs::new(&document, documents, selected, reader);
            let (claims, remarks) = proofs.run();
            cases.extend(claims);
            let mut unused = document.unused();
            unused.extend(remarks);
            let warnings = file.warnings().chain(run.readers.take_warnings()).collect();
            FileReport { name, cases: Ok(cases), warnings, unused }
        }
        Err(troubles) => FileReport::unreadable(name, troubles),
    }
}

/// What comes of the cases of a file, and of no claims.
///
/// # Errors
/// Every mistake outside the cases' questions.
pub(super) fn run_cases(
    file: &ScenarioFile,
    documents: &dyn Documents,
) -> Result<Vec<CaseReport>, Vec<Trouble>> {
    let document = file.document()?;
    Ok(Run::new(&document, documents, &|_| true, &mut Silent).cases())
}

/// The policies of one file, each read and compiled once for each way of reading.
pub struct Readers<'d> {
    strict: PolicyReader<'d>,
    as_stored: PolicyReader<'d>,
}

impl<'d> Readers<'d> {
    /// Nothing read yet.
    pub fn new(documents: &'d dyn Documents) -> Self {
        Self {
            strict: PolicyReader::new(documents, Reading::Strict),
            as_stored: PolicyReader::new(documents, Reading::AsStored),
        }
    }

    /// The same readers, compiling this finely.
    #[must_use]
    pub fn with_detail(self, detail: Detail) -> Self {
        Self {
            strict: self.strict.with_detail(detail),
            as_stored: self.as_stored.with_detail(detail),
        }
    }

    /// The reader that takes policies so.
    pub fn reader(&mut self, reading: Reading) -> &mut PolicyReader<'d> {
        match reading {
            Reading::Strict => &mut self.strict,
            Reading::AsStored => &mut self.as_stored,
        }
    }

    /// The warnings found so far; they are handed out once.
    pub fn take_warnings(&mut self) -> Vec<Trouble> {
        let mut warnings = self.strict.take_warnings();
        warnings.extend(self.as_stored.take_warnings());
        warnings
    }
}

/// A file under way.
struct Run<'d, 'n, 'l, L> {
    document: &'d Document<'n>,
    selected: &'l dyn Fn(&str) -> bool,
    listener: &'l mut L,
    readers: Readers<'l>,
    /// How many questions of failed cases are kept.
    kept: usize,
}

impl<'d, 'n, 'l, L: CellListener> Run<'d, 'n, 'l, L> {
    fn new(
        document: &'d Document<'n>,
        documents: &'l dyn Documents,
        selected: &'l dyn Fn(&str) -> bool,
        listener: &'l mut L,
    ) -> Self {
        let detail = if L::Recorder::VALUES { Detail::EachValue } else { Detail::Whole };
        let readers = Readers::new(documents).with_detail(detail);
        Self { document, selected, listener, readers, kept: 0 }
    }

    fn cases(&mut self) -> Vec<CaseReport> {
        let document = self.document;
        document.cases.iter().flat_map(|case| self.case(case)).collect()
    }

    fn case(&mut self, case: &Case<'_>) -> Vec<CaseReport> {
        let (place, selected) = (Place::of(case.place), self.selected);
        let cells = self.document.cells_by_id(case).filter(|(id, _)| selected(id));
        cells.map(|(id, cell)| self.report(id, place.clone(), cell)).collect()
    }

    fn report(&mut self, id: String, place: Place, cell: Result<Cell<'_>, Trouble>) -> CaseReport {
        self.listener.begin(&id);
        let expected = cell.as_ref().ok().map(|cell| cell.expectation.wanted.clone());
        let (decision, outcome) = match cell {
            Ok(cell) => self.cell(&cell),
            Err(trouble) => (None, Outcome::Errored(vec![trouble])),
        };
        CaseReport { id, place, claim: None, expected, decision, outcome }
    }

    fn cell(&mut self, cell: &Cell<'_>) -> (Option<Decision>, Outcome) {
        let reader = self.readers.reader(cell.reading);
        match &cell.asked {
            Asked::Decision(fields) => match Question::read(fields, reader) {
                Ok(question) => self.decide(cell, &question),
                Err(troubles) => (None, cell.judge_troubles(troubles)),
            },
            Asked::Save(kind, policies) => {
                (None, cell.judge_troubles(save(*kind, policies, reader)))
            }
        }
    }

    fn decide(&mut self, cell: &Cell<'_>, question: &Question) -> (Option<Decision>, Outcome) {
        let keys = self.readers.reader(cell.reading).keys();
        let verdict = Verdict::heard_by::<false, L>(self.listener, question, keys);
        let decision = Some(verdict.decision);
        if cell.is_met_by(&verdict) {
            return (decision, Outcome::Passed);
        }
        let verdict = Arc::new(Verdict::on::<true>(question, keys));
        let mut mismatch = cell.mismatch(verdict);
        if let Some(Mismatch::Decision { wanted, verdict, asked, .. }) = &mut mismatch
            && self.kept < MOST_KEPT
            && is_opposite(wanted, verdict.decision)
        {
            self.kept += 1;
            *asked = Some(Arc::new(Askable::new(question, keys)));
        }
        (decision, mismatch.map_or(Outcome::Passed, Outcome::Failed))
    }
}

/// Why these policies cannot be saved; nothing if they can.
pub(super) fn save(
    kind: PolicyKind,
    policies: &[Placed<'_>],
    reader: &mut PolicyReader<'_>,
) -> Vec<Trouble> {
    let pointer = || "/policies".to_owned();
    let read = policies.iter().map(|policy| reader.policy(*policy, kind, &pointer));
    read.filter_map(Result::err).flatten().collect()
}
