//! Leave to break a claim for a while.

use super::callers::{Who, chosen};
use super::claim::{Claim, ClaimKind};
use crate::bundle::{Placed, Trouble};
use crate::scenario::document::Document;
use crate::scenario::place::Place;
use crate::text::quote;
use crate::value_set::Instant;

/// A day in seconds.
const DAY: i64 = 24 * 60 * 60;

pub(in crate::scenario) const WAIVER_FIELDS: &[&str] = &["until", "reason", "principals"];

/// Leave to break a claim for a while.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Its last day, `2026-12-31`.
    pub until: String,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub place: Place,
    /// Whether its last day is over.
    pub has_ended: bool,
}

impl<'n> Document<'n> {
    /// The waiver of a claim, with whom it is about; everybody if it names nobody.
    ///
    /// # Errors
    /// Its first mistake, or that nobody says which day it is.
    pub(super) fn waiver(
        &self,
        claim: &Claim<'n>,
    ) -> Result<Option<(Waiver, Option<Vec<Who<'n>>>)>, Trouble> {
        let Some(place) = claim.fields.some("waiver") else { return Ok(None) };
        let fields = place.fields(WAIVER_FIELDS)?;
        let needed = |name: &str| {
            let message = format!("the waiver has no {}", quote(name));
            fields.some(name).ok_or_else(|| place.trouble("missing-field", message))
        };
        let reason = needed("reason")?.text()?;
        if reason.trim().is_empty() {
            return Err(needed("reason")?.trouble("missing-field", "the reason is empty"));
        }
        let until = needed("until")?;
        let last = last_moment(until)?;
        if let (ClaimKind::NoNewAccess, Some(stray)) = (claim.kind, fields.get("principals")) {
            return Err(stray.trouble("unknown-field", "policies are compared, not principals"));
        }
        let whom = fields.some("principals").map(|whom| chosen(self, whom)).transpose()?;
        let today = self.today(claim)?.ok_or_else(|| {
            let message = "whether this waiver has ended hangs on `now`, which nobody says";
            until.trouble("missing-now", message)
        })?;
        let (until, reason) = (until.text()?.to_owned(), reason.to_owned());
        let waiver = Waiver { until, reason, place: Place::of(place), has_ended: today > last };
        Ok(Some((waiver, whom)))
    }

    /// The time: as the claim or the file says, else as the clock does.
    fn today(&self, claim: &Claim<'n>) -> Result<Option<i64>, Trouble> {
        let said = claim.fields.get("now").or_else(|| self.nearest("now"));
        let Some(said) = said.filter(|said| !said.is_null()) else { return Ok(self.clock) };
        let instant = Instant::parse(said.text()?).map(Instant::epoch_seconds);
        instant.map(Some).ok_or_else(|| {
            said.trouble("invalid-request", "this is not a time: expected `2026-03-01T09:00:00Z`")
        })
    }
}

/// The last second of a day.
fn last_moment(until: Placed<'_>) -> Result<i64, Trouble> {
    let text = until.text()?;
    let is_day = text.len() == "2026-12-31".len() && text.matches('-').count() == 2;
    let begins = Instant::parse(text).filter(|_| is_day).map(Instant::epoch_seconds);
    begins.and_then(|begins| begins.checked_add(DAY - 1)).ok_or_else(|| {
        let message = format!("{} is not a day: expected `2026-12-31`", quote(text));
        until.trouble("invalid-day", message)
    })
}
