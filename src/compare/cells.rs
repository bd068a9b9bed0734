//! The requests of one caller by the rules that decide them: which services have rules of their own,
//! which keys these look at, and whose resource it is.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::actions::action_classes;
use super::asked_keys::kinds_by_keys;
use super::atoms::{Atom, AtomId, Atoms};
use super::encode::Encoder;
use super::formula::Formula;
use super::theory::Theory;
use crate::aws::{ActionName, Arn};
use crate::compile::{ActionTest, PolicySet, ResourcePattern, ResourcePolicy};
use crate::evaluate::{
    Access, Frame, TOLD_APART_ACTIONS, TOLD_APART_RESOURCES, takers_of_resource_control,
};
use crate::request::{ContextKeys, Request, RequestContext, ResourceTarget};
use crate::value_set::{Language, signatures};

/// States of the search for kinds of resources.
const BUDGET: usize = 100_000;

/// Requests that are decided in one frame.
pub(super) struct Cell {
    /// Which requests these are.
    pub(super) within: Formula,
    pub(super) frame: Frame,
}

/// All cells of the caller's requests; `None` if there are too many to tell.
pub(super) fn cells(
    policies: &PolicySet,
    encoder: &mut Encoder<'_>,
    universe: &Language,
) -> Option<Vec<Cell>> {
    let actions = actions(encoder)?;
    let resources = resources(policies, encoder, universe)?;
    let mut frames: Vec<Frame> = Vec::new();
    // INVARIANT: calls that are in the same frames on the same resources are one kind.
    let mut kinds: BTreeMap<Vec<usize>, Vec<Formula>> = BTreeMap::new();
    for (of_action, action) in actions {
        let request = Request { action, ..encoder.known.request.clone() };
        let ways = kinds_by_keys(encoder, &request, &mut |request| {
            let on = |(_, resource): &(_, String)| frame_of(policies, request, resource);
            let found: Vec<Frame> = resources.iter().map(on).collect();
            found
                .iter()
                .all(Frame::is_sure)
                .then(|| found.into_iter().map(|frame| number_of(frame, &mut frames)).collect())
        })?;
        for (of_keys, row) in ways {
            let both = encoder.formulas.all([of_action, of_keys]);
            kinds.entry(row).or_default().push(both);
        }
    }
    let mut within: HashMap<usize, Vec<Formula>> = HashMap::new();
    for (row, of_calls) in kinds {
        let of_calls = encoder.formulas.any(of_calls);
        for number in 0..frames.len() {
            let fitting = row.iter().zip(&resources).filter(|(frame, _)| **frame == number);
            let of_resources: Vec<Formula> = fitting.map(|(_, (formula, _))| *formula).collect();
            let on = encoder.formulas.any(of_resources);
            let both = encoder.formulas.all([of_calls, on]);
            within.entry(number).or_default().push(both);
        }
    }
    let cell = |(number, frame): (usize, Frame)| Cell {
        within: encoder.formulas.any(within.remove(&number).unwrap_or_default()),
        frame,
    };
    Some(frames.into_iter().enumerate().map(cell).collect())
}

/// The actions that have rules of their own.
struct ToldApart {
    sets: Vec<ActionTest>,
    /// Which of the sets a kind is in, and one of its actions.
    kinds: Vec<(Vec<bool>, ActionName)>,
}

impl ToldApart {
    /// Those that the rules of services tell apart, and these.
    fn with(further: &[String]) -> Option<Self> {
        let [bound, _] = takers_of_resource_control();
        let sets = TOLD_APART_ACTIONS.iter().map(|set| ActionTest::of(set.iter().copied()));
        let further = further.iter().map(|action| ActionTest::of([action.as_str()]));
        let sets: Vec<ActionTest> = sets.chain([bound]).chain(further).collect();
        let mut interned = Atoms::default();
        let atoms: Vec<AtomId> =
            sets.iter().map(|set| interned.intern(Atom::Action(set.clone()))).collect();
        let mut kinds = Vec::new();
        for class in action_classes(&interned, &atoms)? {
            let inside = atoms.iter().map(|atom| class.inside.contains(atom)).collect();
            kinds.push((inside, ActionName::parse(&class.action)?));
        }
        Some(Self { sets, kinds })
    }
}

/// The kinds of actions, each with one of them.
fn actions(encoder: &mut Encoder<'_>) -> Option<Vec<(Formula, ActionName)>> {
    static TOLD_APART: LazyLock<Option<ToldApart>> = LazyLock::new(|| ToldApart::with(&[]));
    if let Some(action) = &encoder.action {
        return Some(vec![(Formula::TRUE, action.clone())]);
    }
    let granted = granted(&encoder.known.request);
    let own = if granted.is_empty() { None } else { Some(ToldApart::with(&granted)?) };
    let ToldApart { sets, kinds } = own.as_ref().or(TOLD_APART.as_ref())?;
    let mut atoms: Vec<AtomId> = Vec::new();
    for set in sets {
        atoms.push(encoder.atoms.intern(Atom::Action(set.clone())));
    }
    let kind = |(inside, action): &(Vec<bool>, ActionName)| {
        let literals = atoms.iter().zip(inside);
        let literals: Vec<Formula> =
            literals.map(|(atom, inside)| encoder.formulas.literal(*atom, *inside)).collect();
        (encoder.formulas.all(literals), action.clone())
    };
    Some(kinds.iter().map(kind).collect())
}

/// The actions that grants on the key are about.
// AWS: X-2
fn granted(request: &Request) -> Vec<String> {
    let operations = request.grants.iter().flat_map(|grant| &grant.operations);
    let mut all: Vec<String> = operations.map(|operation| format!("kms:{operation}")).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The kinds of resources, each with one of them.
fn resources(
    policies: &PolicySet,
    encoder: &mut Encoder<'_>,
    universe: &Language,
) -> Option<Vec<(Formula, String)>> {
    let mut sets: Vec<Box<[ResourcePattern]>> = TOLD_APART_RESOURCES
        .iter()
        .map(|text| Box::from([ResourcePattern::of_text(text)]))
        .collect();
    sets.extend(told_apart_owners(policies, &encoder.known.request));
    let languages: Vec<Language> = sets.iter().map(|set| Theory::language_of(set)).collect();
    let all: Vec<&Language> = languages.iter().collect();
    let found = signatures(universe, &all, BUDGET)?;
    let atoms: Vec<AtomId> =
        sets.into_iter().map(|set| encoder.atoms.intern(Atom::Resource(set))).collect();
    let mut kinds = Vec::new();
    for (signature, example) in found {
        let literals: Vec<Formula> = atoms
            .iter()
            .zip(&signature)
            .map(|(atom, inside)| encoder.formulas.literal(*atom, *inside))
            .collect();
        kinds.push((encoder.formulas.all(literals), example));
    }
    Some(kinds)
}

/// Whose resource it is, as far as that decides: partition, account, membership in the organization.
// AWS: D-5, D-7, D-14, R-14
fn told_apart_owners(policies: &PolicySet, request: &Request) -> Vec<Box<[ResourcePattern]>> {
    let principal = &request.principal;
    let set = |texts: &[String]| -> Box<[ResourcePattern]> {
        texts.iter().map(|text| ResourcePattern::of_text(text)).collect()
    };
    let of_account = |account: &str| format!("arn:*:*:*:{account}:*");
    let mut sets = vec![
        set(&[format!("arn:{}:*:*:*:*", principal.partition)]),
        set(&["arn::*:*:*:*".to_owned()]),
        set(&[of_account(""), of_account("aws")]),
    ];
    sets.extend(principal.account.iter().map(|account| set(&[of_account(account)])));
    if policies.resource_control.is_empty() {
        return sets;
    }
    let organization = &request.organization;
    sets.extend(organization.management_account.iter().map(|account| set(&[of_account(account)])));
    if let Some(accounts) = &organization.accounts {
        let members: Vec<String> =
            accounts.iter().map(|(account, _)| of_account(account)).collect();
        sets.push(set(&members));
    }
    sets
}

fn number_of(frame: Frame, frames: &mut Vec<Frame>) -> usize {
    frames.iter().position(|known| *known == frame).unwrap_or_else(|| {
        frames.push(frame);
        frames.len() - 1
    })
}

fn frame_of(policies: &PolicySet, known: &Request, resource: &str) -> Frame {
    let request = with_call(known, known.action.clone(), resource);
    let mut context = RequestContext::new(request, &ContextKeys::new());
    context.request.exact_context = true;
    match with_unseen_policy(policies, &context) {
        Some(policies) => Frame::of(&policies, &context),
        None => Frame::of(policies, &context),
    }
}

/// The policies with a resource-based policy that nobody gave to us, where AWS always has one: on
/// roles and keys.
// AWS: X-1, T-1
pub(super) fn with_unseen_policy(
    policies: &PolicySet,
    context: &RequestContext,
) -> Option<PolicySet> {
    let access = Frame::of(policies, context).situation().access;
    let needs_one = matches!(access, Access::ResourceRules | Access::ResourceRulesWithinLimits)
        || context.request.is_about_trust();
    let is_missing = needs_one && matches!(policies.resource, ResourcePolicy::None);
    is_missing.then(|| PolicySet { resource: ResourcePolicy::NotSupplied, ..policies.clone() })
}

/// The request for this action and resource. Where the ARN names no owner, it is the one that the
/// request is known to have, else the caller's account.
pub(super) fn with_call(known: &Request, action: ActionName, resource: &str) -> Request {
    let mut request = known.clone();
    let resource = ResourceTarget::parse(resource, &action, false);
    request.resource = resource.unwrap_or(ResourceTarget::Wildcard);
    request.action = action;
    request.resource_account = owner_of(&request.resource, known);
    request
}

/// Whether an ARN with this account leaves open whose the resource is: what AWS shares with all is
/// taken to be the caller's.
// AWS: D-15
fn is_unsaid(account: &str) -> bool {
    matches!(account, "" | "aws")
}

/// Whose a resource is in requests of which this is known.
pub(super) fn owner_of(resource: &ResourceTarget, known: &Request) -> Option<Box<str>> {
    let in_arn = resource.arn().map(Arn::account).filter(|account| !is_unsaid(account));
    let owner = known.resource_account.as_ref().or(known.principal.account.as_ref());
    match (resource, in_arn) {
        (ResourceTarget::Wildcard, _) => None,
        (_, Some(account)) => Some(account.into()),
        (_, None) => owner.cloned(),
    }
}
