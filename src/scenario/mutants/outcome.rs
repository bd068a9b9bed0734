//! What came of mutants.

use std::sync::Arc;

use super::diff::Diff;
use super::mutant::Mutant;
use crate::evaluate::Decision;
use crate::scenario::{Percent, Place};
use crate::text::{TextEdit, apply_edits};

/// What came of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A case noticed, or a claim.
    Caught {
        /// Its id.
        case: String,
    },
    /// No request at hand makes the statement answer otherwise.
    Unasked,
    /// The statement answers otherwise, but what is decided stays the same.
    Masked {
        /// The first case of which that is true.
        case: String,
        /// What decides there.
        by: String,
    },
    /// A decision is another, and what is expected still holds.
    Loose {
        /// The first case of which that is true.
        case: String,
        /// What it decided.
        before: Decision,
        /// What it decides now.
        after: Decision,
    },
    /// It says the same of every request that AWS sends.
    Equivalent,
}

impl Outcome {
    /// Its name in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Caught { .. } => "caught",
            Self::Unasked => "unasked",
            Self::Masked { .. } => "masked",
            Self::Loose { .. } => "loose",
            Self::Equivalent => "equivalent",
        }
    }

    /// Whether no case noticed although one could have.
    pub fn survived(&self) -> bool {
        matches!(self, Self::Unasked | Self::Masked { .. } | Self::Loose { .. })
    }
}

/// A mutant and what came of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// `policies/home.json#drop-value:3:14`
    pub id: String,
    /// The policy's path.
    pub policy: Arc<str>,
    /// The mutant.
    pub mutant: Mutant,
    /// What changes, in the policy's text.
    pub place: Place,
    /// The change of the policy's text; `None` if its layout has no simple place for it, or the
    /// policy is not there at all.
    pub edits: Option<Vec<TextEdit>>,
    /// What came of it.
    pub outcome: Outcome,
}

/// All mutants of a run, worst first.
#[derive(Clone, Debug)]
pub struct MutantRun {
    /// Survivors that grant more, then those that do both, then those that grant less; within that
    /// by file and line. Then all others by file and line.
    pub judged: Vec<Judged>,
    /// The paths of the policies, in order.
    pub policies: Vec<Arc<str>>,
    /// How many cases and claims judged.
    pub cases: usize,
}

impl Judged {
    /// The change, line by line.
    pub fn diff(&self) -> Option<Diff> {
        let source = &self.place.source;
        self.edits.as_ref().map(|edits| Diff::between(source.text(), &apply_edits(source, edits)))
    }

    /// The id without the policy's path.
    pub fn name(&self) -> &str {
        self.id.get(self.policy.len() + 1..).unwrap_or(&self.id)
    }
}

/// How many mutants ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MutantSummary {
    /// Noticed.
    pub caught: usize,
    /// Not noticed.
    pub survived: usize,
    /// Not to be noticed.
    pub equivalent: usize,
}

impl MutantSummary {
    /// Counts mutants.
    pub fn of<'j>(judged: impl IntoIterator<Item = &'j Judged>) -> Self {
        let mut summary = Self::default();
        for one in judged {
            match one.outcome {
                Outcome::Caught { .. } => summary.caught += 1,
                Outcome::Equivalent => summary.equivalent += 1,
                Outcome::Unasked | Outcome::Masked { .. } | Outcome::Loose { .. } => {
                    summary.survived += 1;
                }
            }
        }
        summary
    }

    /// How many can be noticed.
    pub fn counted(&self) -> usize {
        self.caught + self.survived
    }

    /// How many of a hundred were noticed, rounded down; a hundred if there was nothing to notice.
    pub fn percent(&self) -> usize {
        (self.caught * 100).checked_div(self.counted()).unwrap_or(100)
    }

    /// Whether that is as much as was asked for.
    pub fn reaches(&self, percent: Percent) -> bool {
        percent.is_reached_by(self.caught, self.counted())
    }
}

impl MutantRun {
    /// How many ended how.
    pub fn summary(&self) -> MutantSummary {
        MutantSummary::of(&self.judged)
    }
}
