//! What a claim comes to: one cell for each caller, or for each policy.

use super::callers::{Who, callers};
use super::claim::{Claim, ClaimKind};
use super::compared::Comparisons;
use super::scope::Scope;
use crate::bundle::Trouble;
use crate::scenario::document::Document;

/// A claim that is ready to be tested.
pub(super) enum Prepared<'n> {
    /// About requests of these callers; ids may have to tell them apart.
    Requests { scope: Box<Scope<'n>>, callers: Vec<Who<'n>>, tells_apart: bool },
    /// About these policies.
    Policies(Box<Comparisons<'n>>),
}

impl<'n> Document<'n> {
    /// # Errors
    /// Every mistake in the claim as a whole.
    pub(super) fn prepare(&self, claim: &Claim<'n>) -> Result<Prepared<'n>, Vec<Trouble>> {
        let one = |trouble| vec![trouble];
        if claim.kind == ClaimKind::NoNewAccess {
            let comparisons = Comparisons::read(self, claim).map_err(one)?;
            return Ok(Prepared::Policies(comparisons.into()));
        }
        let scope = Scope::read(self, claim)?.into();
        let principal = claim.needed("principal").map_err(one)?;
        let except = claim.fields.some("except");
        let (callers, tells_apart) = callers(self, principal, except).map_err(one)?;
        Ok(Prepared::Requests { scope, callers, tells_apart })
    }

    /// The ids of a claim, `file#name[principal=..]`; one for a claim that is mistaken.
    pub fn claim_ids(&self, claim: &Claim<'n>) -> Vec<String> {
        match self.prepare(claim) {
            Ok(prepared) => prepared.ids(claim),
            Err(_) => vec![claim.id(None)],
        }
    }
}

impl Claim<'_> {
    /// `file#name[principal=..]`
    pub(super) fn id(&self, part: Option<(&str, &str)>) -> String {
        let (file, name) = (self.place.source.name(), &self.name);
        let part = part.map_or_else(String::new, |(field, what)| format!("[{field}={what}]"));
        format!("{file}#{name}{part}")
    }
}

impl Prepared<'_> {
    /// The ids of the cells in their order.
    pub(super) fn ids(&self, claim: &Claim<'_>) -> Vec<String> {
        match self {
            Self::Requests { callers, tells_apart, .. } => {
                let part = |who: &Who<'_>| {
                    let part = tells_apart.then_some(("principal", &*who.label));
                    claim.id(part)
                };
                callers.iter().map(part).collect()
            }
            Self::Policies(comparisons) => {
                let policies = comparisons.policies.iter();
                policies.map(|one| claim.id(Some(("policy", &one.name)))).collect()
            }
        }
    }
}
