//! The policies that a change is about, and whom they touch.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::{aliases, names};
use super::saying::{Saying, Sayings, mentions};
use crate::aws::PolicyKind;
use crate::environment::{Caller, Environment, Fact, Held, Holder, Organization};
use crate::request::Principal;

/// A policy that is worth asking about.
#[derive(Clone, Debug)]
pub(super) struct Touched<'e> {
    pub(super) held: Held<'e>,
    pub(super) kind: PolicyKind,
    /// The resource that it belongs to, or the endpoint.
    pub(super) about: Option<Box<str>>,
    /// The users and roles that it touches; whom it names itself comes on top.
    pub(super) who: BTreeSet<Box<str>>,
}

/// Every policy that a change touches: those that differ, and those that count for somebody whose
/// limits, tags or organization differ.
pub(super) fn touched<'e>(before: &'e Environment, after: &'e Environment) -> Vec<Touched<'e>> {
    let mut found = Gathering::new([before, after]);
    found.limits();
    found.callers();
    found.resources();
    found.endpoints();
    found.organization();
    found.all.into_values().collect()
}

type Key = (PolicyKind, Saying, Option<Box<str>>);

struct Gathering<'e> {
    sides: [&'e Environment; 2],
    sayings: Sayings,
    all: BTreeMap<Key, Touched<'e>>,
    /// Users and roles of either side by ARN.
    principals: BTreeMap<Box<str>, Known>,
    /// Accounts whose service control policies differ.
    limited: BTreeSet<Box<str>>,
}

/// A user or role.
#[derive(Clone, Debug)]
struct Known {
    principal: Principal,
    /// On which sides it is.
    on: [bool; 2],
}

/// Keys that say something of an organization.
const OF_ORGANIZATION: &[&str] = &["principalorg", "resourceorg", "sourceorg", "vpceorg"];

impl<'e> Gathering<'e> {
    fn new(sides: [&'e Environment; 2]) -> Self {
        let mut principals: BTreeMap<Box<str>, Known> = BTreeMap::new();
        for (side, environment) in sides.into_iter().enumerate() {
            for known in environment.principals() {
                let arn = known.arn();
                let Ok(principal) = Principal::parse(&arn) else { continue };
                let found =
                    principals.entry(arn.into()).or_insert(Known { principal, on: [false, false] });
                found.on[side] = true;
            }
        }
        let (sayings, all) = (Sayings::default(), BTreeMap::new());
        Self { sides, sayings, all, principals, limited: BTreeSet::new() }
    }

    fn add(
        &mut self,
        held: Held<'e>,
        kind: PolicyKind,
        about: Option<&str>,
        who: impl IntoIterator<Item = Box<str>>,
    ) {
        let about: Option<Box<str>> = about.map(Box::from);
        let key = (kind, self.sayings.of(held), about.clone());
        let new = || Touched { held, kind, about, who: BTreeSet::new() };
        self.all.entry(key).or_insert_with(new).who.extend(who);
    }

    /// Adds the policies of two lists that are in one of them only; tells whether there are any.
    fn add_differing(
        &mut self,
        [one, other]: [&[Held<'e>]; 2],
        kind: PolicyKind,
        who: &BTreeSet<Box<str>>,
    ) -> bool {
        let mut say = |list: &[Held<'e>]| -> BTreeSet<Saying> {
            list.iter().map(|held| self.sayings.of(*held)).collect()
        };
        let (in_one, in_other) = (say(one), say(other));
        let mut differ = false;
        for held in one.iter().chain(other) {
            let saying = self.sayings.of(*held);
            if in_one.contains(&saying) != in_other.contains(&saying) {
                differ = true;
                self.add(*held, kind, None, who.iter().cloned());
            }
        }
        differ
    }

    fn of_account(&self, account: &str) -> BTreeSet<Box<str>> {
        let is_of = |known: &Known| known.principal.account.as_deref() == Some(account);
        self.principals
            .iter()
            .filter(|(_, known)| is_of(known))
            .map(|(arn, _)| arn.clone())
            .collect()
    }

    /// Accounts of either side, those that an organization has included.
    fn accounts(&self) -> BTreeSet<Box<str>> {
        let [one, other] = self.sides;
        let mut all: BTreeSet<Box<str>> =
            names(&one.accounts, &other.accounts).into_iter().map(Box::from).collect();
        for organization in self.sides.iter().filter_map(|side| side.organization.known()) {
            let members = organization.facts().accounts.unwrap_or_default();
            all.extend(members.into_iter().map(|(id, _)| id));
        }
        all
    }

    /// Service and resource control policies.
    fn limits(&mut self) {
        let [one, other] = self.sides;
        for account in self.accounts() {
            let mut who = self.of_account(&account);
            who.insert(format!("arn:aws:iam::{account}:root").into());
            let sides = [one, other].map(|side| side.service_control(&account));
            let exempt = [one, other].map(|side| is_managing(side, &account));
            if self.levels_differ(&sides, PolicyKind::ServiceControl, &who)
                || exempt[0] != exempt[1]
            {
                self.limited.insert(account.clone());
            }
            let sides = [one, other].map(|side| side.resource_control(&account));
            if self.levels_differ(&sides, PolicyKind::ResourceControl, &who) {
                self.resources_of(&account);
                for arn in who {
                    self.identity_of(&arn);
                }
            }
        }
    }

    fn levels_differ(
        &mut self,
        [one, other]: &[Vec<Vec<Held<'e>>>; 2],
        kind: PolicyKind,
        who: &BTreeSet<Box<str>>,
    ) -> bool {
        let mut say = |levels: &[Vec<Held<'e>>]| -> Vec<BTreeSet<Saying>> {
            let level =
                |level: &Vec<Held<'e>>| level.iter().map(|held| self.sayings.of(*held)).collect();
            levels.iter().map(level).collect()
        };
        if say(one) == say(other) {
            return false;
        }
        let none = Vec::new();
        for level in 0..one.len().max(other.len()) {
            let of = |levels: &'_ [Vec<Held<'e>>]| levels.get(level).unwrap_or(&none).clone();
            let (one, other) = (of(one), of(other));
            self.add_differing([&one, &other], kind, who);
        }
        true
    }

    /// The policies of an account's resources, and their other users.
    fn resources_of(&mut self, account: &str) {
        for side in self.sides {
            for (arn, resource) in side.resources.iter() {
                let is_own = resource.account.as_deref() == Some(account)
                    || arn.split(':').nth(4) == Some(account);
                if let (true, Fact::Is(policy)) = (is_own, &resource.policy) {
                    self.add(Held::Stored(policy), PolicyKind::Resource, Some(arn), []);
                }
            }
        }
    }

    fn caller(&self, arn: &str, side: usize) -> Option<Caller<'e>> {
        let known = self.principals.get(arn)?;
        known.on[side].then(|| self.sides[side].caller(&known.principal))
    }

    /// All identity-based policies of a user or role, on both sides.
    fn identity_of(&mut self, arn: &str) {
        for side in [0, 1] {
            for held in self.caller(arn, side).map(|caller| caller.identity).unwrap_or_default() {
                self.add(held, PolicyKind::Identity, None, [arn.into()]);
            }
        }
    }

    /// Users and roles.
    fn callers(&mut self) {
        let all: Vec<(Box<str>, Known)> =
            self.principals.iter().map(|(arn, known)| (arn.clone(), known.clone())).collect();
        for (arn, known) in all {
            let who = BTreeSet::from([arn.clone()]);
            let sides = [0, 1].map(|side| self.caller(&arn, side));
            let identity = [0, 1].map(|side| {
                sides[side].as_ref().map(|caller| caller.identity.clone()).unwrap_or_default()
            });
            self.add_differing([&identity[0], &identity[1]], PolicyKind::Identity, &who);
            let boundary = [0, 1].map(|side| boundary(sides[side].as_ref()));
            let kind = PolicyKind::PermissionsBoundary;
            let limited = self.add_differing([&boundary[0], &boundary[1]], kind, &who);
            let account = known.principal.account.as_deref().unwrap_or_default();
            let tagged =
                known.on == [true, true] && tags(sides[0].as_ref()) != tags(sides[1].as_ref());
            if limited || tagged || self.limited.contains(account) {
                self.identity_of(&arn);
            }
            if tagged {
                self.mentioning(&["principaltag"], &who);
            }
            if known.on[0] != known.on[1] {
                let everybody = [&*arn, r#""Principal":"*""#, r#""AWS":"*""#];
                self.mentioning(&everybody, &who);
            }
        }
    }

    /// Resource-based policies that name any of these texts.
    fn mentioning(&mut self, texts: &[&str], who: &BTreeSet<Box<str>>) {
        for side in self.sides {
            for (arn, resource) in side.resources.iter() {
                if let Fact::Is(policy) = &resource.policy
                    && mentions(&self.sayings.of_stored(policy), texts)
                {
                    let held = Held::Stored(policy);
                    self.add(held, PolicyKind::Resource, Some(arn), who.iter().cloned());
                }
            }
        }
    }

    /// Resources whose policy or what it hangs on differs, and trust policies.
    fn resources(&mut self) {
        let [one, other] = self.sides;
        for arn in names(&one.resources, &other.resources) {
            let sides = [one, other].map(|side| side.resources.get(arn));
            let fact = |side: usize| {
                sides[side].map(|found| {
                    (&found.account, found.public_access_block, &found.tags, aliases(found))
                })
            };
            let policies = sides.map(|found| found.and_then(|found| found.policy.known()));
            let says = policies.map(|policy| policy.map(|policy| self.sayings.of_stored(policy)));
            let is_tagged = sides.iter().all(Option::is_some)
                && sides[0].map(|found| &found.tags) != sides[1].map(|found| &found.tags);
            let is_there = policies.iter().any(Option::is_some);
            if says[0] != says[1] || (is_there && fact(0) != fact(1)) {
                for policy in policies.into_iter().flatten() {
                    self.add(Held::Stored(policy), PolicyKind::Resource, Some(arn), []);
                }
            }
            let named = sides.map(|found| found.map(aliases).unwrap_or_default());
            if named[0] != named[1] {
                self.identity_about(arn, &["alias"]);
            }
            if is_tagged {
                self.identity_about(arn, &["resourcetag"]);
            }
        }
        self.trust();
    }

    /// Identity-based policies that name any of these texts, asked about one resource.
    fn identity_about(&mut self, resource: &str, texts: &[&str]) {
        let arns: Vec<Box<str>> = self.principals.keys().cloned().collect();
        for arn in arns {
            for side in [0, 1] {
                let Some(caller) = self.caller(&arn, side) else { continue };
                for held in caller.identity {
                    if mentions(&self.sayings.of(held), texts) {
                        self.add(held, PolicyKind::Identity, Some(resource), [arn.clone()]);
                    }
                }
            }
        }
    }

    fn trust(&mut self) {
        let all: Vec<(Box<str>, Known)> =
            self.principals.iter().map(|(arn, known)| (arn.clone(), known.clone())).collect();
        for (arn, known) in all {
            let trust = [0, 1].map(|side| {
                let holder = self.sides[side].holder(&known.principal);
                match holder.filter(|_| known.on[side]) {
                    Some(Holder::Role(role)) => role.trust.known(),
                    Some(Holder::User(_)) | None => None,
                }
            });
            let says = trust.map(|policy| policy.map(|policy| self.sayings.of_stored(policy)));
            if says[0] == says[1] {
                continue;
            }
            for policy in trust.into_iter().flatten() {
                self.add(Held::Stored(policy), PolicyKind::Trust, Some(&arn), []);
            }
        }
    }

    fn endpoints(&mut self) {
        let [one, other] = self.sides;
        let everybody: BTreeSet<Box<str>> = self.principals.keys().cloned().collect();
        for id in names(&one.endpoints, &other.endpoints) {
            let policies = [one, other]
                .map(|side| side.endpoints.get(id).and_then(|found| found.policy.known()));
            let says = policies.map(|policy| policy.map(|policy| self.sayings.of_stored(policy)));
            if says[0] != says[1] {
                for policy in policies.into_iter().flatten() {
                    let held = Held::Stored(policy);
                    self.add(held, PolicyKind::VpcEndpoint, Some(id), everybody.iter().cloned());
                }
            }
        }
    }

    /// What policies say of the organization, where its ids or its tree differ.
    fn organization(&mut self) {
        let [one, other] =
            self.sides.map(|side| side.organization.known().map(Organization::facts));
        let what = |one: &Option<crate::request::Organization>| {
            one.as_ref().map(|one| (one.id.clone(), one.accounts.clone()))
        };
        if what(&one) == what(&other) {
            return;
        }
        let everybody: BTreeSet<Box<str>> = self.principals.keys().cloned().collect();
        self.mentioning(OF_ORGANIZATION, &everybody);
        for arn in everybody {
            for side in [0, 1] {
                let Some(caller) = self.caller(&arn, side) else { continue };
                for held in caller.identity {
                    if mentions(&self.sayings.of(held), OF_ORGANIZATION) {
                        self.add(held, PolicyKind::Identity, None, [arn.clone()]);
                    }
                }
            }
        }
    }
}

fn is_managing(environment: &Environment, account: &str) -> bool {
    let organization = environment.organization.known();
    organization.is_some_and(|known| known.management_account.as_deref() == Some(account))
}

fn boundary<'e>(caller: Option<&Caller<'e>>) -> Vec<Held<'e>> {
    caller.and_then(|caller| caller.permissions_boundary.known().copied()).into_iter().collect()
}

/// Tags as an environment has them.
type Tags = Fact<Vec<(Box<str>, Box<str>)>>;

fn tags<'e>(caller: Option<&Caller<'e>>) -> Option<&'e Tags> {
    Some(match caller?.holder? {
        Holder::User(user) => &user.tags,
        Holder::Role(role) => &role.tags,
    })
}
