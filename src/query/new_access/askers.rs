//! Who asks: users, roles and root users of either environment, with their layers in both.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::roots::accounts;
use super::said::Sayings;
use crate::bundle::{Placed, PolicyReader, Question, QuestionFields, Trouble};
use crate::compile::{Layer, PolicySet};
use crate::environment::Environment;
use crate::query::asked::Caller;
use crate::query::who::{Population, Sort};
use crate::request::{ActionFacts, PrincipalKind, PublicAccessBlock, Request, Tags};
use crate::text::{Arrange, Node, Source};

/// Somebody on one side.
#[derive(Clone)]
pub(super) struct Person {
    /// What all of its requests have in common.
    pub(super) request: Request,
    /// The layers on its side.
    pub(super) policies: PolicySet,
}

/// Somebody who asks, before and after.
pub(super) struct Asker {
    pub(super) name: Box<str>,
    /// `None` where there is no such user or role.
    pub(super) sides: [Option<Person>; 2],
    /// Whether the layers say the same on both sides.
    pub(super) has_same_policies: bool,
    /// Whether the caller has the same id, tags and organization on both sides.
    pub(super) has_same_facts: bool,
}

impl Asker {
    /// Whether nothing about the caller differs.
    pub(super) fn is_same(&self) -> bool {
        self.has_same_policies && self.has_same_facts
    }

    /// The caller as it is on the side where it is, without policies of its own.
    pub(super) fn without_policies(&self) -> Option<Person> {
        let person = self.sides.iter().flatten().next()?;
        let policies = PolicySet { identity: Layer::default(), ..person.policies.clone() };
        Some(Person { request: person.request.clone(), policies })
    }

    pub(super) fn account(&self) -> Option<&str> {
        let person = self.sides.iter().flatten().next()?;
        person.request.principal.account.as_deref()
    }
}

type ByName = BTreeMap<Box<str>, ([Option<Caller>; 2], Sort)>;

/// Everybody of either environment who has policies or is a root user.
///
/// # Errors
/// Every mistake that leaves a policy without a meaning.
pub(super) fn callers(
    environments: [&Environment; 2],
    reader: &mut PolicyReader<'_>,
) -> Result<ByName, Vec<Trouble>> {
    let mut all = ByName::new();
    let accounts = accounts(environments);
    for (side, environment) in environments.into_iter().enumerate() {
        let Population { who, callers, .. } =
            Population::with_roots_of(&accounts, environment, reader)?;
        for (who, caller) in who.into_iter().zip(callers) {
            if matches!(who.sort, Sort::User | Sort::Role | Sort::Root | Sort::Session) {
                all.entry(who.name).or_insert(([None, None], who.sort)).0[side] = Some(caller);
            }
        }
    }
    complete_sessions(&mut all);
    all.retain(|_, (sides, sort)| *sort != Sort::Root || sides.iter().all(Option::is_some));
    Ok(all)
}

/// A session that a policy of one side names is one of its role on the other side as well, and a
/// federated user is one on both.
fn complete_sessions(all: &mut ByName) {
    let role_of = |caller: &Caller| match &caller.principal.kind {
        PrincipalKind::RoleSession { name, .. } => {
            Some((caller.principal.account.clone(), name.clone()))
        }
        _ => None,
    };
    for (sides, _) in all.values_mut() {
        let [one, other] = sides.each_ref().map(|side| side.clone().filter(is_federated_user));
        match (one, other) {
            (Some(one), None) if sides[1].is_none() => sides[1] = Some(one),
            (None, Some(other)) if sides[0].is_none() => sides[0] = Some(other),
            _ => {}
        }
    }
    for side in [0, 1] {
        let mut roles = BTreeMap::new();
        for (sides, sort) in all.values() {
            if let (Sort::Role, Some(caller)) = (sort, &sides[side]) {
                roles.insert(role_of(caller), caller.clone());
            }
        }
        for (sides, sort) in all.values_mut() {
            let missing = *sort == Sort::Session && sides[side].is_none();
            let Some(other) = sides[1 - side].as_ref().filter(|_| missing) else { continue };
            let role = roles.get(&role_of(other)).cloned();
            let session = role.map(|role| {
                let mut principal = other.principal.clone();
                principal.id.clone_from(&role.principal.id);
                Caller { principal, ..role }
            });
            sides[side] = session;
        }
    }
}

fn is_federated_user(caller: &Caller) -> bool {
    matches!(caller.principal.kind, PrincipalKind::FederatedUser { .. })
}

/// Whether what is known of the organization is the same on both sides.
pub(super) fn have_same_organization(samples: &[Request; 2]) -> bool {
    let [one, other] = samples.each_ref().map(|one| format!("{:?}", one.organization));
    one == other
}

/// The callers as they ask in both environments, of each of which a request is given. All policies
/// that count were read before.
pub(super) fn askers(callers: ByName, samples: &[Request; 2], sayings: &mut Sayings) -> Vec<Asker> {
    let has_same_organization = have_same_organization(samples);
    let mut askers = Vec::new();
    for (name, (sides, _)) in callers {
        let person = |side: usize| {
            let Caller { principal, tags, policies } = sides[side].clone()?;
            let request = samples[side].clone();
            let request = Request { principal, principal_tags: tags, ..request };
            Some(Person { request, policies })
        };
        let sides = [person(0), person(1)];
        let (mut has_same_policies, mut has_same_facts) = (false, false);
        if let [Some(one), Some(other)] = &sides {
            has_same_policies =
                sayings.of_caller(&one.policies) == sayings.of_caller(&other.policies);
            has_same_facts = has_same_organization && facts_of(one) == facts_of(other);
        }
        askers.push(Asker { name, sides, has_same_policies, has_same_facts });
    }
    askers
}

pub(super) fn facts_of(person: &Person) -> (Option<&str>, &PrincipalKind, Tags) {
    let Request { principal, principal_tags, .. } = &person.request;
    let mut tags = principal_tags.clone();
    if let Some(tags) = &mut tags {
        tags.arrange();
    }
    (principal.id.as_deref(), &principal.kind, tags)
}

/// A request in an environment, of which only the surroundings count.
///
/// # Errors
/// None that anybody has seen.
pub(super) fn sample(
    environment: &Environment,
    facts: &ActionFacts,
    reader: &mut PolicyReader<'_>,
) -> Result<Request, Vec<Trouble>> {
    let source = Arc::new(Source::new("", ""));
    let node = Node::of_members([
        ("principal", Node::of_text("anonymous")),
        ("action", Node::of_text("sts:GetCallerIdentity")),
        ("resource", Node::of_text("*")),
    ]);
    let whole = Placed { node: &node, source: &source };
    let mut fields = QuestionFields::of_bundle(None, whole).map_err(|why| vec![why])?;
    fields.environment = Some(environment);
    let question = Question::read(&fields, reader)?;
    let Some(mut request) = question.authorizations.into_iter().next().map(|one| one.request)
    else {
        return Err(vec![whole.trouble("invalid-request", "there is no request to begin with")]);
    };
    request.context.clear();
    request.notes.clear();
    request.public_access_block = PublicAccessBlock::default();
    request.facts = facts.clone();
    Ok(request)
}
