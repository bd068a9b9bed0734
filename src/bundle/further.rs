//! What a call touches besides the resources that its question names.

use super::question::{Authorization, without_policy};
use crate::aws::{Arn, is_account_id};
use crate::catalog::{ActionOfService, Catalog, Touched};
use crate::compile::PolicySet;
use crate::request::{
    ActionFacts, Given, KeyReference, Note, PublicAccessBlock, Request, ResourceTarget, Standing,
};

/// An authorization as the question has it, and the keys that were given for it alone.
pub(super) struct Named {
    pub(super) authorization: Authorization,
    pub(super) own_keys: Vec<Box<str>>,
}

/// All authorizations of a call: those that were named, the further ones that the catalogue knows
/// of, and in each only the keys that come with its own resource.
// AWS: R-10
pub(super) fn all_of(named: Vec<Named>, catalog: &Catalog) -> Vec<Authorization> {
    let mut all = named;
    for first in first_of_each_action(&all) {
        let action = &all[first].authorization.request.action;
        let Some(found) = catalog.action(action).filter(|one| !one.action.is_legacy) else {
            continue;
        };
        let mut of_action = numbers_of(&all, first);
        let touched = besides(found, &all, &of_action);
        let call = &all[first].authorization;
        let added = touched.into_iter().filter_map(|index| added(catalog, found, call, index));
        let added: Vec<Authorization> = added.collect();
        for authorization in added {
            of_action.push(all.len());
            all.push(Named { authorization, own_keys: Vec::new() });
        }
        if of_action.len() > 1 {
            let known = Some(catalog.known_keys().clone());
            let sent = Some(catalog.keys_sent(found, &[]));
            let everywhere = KeyReference { known, sent };
            for number in of_action {
                all[number].leave_out_keys_of_others(&everywhere);
            }
        }
    }
    all.into_iter().map(|one| one.authorization).collect()
}

/// What a call may need besides, if it is allowed: actions that the question does not name.
// AWS: T-7
pub(super) fn dependent_actions(all: &[Authorization], catalog: &Catalog) -> Option<Note> {
    const MOST: usize = 4;
    let call = &all.first()?.request.action;
    let found = catalog.action(call)?;
    let is_asked =
        |name: &str| all.iter().any(|one| one.request.action.lower().eq_ignore_ascii_case(name));
    let dependent = catalog.dependent_actions(found.action.dependent_actions);
    let missing: Vec<&str> = dependent.filter(|name| !is_asked(name)).collect();
    let rule = if missing.contains(&"iam:PassRole") { "T-7" } else { "R-10" };
    let told = missing.iter().take(MOST).map(|name| format!("`{name}`")).collect::<Vec<_>>();
    let more = match missing.len().checked_sub(MOST) {
        None | Some(0) => String::new(),
        Some(more) => format!(" and {more} more"),
    };
    let message = format!(
        "a call of {call} may also need {}{more}, which is not asked here; name it in \
         `alsoRequires` or with `--also`",
        told.join(", ")
    );
    (!missing.is_empty()).then(|| Note::new(rule, message))
}

/// The numbers of the authorizations of one action.
fn numbers_of(all: &[Named], first: usize) -> Vec<usize> {
    let action = |number: usize| all[number].authorization.request.action.lower();
    (0..all.len()).filter(|number| action(*number) == action(first)).collect()
}

fn first_of_each_action(all: &[Named]) -> Vec<usize> {
    let action = |number: usize| all[number].authorization.request.action.lower();
    (0..all.len())
        .filter(|number| !(0..*number).any(|before| action(before) == action(*number)))
        .collect()
}

/// The types that the call touches and nobody named.
// AWS: R-10
fn besides(found: ActionOfService<'_>, all: &[Named], of_action: &[usize]) -> Vec<usize> {
    let requests = || of_action.iter().map(|number| &all[*number].authorization.request);
    if requests().any(|request| request.facts.wildcard_only == Some(true)) {
        return Vec::new();
    }
    let named: Vec<usize> = requests().flat_map(|one| found.types_of(&one.resource)).collect();
    let told = requests().find_map(|request| request.facts.required_types.as_ref());
    match told {
        None => found.required_besides(&named),
        Some(told) => (0..found.action.resources.len())
            .filter(|index| told.iter().any(|name| *name == found.resource_type(*index).name))
            .filter(|index| !named.contains(index))
            .collect(),
    }
}

fn added(
    catalog: &Catalog,
    found: ActionOfService<'_>,
    call: &Authorization,
    index: usize,
) -> Option<Authorization> {
    let request = &call.request;
    let touched = found.resource_type(index);
    let arn = touched.wildcard_arn(place_of(found, request))?;
    let target = if arn.as_str().contains('*') {
        ResourceTarget::parse(arn.as_str(), &request.action, true)?
    } else {
        ResourceTarget::one(arn.clone())
    };
    let in_arn = Some(arn.account()).filter(|account| is_account_id(account));
    let owner = in_arn.map(Box::from).or_else(|| request.principal.account.clone());
    let sent = Some(catalog.keys_sent(found, &[index]));
    let reference = KeyReference { sent, ..request.facts.reference.clone() };
    let mut notes = vec![added_note(request, &touched.name)];
    notes.extend(request.notes.iter().filter(|note| is_about_caller(note)).cloned());
    if let (None, Some(owner)) = (in_arn, &owner) {
        let message = format!("the resource is taken to belong to the caller's account {owner}");
        notes.push(Note::new("D-15", message));
    }
    let policies = without_policy(&target, &request.action);
    let request = Request {
        resource: target,
        resource_account: owner,
        resource_tags: None,
        facts: ActionFacts { reference, ..request.facts.clone() },
        public_access_block: PublicAccessBlock::default(),
        grants: Vec::new(),
        notes,
        ..request.clone()
    };
    Some(Authorization {
        request,
        policies: PolicySet { resource: policies, ..call.policies.clone() },
    })
}

fn added_note(call: &Request, name: &str) -> Note {
    let action = call.action.as_str();
    let message = format!(
        "a call of {action} touches a resource of type `{name}` too, which the question does not \
         name, so it is asked about any; name it in `alsoRequires` or with `--also`"
    );
    Note::new("R-10", message)
}

/// Whether a note on the call is about who asks, not about the resource.
fn is_about_caller(note: &Note) -> bool {
    matches!(note.rule.0, "P-5" | "K-1" | "C-16")
}

fn place_of<'a>(found: ActionOfService<'a>, request: &'a Request) -> Touched<'a> {
    let arn = request.resource_arn();
    let told = |part: fn(&Arn) -> &str| arn.map(part).filter(|text| !text.is_empty());
    let given = match request.given("aws:requestedregion") {
        Some(Given::Values(values)) => values.first().map(|value| &**value),
        _ => None,
    };
    let own = Some(&*request.principal.partition).filter(|own| !own.is_empty());
    let named = arn.and_then(|arn| {
        let types = found.types_of(&request.resource);
        Some((arn, found.resource_type(*types.first()?).format_of(arn)?))
    });
    Touched {
        partition: told(Arn::partition).or(own).unwrap_or("aws"),
        region: told(Arn::region).or(given).unwrap_or("*"),
        account: request.resource_account.as_deref().unwrap_or("*"),
        named,
    }
}

impl Named {
    /// Takes away what the call's context gives for resources of other types.
    // AWS: R-10
    fn leave_out_keys_of_others(&mut self, everywhere: &KeyReference) {
        let request = &mut self.authorization.request;
        if request.facts.context_keys.is_some() {
            return;
        }
        let (reference, own_keys) = (&request.facts.reference, &self.own_keys);
        request.context.retain(|(name, _)| {
            let is_of_others = reference.standing(name) == Standing::NeverSent
                && everywhere.standing(name) == Standing::Sent;
            own_keys.contains(name) || !is_of_others
        });
    }
}
