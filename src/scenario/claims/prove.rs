//! Proves a claim about one caller, or finds what refutes it.

use std::sync::Arc;

use super::broken::{Counterexample, Unproven};
use super::callers::Who;
use super::claim::{Claim, ClaimKind};
use super::paste::Paste;
use super::pieces::{Piece, Pieces};
use super::scope::Scope;
use crate::bundle::{Decided, PolicyReader, Trouble, Verdict};
use crate::catalog::Catalog;
use crate::compare::{Answer, Comparison, Reason, Side, Unknown};
use crate::compile::Layer;
use crate::evaluate::{Decision, add_asked_keys, evaluate};
use crate::explain::{Explanation, StatementPlace, Trace};
use crate::request::{ContextKeys, KeyState, Request, RequestContext};
use crate::scenario::document::Document;

/// More than this nobody reads of one claim.
const MOST_FOUND: usize = 20;

/// What came of a claim.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) found: Vec<Counterexample>,
    pub(super) unproven: Option<Unproven>,
}

/// A claim about one caller.
pub(super) struct Proof<'d, 'n> {
    pub(super) document: &'d Document<'n>,
    pub(super) claim: &'d Claim<'n>,
    pub(super) scope: &'d Scope<'n>,
    pub(super) who: &'d Who<'n>,
    pub(super) catalog: &'d Catalog,
}

impl Piece<'_> {
    /// Compares its requests.
    pub(super) fn comparison<'k>(&self, keys: &'k ContextKeys) -> Comparison<'k> {
        let comparison = Comparison::of_caller(keys, &self.request);
        if self.on.is_empty() {
            return comparison;
        }
        let comparison = comparison.on_resources(self.on.iter().map(String::as_str));
        match &self.request.resource_account {
            Some(owner) => comparison.owned_by(owner),
            None => comparison,
        }
    }
}

impl<'n> Proof<'_, 'n> {
    /// What refutes the claim, or why it is not known.
    ///
    /// # Errors
    /// Every mistake in what the requests are made of.
    pub(super) fn run(&self, reader: &mut PolicyReader<'_>) -> Result<Findings, Vec<Trouble>> {
        let Self { document, claim, scope, who, .. } = *self;
        let pieces = Pieces { document, claim, scope, who }.read(reader)?;
        let mut keys = reader.keys().clone();
        let held: Vec<_> =
            pieces.iter().map(|piece| scope.policy(&piece.without, &mut keys)).collect();
        for piece in &pieces {
            add_asked_keys(&piece.request, &mut keys);
        }
        let mut findings = Findings::default();
        for (piece, policy) in pieces.iter().zip(held) {
            let Some(policy) = policy else {
                findings.unproven = Some(Unproven::Unknown(Unknown::Operator));
                continue;
            };
            let layer: Layer = std::iter::once(policy).collect();
            let paste = Paste { document, claim, who, piece, keys: &keys };
            for reason in self.ask(piece, &Side::identity(layer), &keys, &mut findings) {
                self.add(piece, reason, &keys, &mut findings);
            }
            paste.fill_in(&mut findings.found, reader);
            if findings.found.len() >= MOST_FOUND {
                break;
            }
        }
        Ok(findings)
    }

    /// What refutes the claim on a piece of the requests.
    fn ask(
        &self,
        piece: &Piece<'n>,
        claimed: &Side,
        keys: &ContextKeys,
        findings: &mut Findings,
    ) -> Vec<Reason> {
        let comparison = piece.comparison(keys).with_catalog(self.catalog);
        let layers = Side::layers(piece.policies.clone());
        let answer = match self.claim.kind {
            ClaimKind::Never => comparison.no_new_access(claimed, &layers),
            _ => comparison.no_new_access(&layers, claimed),
        };
        match answer {
            Answer::Proven => Vec::new(),
            Answer::Unknown(why) => {
                findings.unproven = Some(Unproven::Unknown(why));
                Vec::new()
            }
            Answer::Found { reasons, .. } => reasons,
        }
    }

    /// Takes a request in that refutes the claim, unless it does so only as long as something is not
    /// known.
    fn add(&self, piece: &Piece<'n>, reason: Reason, keys: &ContextKeys, findings: &mut Findings) {
        let Reason { witness, region, .. } = reason;
        if let Some(unsaid) = self.unsaid(piece, &witness.request, keys) {
            findings.unproven = Some(unsaid);
            return;
        }
        let request = witness.request;
        let context = RequestContext::new(request.clone(), keys);
        let mut trace = Trace::<true>::default();
        let decision = evaluate(&piece.policies, &context, &mut trace);
        let explanation = Explanation::new(decision, &trace, &piece.policies, &context, keys);
        let allows = |one: &&StatementPlace| Some(one.layer) == explanation.decided_by;
        let statement = explanation.matched.iter().find(allows).cloned();
        let authorizations = vec![Decided { context, explanation }];
        findings.found.push(Counterexample {
            request,
            caller: Some(self.who.label.clone()),
            statement,
            verdict: Some(Arc::new(Verdict { decision, authorizations })),
            region: region.to_string(),
            case: None,
        });
    }

    /// What a request's answer hangs on that the environment does not know.
    fn unsaid(&self, piece: &Piece<'n>, request: &Request, keys: &ContextKeys) -> Option<Unproven> {
        let unknowns = &piece.request.unknowns;
        if unknowns.is_empty() {
            return None;
        }
        let mut context = RequestContext::new(request.clone(), keys);
        for key in keys.ids() {
            if unknowns.contains_key(keys.name(key)) {
                context.set_state(key, KeyState::Unknown);
            }
        }
        let mut trace = Trace::<false>::default();
        let decision = evaluate(&piece.policies, &context, &mut trace);
        let still = match self.claim.kind {
            ClaimKind::Never => decision == Decision::Allowed,
            _ => decision.is_denied(),
        };
        let explanation = Explanation::new(decision, &trace, &piece.policies, &context, keys);
        let reasons = explanation.missing_context.iter().map(|missing| missing.reason.as_str());
        let why = reasons.chain(unknowns.values().map(|why| &**why)).next()?;
        (!still).then(|| Unproven::Unsaid(why.to_owned()))
    }
}
