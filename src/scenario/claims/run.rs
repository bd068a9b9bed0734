//! Tests the claims of a file.

use std::sync::Arc;

use super::broken::Broken;
use super::callers::Who;
use super::cells::Prepared;
use super::claim::{Claim, ClaimKind};
use super::compared::{Comparing, Comparisons};
use super::prove::{Findings, Proof};
use super::scope::Scope;
use super::waiver::Waiver;
use crate::bundle::{Documents, PolicyReader, Trouble};
use crate::catalog::Catalog;
use crate::scenario::document::Document;
use crate::scenario::judge::{Mismatch, Outcome};
use crate::scenario::place::Place;
use crate::scenario::run::CaseReport;
use crate::text::{Diagnostic, quote};

/// The claims of a file under way.
pub(in crate::scenario) struct Proofs<'d, 'n, 'r> {
    pub(super) document: &'d Document<'n>,
    pub(super) documents: &'d dyn Documents,
    selected: &'d dyn Fn(&str) -> bool,
    pub(super) reader: &'d mut PolicyReader<'r>,
    remarks: Vec<Trouble>,
}

/// The waiver of a claim, and whom it is about.
type OfClaim<'n> = Option<(Waiver, Option<Vec<Who<'n>>>)>;

impl<'d, 'n, 'r> Proofs<'d, 'n, 'r> {
    /// Nothing is tested yet.
    pub(in crate::scenario) fn new(
        document: &'d Document<'n>,
        documents: &'d dyn Documents,
        selected: &'d dyn Fn(&str) -> bool,
        reader: &'d mut PolicyReader<'r>,
    ) -> Self {
        Self { document, documents, selected, reader, remarks: Vec::new() }
    }

    /// What came of all claims, and what is to be said beside.
    pub(in crate::scenario) fn run(mut self) -> (Vec<CaseReport>, Vec<Trouble>) {
        let mut reports = Vec::new();
        for claim in &self.document.claims {
            reports.extend(self.claim(claim));
        }
        (reports, self.remarks)
    }

    pub(super) fn catalog(&self) -> &'d Catalog {
        let documents: &'d dyn Documents = self.documents;
        documents.catalog().unwrap_or(Catalog::embedded())
    }

    /// What came of a claim.
    pub(super) fn claim(&mut self, claim: &Claim<'n>) -> Vec<CaseReport> {
        if claim.kind == ClaimKind::NoNewAccess {
            self.documents.beside(&|| Comparisons::places(claim));
        }
        let waiver = self.document.waiver(claim).map_err(|trouble| vec![trouble]);
        let prepared = self.document.prepare(claim);
        let (waiver, prepared) = match (waiver, prepared) {
            (Ok(waiver), Ok(prepared)) => (waiver, prepared),
            (waiver, prepared) => {
                let id = claim.id(None);
                if !(self.selected)(&id) {
                    return Vec::new();
                }
                let troubles = waiver.err().into_iter().chain(prepared.err()).flatten().collect();
                return vec![report(claim, id, Outcome::Errored(troubles))];
            }
        };
        let ids = prepared.ids(claim);
        match &prepared {
            Prepared::Requests { scope, callers, .. } => {
                self.requests(claim, (scope, callers), &ids, &waiver)
            }
            Prepared::Policies(comparisons) => self.policies(claim, comparisons, &ids, &waiver),
        }
    }

    fn requests(
        &mut self,
        claim: &Claim<'n>,
        (scope, callers): (&Scope<'n>, &[Who<'n>]),
        ids: &[String],
        waiver: &OfClaim<'n>,
    ) -> Vec<CaseReport> {
        let (document, catalog) = (self.document, self.catalog());
        let mut reports = Vec::new();
        for (who, id) in callers.iter().zip(ids) {
            if !(self.selected)(id) {
                continue;
            }
            if reports.is_empty() {
                self.remarks.extend(scope.unknown_actions(catalog));
            }
            let found = Proof { document, claim, scope, who, catalog }.run(self.reader);
            let is_about = |whom: &[Who<'n>]| whom.iter().any(|one| one.is(who));
            let waiver = waiver
                .as_ref()
                .filter(|(_, whom)| whom.as_deref().is_none_or(is_about))
                .map(|(waiver, _)| waiver);
            reports.push(report(claim, id.clone(), self.judge(claim, found, waiver)));
        }
        reports
    }

    fn policies(
        &mut self,
        claim: &Claim<'n>,
        comparisons: &Comparisons<'n>,
        ids: &[String],
        waiver: &OfClaim<'n>,
    ) -> Vec<CaseReport> {
        let comparing = Comparing { documents: self.documents, catalog: self.catalog() };
        let waiver = waiver.as_ref().map(|(waiver, _)| waiver);
        let mut reports = Vec::new();
        for (compared, id) in comparisons.policies.iter().zip(ids) {
            if !(self.selected)(id) {
                continue;
            }
            if compared.is_gone {
                let message = format!("the policy {} is gone", quote(&compared.name));
                let span = compared.written.node.span;
                let diagnostic = Diagnostic::warning("policy-gone", span, message);
                let source = compared.written.source.clone();
                self.remarks.push(Trouble { diagnostic, source });
            }
            let found = comparing.run(compared, &comparisons.baseline);
            reports.push(report(claim, id.clone(), self.judge(claim, found, waiver)));
        }
        reports
    }

    /// What comes of findings under the waiver that counts for them.
    fn judge(
        &mut self,
        claim: &Claim<'n>,
        findings: Result<Findings, Vec<Trouble>>,
        waiver: Option<&Waiver>,
    ) -> Outcome {
        let Findings { found, unproven } = match findings {
            Ok(findings) => findings,
            Err(troubles) => return Outcome::Errored(troubles),
        };
        let holds = found.is_empty() && unproven.is_none();
        let (ended, current) = match waiver {
            Some(waiver) if waiver.has_ended => (Some(waiver.clone()), None),
            other => (None, other),
        };
        if holds {
            self.remarks.extend(current.map(not_needed));
            return Outcome::Passed;
        }
        let unproven = unproven.filter(|_| found.is_empty());
        let expected_at = Place::of(claim.named_at());
        let broken = Broken { kind: claim.kind, expected_at, found, unproven, ended };
        let mismatch = Mismatch::Claim(Arc::new(broken));
        match current {
            Some(waiver) => Outcome::Waived(waiver.clone(), mismatch),
            None => Outcome::Failed(mismatch),
        }
    }
}

fn not_needed(waiver: &Waiver) -> Trouble {
    let message = "the claim holds without this waiver";
    let diagnostic = Diagnostic::warning("unneeded-waiver", waiver.place.span, message);
    Trouble { diagnostic, source: waiver.place.source.clone() }
}

fn report(claim: &Claim<'_>, id: String, outcome: Outcome) -> CaseReport {
    CaseReport {
        id,
        place: Place::of(claim.place),
        claim: Some(claim.kind),
        expected: None,
        decision: None,
        outcome,
    }
}
