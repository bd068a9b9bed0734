//! What would turn an answer.

use super::breadth::{Breadth, Neighbourhood, Signature};
use super::context_values::{ContextSuggestion, settings};
use super::deny_edits::narrowed;
use super::draft::{Draft, Spot, gates, is_crowded};
use super::grant::{added, added_under_conditions, document};
use super::hangs_on::hangs_on;
use super::look::Look;
use super::probes::{Around, Probe};
use super::suggestion::Suggestion;
use super::taking;
use super::together::{Obstacle, Together, obstacles, search};
use super::trial::{Sets, Trial};
use super::widening::widened;
use crate::aws::{PolicyKind, PolicyType};
use crate::bundle::{Question, is_built_in};
use crate::catalog::Catalog;
use crate::compile::{CompiledPolicy, ResourcePolicy};
use crate::environment::Environment;
use crate::evaluate::{Decision, Gate, layer_at};
use crate::explain::DecidedBy;
use crate::policy::{ActionPattern, Effect};
use crate::request::ContextKeys;
use crate::text::{Arrange, printable, quote};

/// What would turn the answer to a question, and what it hangs on.
#[derive(Clone, Debug)]
pub struct Advice {
    /// The answer as it is.
    pub decision: Decision,
    /// Single edits of one policy that turn it, the narrowest first: a denial or an undecided answer
    /// into an allowance, an allowance into a denial.
    pub suggestions: Vec<Suggestion>,
    /// Values of condition keys that make it allowed with the policies as they are.
    pub contexts: Vec<ContextSuggestion>,
    /// Why no single edit turns it, where none does.
    pub no_single_edit: Option<String>,
    /// Several edits that turn it together, where no single one does.
    pub together: Option<Together>,
    /// Of an allowance: without what it would be denied.
    pub hangs_on: Vec<String>,
    /// Whether more could have been tried than was.
    pub is_bounded: bool,
}

/// How many edits are tried.
const MOST_DRAFTS: usize = 160;

/// How many authorizations of a call are looked at.
const MOST_AUTHORIZATIONS: usize = 8;

/// What is known besides the question.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The keys of the reader that read the question.
    pub keys: &'a ContextKeys,
    /// What is known of AWS's services, to count what else an edit allows.
    pub catalog: Option<&'a Catalog>,
    /// What the question was asked in.
    pub environment: Option<&'a Environment>,
}

impl Advice {
    /// What would turn the answer to this question.
    pub fn on(question: &Question, known: Known<'_>) -> Self {
        let mut trial = Trial::new(question, known.keys);
        let sets = trial.sets();
        let looks = Look::all(question, &sets, known.keys);
        let decisions = looks.iter().map(|look| look.decision);
        let decision = decisions.max().unwrap_or(Decision::ImplicitDeny);
        let wanted = Wanted::of(decision);
        let mut drafts = wanted.drafts(&looks);
        let is_bounded = drafts.len() > MOST_DRAFTS
            || looks.len() > MOST_AUTHORIZATIONS
            || looks.iter().any(|look| is_crowded(&look.policies));
        drafts.arrange_by_key(|draft| draft.order);
        drafts.truncate(MOST_DRAFTS);
        let suggestions = ranked(&mut trial, &sets, drafts, wanted, known);
        let mut advice = Self {
            decision,
            suggestions,
            contexts: Vec::new(),
            no_single_edit: None,
            together: None,
            hangs_on: Vec::new(),
            is_bounded,
        };
        match wanted {
            Wanted::Denied => advice.hangs_on = hangs_on(&mut trial, &sets, &looks),
            Wanted::Allowed => {
                let (contexts, left_some) = settings(&trial, &sets, &looks, known.environment);
                advice.contexts = contexts;
                advice.is_bounded |= left_some;
            }
        }
        if advice.suggestions.is_empty() {
            advice.without_single(&mut trial, &looks, wanted, known);
        }
        advice
    }

    fn without_single(
        &mut self,
        trial: &mut Trial<'_>,
        looks: &[Look],
        wanted: Wanted,
        known: Known<'_>,
    ) {
        self.no_single_edit = Some(match wanted {
            Wanted::Allowed => why(looks),
            Wanted::Denied => {
                "several statements grant it, or none that anybody can edit".to_owned()
            }
        });
        if wanted == Wanted::Denied {
            return;
        }
        let Some((mut edits, after)) = search(trial, &|looks| wanted.drafts(looks)) else { return };
        let probes = probes_of(trial, &[], known, 0..trial.question.authorizations.len());
        let before = Neighbourhood::new(probes, &trial.sets());
        let counts_callers = edits.iter().all(|one| !is_callers_own(one.layer));
        let mut breadth = Breadth::default();
        for number in 0..trial.question.authorizations.len() {
            let (own, _) = before.turned_by(&after, number, counts_callers);
            breadth.extend(own);
        }
        for one in &mut edits {
            one.breadth = breadth.clone();
        }
        if edits.len() == 1 {
            self.suggestions = edits;
            self.no_single_edit = None;
            return;
        }
        self.together = Some(Together { edits, breadth });
    }
}

/// What the answer is to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Allowed,
    Denied,
}

impl Wanted {
    fn of(decision: Decision) -> Self {
        match decision {
            Decision::Allowed => Self::Denied,
            Decision::Undecided | Decision::ImplicitDeny | Decision::ExplicitDeny => Self::Allowed,
        }
    }

    fn is_met_by(self, decision: Decision) -> bool {
        match self {
            Self::Allowed => decision == Decision::Allowed,
            Self::Denied => decision.is_denied(),
        }
    }

    fn drafts(self, looks: &[Look]) -> Vec<Draft> {
        let numbered = looks.iter().enumerate().take(MOST_AUTHORIZATIONS);
        numbered
            .flat_map(|(number, look)| match self {
                Self::Denied => taking::drafts(look, number),
                Self::Allowed if look.decision == Decision::Allowed => Vec::new(),
                Self::Allowed => granting(look, number),
            })
            .collect()
    }
}

/// Changes that may allow an authorization.
fn granting(look: &Look, number: usize) -> Vec<Draft> {
    let closed = look.closed();
    let mut drafts = Vec::new();
    let denying: Vec<Gate> = look.denies().map(|one| one.at.gate).collect();
    for gate in gates(&look.policies) {
        let may_grant = closed.contains(&gate) || gate == Gate::Resource && !closed.is_empty();
        if !may_grant && !denying.contains(&gate) {
            continue;
        }
        let spots = Spot::all(look, number, gate);
        for spot in &spots {
            drafts.extend(narrowed(spot));
            if may_grant {
                drafts.extend(widened(spot));
            }
        }
        for spot in spots.iter().take(3).filter(|_| may_grant) {
            drafts.extend(added_under_conditions(spot));
            drafts.extend(added(spot, Effect::Allow));
        }
    }
    for gate in &closed {
        let has_place = !Spot::all(look, number, *gate).is_empty();
        if !has_place && can_have_another(look, *gate) {
            let kind = kind_at(look, *gate);
            drafts.extend(document(look, number, (*gate, kind), Effect::Allow));
        }
    }
    drafts
}

/// Whether a layer that is closed takes another document. A boundary is a single one.
fn can_have_another(look: &Look, gate: Gate) -> bool {
    match gate {
        Gate::Identity => look.context.request.principal.has_credentials(),
        Gate::Session | Gate::ServiceControl(_) => true,
        Gate::Resource => matches!(look.policies.resource, ResourcePolicy::None),
        Gate::ResourceControl(_) | Gate::PermissionsBoundary | Gate::VpcEndpoint => false,
    }
}

fn kind_at(look: &Look, gate: Gate) -> PolicyKind {
    match gate {
        Gate::ResourceControl(_) => PolicyKind::ResourceControl,
        Gate::ServiceControl(_) => PolicyKind::ServiceControl,
        Gate::VpcEndpoint => PolicyKind::VpcEndpoint,
        Gate::Resource if look.context.request.is_about_trust() => PolicyKind::Trust,
        Gate::Resource => PolicyKind::Resource,
        Gate::Identity => PolicyKind::Identity,
        Gate::PermissionsBoundary => PolicyKind::PermissionsBoundary,
        Gate::Session => PolicyKind::Session,
    }
}

/// A change that turns the answer, with what it is ranked by.
struct Turned {
    suggestion: Suggestion,
    signature: Signature,
    order: u8,
}

/// The changes that turn the answer, the narrowest first, each effect once in a layer.
fn ranked(
    trial: &mut Trial<'_>,
    sets: &Sets,
    drafts: Vec<Draft>,
    wanted: Wanted,
    known: Known<'_>,
) -> Vec<Suggestion> {
    let changed: Vec<(Draft, Sets)> = drafts
        .into_iter()
        .filter_map(|draft| Some((trial.changed(sets, &draft)?, draft)))
        .map(|(after, draft)| (draft, after))
        .collect();
    let contexts = trial.contexts();
    let turning: Vec<(Draft, Sets, Decision)> = changed
        .into_iter()
        .map(|(draft, after)| (Trial::decide(&contexts, &after), draft, after))
        .filter(|(decision, ..)| wanted.is_met_by(*decision))
        .map(|(decision, draft, after)| (draft, after, decision))
        .collect();
    let about: Vec<ActionPattern> =
        turning.iter().flat_map(|(draft, ..)| draft.about.iter().cloned()).collect();
    let mut asked: Vec<usize> = turning.iter().map(|(draft, ..)| draft.authorization).collect();
    asked.sort_unstable();
    asked.dedup();
    let near = Neighbourhood::new(probes_of(trial, &about, known, asked.into_iter()), sets);
    let mut found: Vec<Turned> = Vec::new();
    for (draft, after, decision) in &turning {
        let counts_callers = !is_callers_own(DecidedBy::from(draft.gate));
        let (breadth, signature) = near.turned_by(after, draft.authorization, counts_callers);
        let suggestion = Suggestion::of(draft, breadth, *decision);
        found.extend(suggestion.map(|one| Turned {
            suggestion: one,
            signature,
            order: draft.order,
        }));
    }
    found.arrange_by_key(|one| {
        (one.suggestion.breadth.width(), one.suggestion.characters(), one.order)
    });
    once(found)
}

/// Each effect once in a layer.
fn once(found: Vec<Turned>) -> Vec<Suggestion> {
    let mut kept: Vec<Turned> = Vec::new();
    for one in found {
        let is_again = |other: &Turned| {
            other.suggestion.layer == one.suggestion.layer && other.signature == one.signature
        };
        if !kept.iter().any(is_again) {
            kept.push(one);
        }
    }
    kept.into_iter().map(|one| one.suggestion).collect()
}

fn probes_of(
    trial: &Trial<'_>,
    about: &[ActionPattern],
    known: Known<'_>,
    authorizations: impl Iterator<Item = usize>,
) -> Vec<Probe> {
    authorizations
        .filter_map(|number| {
            let request = &trial.question.authorizations.get(number)?.request;
            Some(Around::new(request, number, &trial.keys, known.catalog).probes(about))
        })
        .flatten()
        .collect()
}

/// Whether the policies of a layer are those of one caller, so that nobody else has them.
pub(super) fn is_callers_own(layer: DecidedBy) -> bool {
    match layer.policy_type {
        PolicyType::Identity | PolicyType::PermissionsBoundary | PolicyType::Session => true,
        PolicyType::Resource
        | PolicyType::ServiceControl
        | PolicyType::ResourceControl
        | PolicyType::VpcEndpoint => false,
    }
}

/// What keeps a call from being allowed, in words.
fn why(looks: &[Look]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (number, obstacle) in obstacles(looks) {
        let Some(look) = looks.get(number) else { continue };
        let words = in_words(look, &obstacle);
        let words = if looks.len() > 1 {
            format!("{words} for {}", quote(look.context.request.action.as_str()))
        } else {
            words
        };
        if !parts.contains(&words) {
            parts.push(words);
        }
    }
    match parts.split_last() {
        None => "nothing that anybody can edit is in the way".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

fn in_words(look: &Look, obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Deny(gate, policy, statement) => {
            let found = layer_at(&look.policies, *gate).and_then(|layer| layer.get(*policy));
            let place = found.map_or_else(String::new, |policy| place_of(policy, *statement));
            format!("a Deny in {}{place}", layer_name(*gate))
        }
        Obstacle::Closed(Gate::Resource) if look.lacks_resource_policy() => {
            "the resource-based policy, which was not given".to_owned()
        }
        Obstacle::Closed(gate) => {
            let layer = layer_at(&look.policies, *gate);
            let of_aws = layer.is_some_and(|layer| {
                !layer.is_empty() && layer.iter().all(|policy| is_built_in(&policy.source))
            });
            let replace = if of_aws { OF_AWS } else { "" };
            format!("no Allow in {}{replace}", layer_name(*gate))
        }
        Obstacle::Settled(rule) => format!("a rule of the service that no policy changes, {rule}"),
    }
}

/// Nobody edits AWS's own policies.
const OF_AWS: &str = ", which is AWS's own: attach one of your own in its place";

fn place_of(policy: &CompiledPolicy, statement: usize) -> String {
    let written = policy.document.statements.get(statement);
    let line = policy.source.position(written.map_or(0, |one| one.span.start)).line;
    format!(" ({}:{line})", printable(policy.source.name()))
}

fn layer_name(gate: Gate) -> String {
    let layer = DecidedBy::from(gate);
    match layer.level {
        Some(level) => format!("the {} at level {level}", layer.policy_type),
        None => format!("the {}", layer.policy_type),
    }
}
