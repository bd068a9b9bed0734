//! Claims that hold, asked again where policies are changed.

use std::sync::Arc;

use super::cells::Prepared;
use super::claim::{Claim, ClaimKind};
use super::compared::Comparing;
use super::pair::Pair;
use super::pieces::{Piece, Pieces};
use super::run::Proofs;
use super::scope::Scope;
use crate::bundle::Text;
use crate::compare::{Answer, Comparison, Side};
use crate::compile::{CompiledPolicy, PolicySet};
use crate::evaluate::add_asked_keys;
use crate::request::{ActionFacts, ContextKeys};
use crate::scenario::judge::Outcome;
use crate::scenario::run::CaseReport;

/// A claim about one caller, or about one policy, that holds.
pub(in crate::scenario) struct Standing<'n> {
    /// `file#name[principal=..]`
    pub(in crate::scenario) id: String,
    claimed: Claimed<'n>,
}

enum Claimed<'n> {
    /// About requests: what decides them, each with a policy that says what is claimed.
    Requests {
        kind: ClaimKind,
        pieces: Vec<(Piece<'n>, Arc<CompiledPolicy>)>,
        keys: Arc<ContextKeys>,
    },
    /// About a policy, as it is and as it was.
    Policy { now: Text, before: Option<Text>, facts: ActionFacts },
}

/// A claim that holds, before all keys are known.
enum Held<'n> {
    Requests { id: String, kind: ClaimKind, scope: Arc<Scope<'n>>, pieces: Vec<Piece<'n>> },
    Policy(Standing<'n>),
}

impl<'n> Proofs<'_, 'n, '_> {
    /// What came of all claims, and those that hold.
    pub(in crate::scenario) fn stand(mut self) -> (Vec<CaseReport>, Vec<Standing<'n>>) {
        let (mut reports, mut held) = (Vec::new(), Vec::new());
        for claim in &self.document.claims {
            let of_claim = self.claim(claim);
            held.extend(self.held(claim, &of_claim));
            reports.extend(of_claim);
        }
        let mut keys = self.reader.keys().clone();
        let policies = |held: &Held<'n>, keys: &mut ContextKeys| match held {
            Held::Policy(_) => Some(Vec::new()),
            Held::Requests { scope, pieces, .. } => {
                pieces.iter().map(|piece| scope.policy(&piece.without, keys)).collect()
            }
        };
        let claimed: Vec<Option<Vec<_>>> =
            held.iter().map(|held| policies(held, &mut keys)).collect();
        for one in &held {
            let Held::Requests { pieces, .. } = one else { continue };
            for piece in pieces {
                add_asked_keys(&piece.request, &mut keys);
            }
        }
        let keys = Arc::new(keys);
        let standing = held.into_iter().zip(claimed).filter_map(|(held, claimed)| match held {
            Held::Policy(standing) => Some(standing),
            Held::Requests { id, kind, pieces, .. } => {
                let pieces = pieces.into_iter().zip(claimed?).collect();
                let claimed = Claimed::Requests { kind, pieces, keys: keys.clone() };
                Some(Standing { id, claimed })
            }
        });
        let standing = standing.collect();
        (reports, standing)
    }

    /// What holds of a claim.
    fn held(&mut self, claim: &Claim<'n>, reports: &[CaseReport]) -> Vec<Held<'n>> {
        let Ok(prepared) = self.document.prepare(claim) else { return Vec::new() };
        let ids = prepared.ids(claim);
        let holds = |id: &String| {
            reports.iter().any(|one| one.id == *id && matches!(one.outcome, Outcome::Passed))
        };
        let mut found = Vec::new();
        match prepared {
            Prepared::Requests { scope, callers, .. } => {
                let scope: Arc<Scope<'n>> = Arc::from(scope);
                for (who, id) in callers.iter().zip(ids).filter(|(_, id)| holds(id)) {
                    let pieces = Pieces { document: self.document, claim, scope: &scope, who };
                    let Ok(pieces) = pieces.read(self.reader) else { continue };
                    let (kind, scope) = (claim.kind, scope.clone());
                    found.push(Held::Requests { id, kind, scope, pieces });
                }
            }
            Prepared::Policies(comparisons) => {
                let comparing = Comparing { documents: self.documents, catalog: self.catalog() };
                for (compared, id) in comparisons.policies.iter().zip(ids) {
                    let sides = comparing.sides(compared, &comparisons.baseline).ok();
                    let Some((Some(now), before)) = sides.filter(|_| holds(&id)) else { continue };
                    let claimed = Claimed::Policy { now, before, facts: comparing.facts() };
                    found.push(Held::Policy(Standing { id, claimed }));
                }
            }
        }
        found
    }
}

impl Standing<'_> {
    /// The policies that decide the requests that it is about.
    pub(in crate::scenario) fn policies(&self) -> impl Iterator<Item = &PolicySet> {
        let pieces = match &self.claimed {
            Claimed::Requests { pieces, .. } => &pieces[..],
            Claimed::Policy { .. } => &[],
        };
        pieces.iter().map(|(piece, _)| &piece.policies)
    }

    /// The file of the policy that it is about, if it is about one.
    pub(in crate::scenario) fn file(&self) -> Option<&str> {
        match &self.claimed {
            Claimed::Requests { .. } => None,
            Claimed::Policy { now, .. } => Some(now.source.name()),
        }
    }

    /// That policy by itself, compiled with its own keys.
    pub(in crate::scenario) fn policy(&self) -> Option<(Text, Arc<CompiledPolicy>, ContextKeys)> {
        let Claimed::Policy { now, .. } = &self.claimed else { return None };
        let Pair { keys, new, .. } = Pair::of(None, Some(now)).ok()?;
        let compiled =
            new.policies.all().find(|one| Arc::ptr_eq(&one.source, &now.source))?.clone();
        Some((now.clone(), compiled, keys))
    }

    /// Whether it does not hold, or is not proven any more, where `change` makes other policies of
    /// those that decide. It makes `None` of those that stay.
    pub(in crate::scenario) fn is_broken_by(
        &self,
        change: &dyn Fn(&PolicySet) -> Option<PolicySet>,
    ) -> bool {
        let Claimed::Requests { kind, pieces, keys } = &self.claimed else { return false };
        pieces.iter().any(|(piece, claimed)| {
            let Some(policies) = change(&piece.policies) else { return false };
            let comparison = piece.comparison(keys);
            let claimed = Side::identity(std::iter::once(claimed.clone()).collect());
            let layers = Side::layers(policies);
            match kind {
                ClaimKind::Never => adds(comparison, &claimed, &layers),
                _ => adds(comparison, &layers, &claimed),
            }
        })
    }

    /// Whether it does not hold, or is not proven any more, where its policy has another text, or is
    /// not there.
    pub(in crate::scenario) fn is_broken_by_text(&self, now: Option<&Text>) -> bool {
        let Claimed::Policy { before, facts, .. } = &self.claimed else { return false };
        let Ok(pair) = Pair::of(before.as_ref(), now) else { return false };
        let comparison = Comparison::new(&pair.keys, facts.clone());
        comparison.is_none_or(|comparison| adds(comparison, &pair.existing, &pair.new))
    }
}

/// Whether it is not proven that `new` allows nothing that `existing` does not.
fn adds(comparison: Comparison<'_>, existing: &Side, new: &Side) -> bool {
    !comparison.proves_no_new_access(existing, new)
        && !matches!(comparison.undescribed().no_new_access(existing, new), Answer::Proven)
}
