//! Holds an answer against what is expected of it.

use std::sync::Arc;

use super::askable::Askable;
use super::cases::Cell;
use super::claims::{Broken, Waiver};
use super::expectation::Wanted;
use super::place::Place;
use crate::bundle::{Trouble, Verdict};

/// What came of a question.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// What was expected.
    Passed,
    /// Something else.
    Failed(Mismatch),
    /// There is no answer.
    Errored(Vec<Trouble>),
    /// A claim that does not hold, with leave for now.
    Waived(Waiver, Mismatch),
}

impl Outcome {
    /// Whether nothing is to be done about it now.
    pub fn is_well(&self) -> bool {
        matches!(self, Self::Passed | Self::Waived(..))
    }
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
        /// The question, of the first failures of a file whose answer is to be turned.
        asked: Option<Arc<Askable>>,
    },
    /// The right decision, but made by other statements.
    Because {
        /// The decision that was expected.
        wanted: Wanted,
        /// Where the expected reason is written.
        expected_at: Place,
        /// What came out.
        verdict: Arc<Verdict>,
    },
    /// The right decision, but it hangs on other things.
    Missing {
        /// On what it should hang.
        wanted: Vec<String>,
        /// Where that is written.
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
    /// A claim about all requests is refuted, or not proven.
    Claim(Arc<Broken>),
}

impl Mismatch {
    /// Where the expectation is written.
    pub fn expected_at(&self) -> &Place {
        match self {
            Self::Decision { expected_at, .. }
            | Self::Because { expected_at, .. }
            | Self::Missing { expected_at, .. }
            | Self::Error { expected_at, .. } => expected_at,
            Self::Claim(broken) => &broken.expected_at,
        }
    }
}

impl Cell<'_> {
    /// Whether an answer is what is expected.
    pub fn is_met_by(&self, verdict: &Verdict) -> bool {
        self.expectation.wanted.is_met_by(verdict.decision)
            && self.reason_holds(verdict)
            && self.missing.as_ref().is_none_or(|missing| missing.holds(verdict))
    }

    fn reason_holds(&self, verdict: &Verdict) -> bool {
        self.because.is_empty() || self.because.iter().any(|because| because.holds(verdict))
    }

    /// How an answer differs from what is expected, if it does.
    pub(super) fn mismatch(&self, verdict: Arc<Verdict>) -> Option<Mismatch> {
        let wanted = &self.expectation.wanted;
        if !wanted.is_met_by(verdict.decision) {
            let expected_at = Place::of(self.expectation.place);
            let (wanted, asked) = (wanted.clone(), None);
            return Some(Mismatch::Decision { wanted, expected_at, verdict, asked });
        }
        if !self.reason_holds(&verdict) {
            let written = self.because.first().map_or(self.expectation.place, |one| one.place);
            let (wanted, expected_at) = (wanted.clone(), Place::of(written));
            return Some(Mismatch::Because { wanted, expected_at, verdict });
        }
        let missing = self.missing.as_ref().filter(|missing| !missing.holds(&verdict))?;
        let wanted = missing.names().map(str::to_owned).collect();
        Some(Mismatch::Missing { wanted, expected_at: Place::of(missing.place), verdict })
    }

    /// What comes of a question that has no answer.
    pub(super) fn judge_troubles(&self, troubles: Vec<Trouble>) -> Outcome {
        let wanted = &self.expectation.wanted;
        let Wanted::Error(code) = wanted else { return Outcome::Errored(troubles) };
        if troubles.iter().any(|trouble| trouble.diagnostic.code == &**code) {
            return Outcome::Passed;
        }
        let expected_at = Place::of(self.expectation.place);
        Outcome::Failed(Mismatch::Error { wanted: wanted.clone(), expected_at, found: troubles })
    }
}
