//! One caller, with all layers on both sides.

use std::collections::HashMap;

use super::askers::{Asker, Person, facts_of, have_same_organization};
use super::cells::{Cell, Estate};
use super::lost::Remembered;
use super::outcome::{NewAccess, Why};
use super::resources::Resources;
use super::said::Sayings;
use super::search::{Search, everything};
use super::untold::of_organization;
use crate::aws::Arn;
use crate::bundle::{Authorization, PolicyReader, Trouble};
use crate::catalog::Catalog;
use crate::compare::Universe;
use crate::compile::ResourcePolicy;
use crate::environment::{Environment, with_all_held};
use crate::request::{ActionFacts, PublicAccessBlock, Request};

/// Whether one caller is allowed on the second side what it is not on the first. What the requests
/// name is the resource that a resource-based policy belongs to; an environment has those of others.
///
/// # Errors
/// Every mistake that leaves a policy without a meaning.
pub(crate) fn new_access_of_one(
    sides: [Authorization; 2],
    environment: Option<&Environment>,
    (catalog, universe): (&Catalog, Universe),
    reader: &mut PolicyReader<'_>,
) -> Result<NewAccess, Vec<Trouble>> {
    let nothing = Environment::default();
    let around = environment.unwrap_or(&nothing);
    let mut sayings = Sayings::default();
    let mut resources = Resources::of([around, around], reader, &mut sayings)?;
    let everything = everything(reader)?;
    let mut facts = ActionFacts::default();
    facts.reference.known = Some(catalog.known_keys().clone());
    let own = own_cell(&sides, &mut sayings);
    for side in &sides {
        reader.add_asked_keys(&side.request);
    }
    let controls = sides.each_ref().map(|one| one.policies.resource_control.clone());
    let differ = sayings.of_levels(&controls[0]) != sayings.of_levels(&controls[1]);
    let said = sides.each_ref().map(|one| sayings.of_caller(&one.policies));
    let has_same_policies = said[0] == said[1];
    resources.own.extend(own);
    let [one, other] = sides.map(|one| person(one, &facts));
    let name = other.request.principal.text.clone();
    let requests = [one.request.clone(), other.request.clone()];
    let has_same_facts = facts_of(&one) == facts_of(&other) && have_same_organization(&requests);
    let untold = of_organization(&requests, reader.keys());
    let sides = [Some(one), Some(other)];
    let asker = Asker { name, sides, has_same_policies, has_same_facts };
    let mut others = resources.others(asker.account());
    if controls.iter().any(|levels| !levels.is_empty()) {
        for cell in resources.own.iter_mut().chain(&mut others) {
            cell.differing_limits = differ.then_some(usize::MAX);
            for (side, control) in cell.sides.iter_mut().zip(&controls) {
                side.control.clone_from(control);
            }
        }
    }
    let account = asker.account().map(Box::from);
    let by_account = account.map(|account| (account, others)).into_iter().collect();
    let search = Search {
        keys: reader.keys(),
        catalog,
        universe,
        resources,
        askers: vec![asker],
        everything,
        sayings,
        lost: Remembered::default(),
        facts,
    };
    let mut outcome = NewAccess::default();
    let alike = HashMap::new();
    let of_asker = |asker| search.of_asker(asker, &alike, &by_account);
    let found = search.askers.iter().map(of_asker).collect();
    search.add_all(&mut outcome, found);
    if let Some(why) = untold {
        outcome.leave_open(None, Why::NotKnown(why));
    }
    Ok(outcome)
}

fn person(Authorization { request, policies }: Authorization, facts: &ActionFacts) -> Person {
    let mut facts = facts.clone();
    facts.key_types.clone_from(&request.facts.key_types);
    let request = Request {
        facts,
        resource_tags: None,
        public_access_block: PublicAccessBlock::default(),
        grants: Vec::new(),
        ..request
    };
    Person { request, policies }
}

/// The resource that the requests name, if a side has a policy for it, or grants on it.
fn own_cell(sides: &[Authorization; 2], sayings: &mut Sayings) -> Option<Cell> {
    let has_policy = |one: &&Authorization| {
        one.policies.resource.policy().is_some() || !one.request.grants.is_empty()
    };
    let named = sides.iter().rev().find(has_policy)?;
    let arn: &Arn = named.request.resource.arn()?;
    let says = sides.each_ref().map(|one| sayings.of_resource(&one.policies.resource));
    let estate = |one: &Authorization| Estate {
        policy: Some(one.policies.resource.clone()),
        control: Vec::new(),
        block: one.request.public_access_block,
        grants: one.request.grants.clone(),
    };
    Some(Cell {
        name: arn.as_str().into(),
        patterns: with_all_held(arn),
        except: Vec::new(),
        owner: named.request.resource_account.clone(),
        policy_differs: says[0] != says[1],
        differing_limits: None,
        is_of_environment: true,
        sides: sides.each_ref().map(estate),
    })
}

/// Whether the requests of both sides name a resource-based policy, and the same resource for it.
pub(crate) fn name_one_resource(sides: &[Authorization; 2]) -> bool {
    let with_policy =
        sides.iter().filter(|one| !matches!(one.policies.resource, ResourcePolicy::None));
    let mut arns: Vec<Option<&Arn>> = with_policy.map(|one| one.request.resource.arn()).collect();
    arns.dedup();
    arns.len() <= 1 && arns.iter().all(Option::is_some)
}
