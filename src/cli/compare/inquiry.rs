//! From a question to what it came to.

use std::process::ExitCode;

use super::arguments::{CommonArguments, PolicyTypeArgument};
use super::assumptions::{Assumption, assumptions};
use super::format::write_reports;
use super::outcome::{
    Added, Conclusion, Found, Grant, OpenStatement, Outcome, ShownRegion, ShownRequest,
};
use super::reading::{NamedSide, PolicyArguments};
use super::replay::{Replay, Replayer, principal_text};
use crate::aws::{ActionName, global_key};
use crate::bundle::Trouble;
use crate::catalog::Catalog;
use crate::cli::console::{complain, refuse, refuse_mistaken, report};
use crate::compare::{Answer, Comparison, Place, Realism, Reason, Region, Undecided};
use crate::compile::CompiledStatement;
use crate::evaluate::{Truth, entry_covers, layer_at};
use crate::explain::StatementPlace;
use crate::load::Files;
use crate::policy::{ActionElement, ActionPattern, Statement};
use crate::request::{ActionFacts, ContextKeys, Given, Request, RequestContext};
use crate::text::{Span, quote};
use crate::value_set::Pattern;

/// The exit code that says that neither was shown.
const UNKNOWN: u8 = 3;

/// How many actions are named of many.
const MOST_EXAMPLES: usize = 3;

/// Policies that are read, and all that it takes to compare them.
pub(super) struct Inquiry<'d> {
    pub(super) policies: PolicyArguments<'d>,
    pub(super) catalog: &'static Catalog,
    common: &'d CommonArguments,
}

/// Two sides, of which one may allow what the other does not.
#[derive(Clone, Copy)]
pub(super) struct Difference<'s> {
    /// The side that may add.
    pub(super) adding: &'s NamedSide,
    /// The side that it adds to.
    pub(super) to: &'s NamedSide,
    /// Whether the new side is the one that adds.
    pub(super) is_new: bool,
}

/// Asks a question, and tells what it came to. 0: proven, 1: a request was found, 2: no answer,
/// 3: unknown.
pub(super) fn answered(
    common: &CommonArguments,
    ask: &dyn Fn(&mut Inquiry<'_>) -> Result<Outcome, Vec<Trouble>>,
) -> ExitCode {
    let catalog = match common.catalogue.catalog() {
        Ok(catalog) => catalog,
        Err(troubles) => return refuse_mistaken(&troubles),
    };
    let files = Files::with_catalog(catalog);
    let policies = PolicyArguments::new(common, &files);
    let mut inquiry = Inquiry { policies, catalog, common };
    let outcome = ask(&mut inquiry);
    report(&inquiry.policies.take_warnings());
    match outcome {
        Err(troubles) => refuse_mistaken(&troubles),
        Ok(outcome) => match write_reports(&common.format, &outcome) {
            Err(why) => refuse(&why),
            Ok(()) => match outcome.conclusion() {
                Conclusion::Proven => ExitCode::SUCCESS,
                Conclusion::Found => ExitCode::from(1),
                Conclusion::Unknown(_) => ExitCode::from(UNKNOWN),
            },
        },
    }
}

impl Inquiry<'_> {
    /// What one side allows and the other does not.
    pub(super) fn added(&self, difference: Difference<'_>) -> Result<Added, Vec<Trouble>> {
        let Difference { adding, to, .. } = difference;
        let answer = self.comparison()?.no_new_access(&to.side, &adding.side);
        Ok(self.told(&answer, difference))
    }

    /// What a policy grants to the public and `others` does not.
    pub(super) fn public(
        &self,
        policy: &NamedSide,
        others: &NamedSide,
    ) -> Result<Added, Vec<Trouble>> {
        let answer = self.comparison()?.no_public_access(&policy.side, &others.side);
        Ok(self.told(&answer, Difference { adding: policy, to: others, is_new: true }))
    }

    fn comparison(&self) -> Result<Comparison<'_>, Vec<Trouble>> {
        let mut facts = ActionFacts::default();
        facts.reference.known = Some(self.catalog.known_keys().clone());
        let comparison = Comparison::new(self.policies.keys(), facts);
        let comparison = comparison.map(|comparison| {
            comparison.with_catalog(self.catalog).over(self.common.universe.universe())
        });
        comparison.ok_or_else(|| vec![Files::trouble("", "there is no request to begin with")])
    }

    fn told(&self, answer: &Answer, difference: Difference<'_>) -> Added {
        match answer {
            Answer::Proven => Added::Nothing,
            Answer::Unknown(why) => Added::Unknown(*why),
            Answer::Found { reasons, undecided } => {
                let open = |open: &Undecided| OpenStatement {
                    statement: open.place.and_then(|place| {
                        statement_at(difference.adding, place).map(|(statement, ..)| statement)
                    }),
                    why: open.why,
                };
                Added::Found(Found {
                    grants: self.grants(reasons, difference),
                    open: undecided.iter().map(open).collect(),
                })
            }
        }
    }

    /// What an answer about these policies rests on.
    pub(super) fn assumptions(&self) -> Vec<Assumption> {
        let Self { policies, catalog, common } = self;
        assumptions(common.policy_type(), policies.keys(), catalog, common.universe.universe())
    }

    fn grants(&self, reasons: &[Reason], difference: Difference<'_>) -> Vec<Grant> {
        let mut replayer = Replayer::new(self.common, &self.policies);
        reasons.iter().filter_map(|reason| self.grant(reason, difference, &mut replayer)).collect()
    }

    fn grant(
        &self,
        reason: &Reason,
        difference: Difference<'_>,
        replayer: &mut Replayer<'_>,
    ) -> Option<Grant> {
        let Difference { adding, to, is_new } = difference;
        // INVARIANT: policies that decide alone grant by their statements.
        let (place, written, compiled) = statement_at(adding, reason.place?)?;
        let witness = &reason.witness;
        let names = [&*adding.names, &*to.names];
        let is_catalogued = witness.realism == Realism::Catalogued;
        let request = self.shown(&witness.request, is_catalogued);
        let Replay { command, denied_by } = replayer.of((&witness.request, &request), names);
        let (existing, new) =
            if is_new { (witness.existing, witness.new) } else { (witness.new, witness.existing) };
        let context = RequestContext::new(witness.request.clone(), self.policies.keys());
        Some(Grant {
            statement: place,
            parts: parts((written, compiled), &context, &request),
            request,
            existing: (!to.names.is_empty()).then_some(existing),
            new,
            denied_by,
            region: shown_region(&reason.region),
            replay: command,
        })
    }

    fn shown(&self, request: &Request, is_catalogued: bool) -> ShownRequest {
        let is_attached = self.common.policy_type() == PolicyTypeArgument::Identity;
        let context = request.context.iter().filter_map(|(key, given)| {
            let values = match given {
                Given::Absent | Given::Unknown => return None,
                Given::PresentUnknown => Vec::new(),
                Given::Values(values) => values.iter().map(ToString::to_string).collect(),
            };
            Some((key_name(key, self.policies.keys()), values))
        });
        ShownRequest {
            principal: (!is_attached).then(|| principal_text(&request.principal)),
            action: spelt(&request.action, self.catalog),
            is_catalogued,
            resource: request.resource.text().to_owned(),
            context: context.collect(),
        }
    }

    /// Says on stderr which actions may be misspelt.
    pub(super) fn warn_of_unknown(&self, action: &str) {
        let near = self.catalog.nearest_actions(action);
        let near: Vec<String> = near.iter().map(|name| quote(name)).collect();
        let hint = if near.is_empty() {
            String::new()
        } else {
            format!("\n  = help: did you mean {}?", near.join(" or "))
        };
        let date = self.catalog.date();
        complain(&format!(
            "warning: the catalogue of {date} has no action {}{hint}",
            quote(action)
        ));
    }
}

/// The region in words, if it could be told.
pub(super) fn shown_region(region: &Region) -> Option<ShownRegion> {
    let actions = || region.parts.iter().map(|part| &part.actions);
    let examples = actions().flat_map(|actions| &actions.examples).take(MOST_EXAMPLES);
    (!region.parts.is_empty()).then(|| ShownRegion {
        words: region.to_string(),
        catalogued: actions().map(|actions| actions.catalogued).sum(),
        examples: examples.cloned().collect(),
        may_come: actions().any(|actions| actions.may_come),
    })
}

/// The action in AWS's spelling, where that is known.
pub(super) fn spelt(action: &ActionName, catalog: &Catalog) -> String {
    let known = catalog.action(action).map(|found| found.full_name());
    known.unwrap_or_else(|| action.as_str().to_owned())
}

/// The key in AWS's spelling where that is known, else as the policies spell it.
pub(super) fn key_name(lower: &str, keys: &ContextKeys) -> String {
    let tested = keys.ids().find(|key| keys.lower_name(*key) == lower).map(|key| keys.name(key));
    let known =
        || global_key(lower).map(|key| key.entry().name).filter(|name| name.len() == lower.len());
    tested.or_else(known).unwrap_or(lower).to_owned()
}

fn statement_at(
    side: &NamedSide,
    place: Place,
) -> Option<(StatementPlace, &Statement, &CompiledStatement)> {
    let policy = layer_at(&side.side.policies, place.gate)?.get(place.policy)?;
    let written = policy.document.statements.get(place.statement)?;
    let compiled = policy.statements.get(place.statement)?;
    let statement = StatementPlace::of(policy, place.gate, place.statement)?;
    Some((statement, written, compiled))
}

/// The entries of a statement that let a request through.
pub(super) fn parts(
    (written, compiled): (&Statement, &CompiledStatement),
    context: &RequestContext,
    request: &ShownRequest,
) -> Vec<(Span, String)> {
    let mut parts = Vec::new();
    let action = quote(&request.action);
    parts.extend(action_part(&written.action, &context.request.action).map(|span| {
        let verb = if written.action.negated { "does not name" } else { "covers" };
        (span, format!("{verb} {action}"))
    }));
    if let (Some(element), Some(test)) = (&written.resource, &compiled.resource) {
        let covering =
            test.entries.iter().position(|one| entry_covers(one, context) == Truth::True);
        let asked = quote(&request.resource);
        let entry = covering.and_then(|number| element.entries.get(number));
        match (element.negated, entry) {
            (true, _) => parts.push((element.span, format!("does not name {asked}"))),
            (false, Some(entry)) => parts.push((entry.span, format!("covers {asked}"))),
            (false, None) => {}
        }
    }
    parts
}

fn action_part(element: &ActionElement, action: &ActionName) -> Option<Span> {
    if element.negated {
        return Some(element.span);
    }
    let covers = |pattern: &ActionPattern| match pattern {
        ActionPattern::Every => true,
        ActionPattern::Nothing => false,
        ActionPattern::Of { service, name } => {
            **service == *action.service() && Pattern::glob(name).matches(action.name())
        }
    };
    element.entries.iter().find(|entry| covers(&entry.pattern)).map(|entry| entry.span)
}
