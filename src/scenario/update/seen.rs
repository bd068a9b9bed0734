//! What came of one cell, and what it should expect instead.

use std::sync::Arc;

use super::change::Change;
use crate::bundle::{Trouble, Verdict};
use crate::evaluate::Decision;
use crate::scenario::because::Because;
use crate::scenario::cases::{Cell, Choices};
use crate::scenario::expectation::Wanted;
use crate::scenario::judge::{Mismatch, Outcome};
use crate::scenario::missing::what_is_missing;
use crate::scenario::run::CaseReport;
use crate::text::Node;

/// A cell that was asked.
pub(super) struct Seen<'n> {
    pub(super) choices: Choices,
    pub(super) cell: Cell<'n>,
    id: String,
    came_out: CameOut,
}

enum CameOut {
    /// As expected, or nobody asked to change it.
    AsExpected,
    Decided(Arc<Verdict>),
    Mistaken(Trouble),
}

/// What should be expected of the reasons of a cell that stays where its expectation is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reason {
    /// What is written holds.
    Holds,
    /// This statement decides instead.
    Other(Node),
    /// There is nothing to name.
    Nothing,
}

impl<'n> Seen<'n> {
    /// # Errors
    /// If nothing that could be written is what came out.
    pub(super) fn new(
        choices: Choices,
        cell: Cell<'n>,
        report: &CaseReport,
        is_selected: bool,
    ) -> Result<Self, Vec<Trouble>> {
        let came_out = match &report.outcome {
            _ if !is_selected => CameOut::AsExpected,
            Outcome::Passed | Outcome::Waived(..) | Outcome::Failed(Mismatch::Claim(_)) => {
                CameOut::AsExpected
            }
            // INVARIANT: a mistake is never made an expectation where a decision was one.
            Outcome::Errored(found) => return Err(found.clone()),
            Outcome::Failed(Mismatch::Error { found, .. }) => mistaken(&cell, found)?,
            Outcome::Failed(
                Mismatch::Decision { verdict, .. }
                | Mismatch::Because { verdict, .. }
                | Mismatch::Missing { verdict, .. },
            ) => CameOut::Decided(verdict.clone()),
        };
        Ok(Self { choices, cell, id: report.id.clone(), came_out })
    }

    pub(super) fn changes(&self) -> bool {
        !matches!(self.came_out, CameOut::AsExpected)
    }

    /// What it should expect.
    pub(super) fn target(&self) -> Wanted {
        let wanted = &self.cell.expectation.wanted;
        match &self.came_out {
            CameOut::AsExpected => wanted.clone(),
            CameOut::Decided(verdict) if wanted.is_met_by(verdict.decision) => wanted.clone(),
            CameOut::Decided(verdict) => Wanted::Decision(verdict.decision),
            CameOut::Mistaken(trouble) => Wanted::Error(trouble.diagnostic.code.into()),
        }
    }

    /// What `because` should say.
    pub(super) fn because(&self) -> Reason {
        let because = &self.cell.because;
        match &self.came_out {
            CameOut::AsExpected => Reason::Holds,
            CameOut::Decided(_) if because.is_empty() => Reason::Holds,
            CameOut::Mistaken(_) => Reason::Nothing,
            CameOut::Decided(verdict) => {
                if because.iter().any(|because| because.holds(verdict)) {
                    return Reason::Holds;
                }
                let names_layers = because.iter().any(Because::describes_layer_only);
                let layer = || layer(verdict).filter(|_| names_layers);
                statement(verdict).or_else(layer).map_or(Reason::Nothing, Reason::Other)
            }
        }
    }

    /// What `because` should say if the cell gets an expectation of its own.
    pub(super) fn own_because(&self) -> Option<Node> {
        let CameOut::Decided(verdict) = &self.came_out else { return None };
        statement(verdict).filter(|_| !self.cell.because.is_empty())
    }

    /// What `missing` should say.
    pub(super) fn missing(&self) -> Reason {
        let missing = self.cell.missing.as_ref();
        match (&self.came_out, missing) {
            (CameOut::AsExpected, _) | (_, None) => Reason::Holds,
            (CameOut::Mistaken(_), Some(_)) => Reason::Nothing,
            (CameOut::Decided(verdict), Some(missing)) => {
                if self.target().may_hang() && missing.holds(verdict) {
                    return Reason::Holds;
                }
                self.own_missing().map_or(Reason::Nothing, Reason::Other)
            }
        }
    }

    /// What `missing` should say if the cell gets an expectation of its own.
    pub(super) fn own_missing(&self) -> Option<Node> {
        let CameOut::Decided(verdict) = &self.came_out else { return None };
        let names = what_is_missing(verdict);
        let can_say = self.cell.missing.is_some() && self.target().may_hang() && !names.is_empty();
        can_say.then(|| Node::of_items(names.into_iter().map(Node::of_text)))
    }

    pub(super) fn change(&self) -> Option<Change> {
        let from = self.cell.expectation.wanted.clone();
        let (to, id) = (self.target(), self.id.clone());
        match &self.came_out {
            CameOut::AsExpected => None,
            CameOut::Decided(verdict) => Some(Change::decided(id, from, to, verdict)),
            CameOut::Mistaken(trouble) => Some(Change::mistaken(id, from, to, trouble)),
        }
    }
}

fn mistaken(cell: &Cell<'_>, found: &[Trouble]) -> Result<CameOut, Vec<Trouble>> {
    match found.first() {
        Some(trouble) if trouble.diagnostic.code == Trouble::UNREADABLE => Err(found.to_vec()),
        Some(trouble) => Ok(CameOut::Mistaken(trouble.clone())),
        None => {
            let message = "the policies can be saved: there is no mistake to expect";
            Err(vec![cell.expectation.place.trouble(super::NOT_IN_PLACE, message)])
        }
    }
}

/// Describes the statement that decides.
fn statement(verdict: &Verdict) -> Option<Node> {
    if !matches!(verdict.decision, Decision::Allowed | Decision::ExplicitDeny) {
        return None;
    }
    let statement = verdict.deciding()?.explanation.matched.first()?;
    let which = match &statement.sid {
        Some(sid) => ("sid", Node::of_text(sid.clone())),
        None => ("index", Node::of_count(statement.index)),
    };
    let layer = Node::of_text(statement.layer.policy_type.field());
    Some(Node::of_members([("policyType", layer), which]))
}

/// Describes the layer that decides.
fn layer(verdict: &Verdict) -> Option<Node> {
    let layer = verdict.deciding()?.explanation.decided_by?;
    let level = layer.level.map(|level| ("level", Node::of_count(level)));
    let policy_type = ("policyType", Node::of_text(layer.policy_type.field()));
    Some(Node::of_members([policy_type].into_iter().chain(level)))
}
