//! The policies of an environment, one by one.

use std::collections::{BTreeSet, HashSet};

use super::left_out::LeftOut;
use crate::aws::{Arn, PolicyKind};
use crate::environment::{Environment, Fact, Held, KnownPrincipal, StoredPolicy};
use crate::evaluate::Gate;
use crate::request::Principal;
use crate::text::{Node, Value};

/// A policy of an environment, and whom or what it is asked about.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) policy: StoredPolicy,
    pub(super) kind: PolicyKind,
    /// What people call it.
    pub(super) stem: String,
    /// The user or role who holds it, or who may ask for what it is about.
    pub(super) caller: Option<Box<str>>,
    /// The role or resource that it belongs to.
    pub(super) about: Option<Box<str>>,
}

impl Subject {
    /// Where it stands in a set of policies.
    pub(super) fn gate(&self) -> Gate {
        match self.kind {
            PolicyKind::PermissionsBoundary => Gate::PermissionsBoundary,
            PolicyKind::Resource | PolicyKind::Trust => Gate::Resource,
            _ => Gate::Identity,
        }
    }

    /// Whether it is its holder's alone, so that nobody else is asked about it.
    pub(super) fn is_of_holder(&self) -> bool {
        !matches!(self.kind, PolicyKind::Resource | PolicyKind::Trust)
    }
}

/// Whose policies are asked about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Only<'a> {
    /// A user or role by ARN.
    pub(super) caller: Option<&'a str>,
    /// A resource or role by ARN.
    pub(super) resource: Option<&'a str>,
}

/// How many texts the policies have together that are asked about at once: more than anybody reads.
const MOST_TEXTS: usize = 300;

/// The kinds of subject, which take turns where not all are asked about.
const KINDS: usize = 5;

/// The policies of an environment, each once and with the first who holds it; and what is left out.
pub(super) fn subjects(environment: &Environment, only: Only<'_>) -> (Vec<Subject>, LeftOut) {
    let mut listing = Listing {
        environment,
        seen: HashSet::new(),
        found: [const { Vec::new() }; KINDS],
        left: LeftOut::default(),
    };
    if only.resource.is_none() {
        let known = environment.principals();
        let is_meant = |arn: &String| only.caller.is_none_or(|meant| meant == arn);
        known.map(|one| (one, one.arn())).filter(|(_, arn)| is_meant(arn)).for_each(
            |(one, arn)| {
                listing.principal(one, &arn);
                listing.trust(one, &arn, None);
            },
        );
    }
    listing.resources(only);
    if only.caller.is_none() && only.resource.is_none() {
        listing.held_by_nobody();
        return listing.limited();
    }
    (listing.found.into_iter().flatten().collect(), listing.left)
}

struct Listing<'e> {
    environment: &'e Environment,
    /// The documents that are there already.
    seen: HashSet<(*const Node, PolicyKind)>,
    found: [Vec<Subject>; KINDS],
    left: LeftOut,
}

impl Listing<'_> {
    fn principal(&mut self, known: KnownPrincipal<'_>, arn: &str) {
        let Ok(principal) = Principal::parse(arn) else { return };
        let caller = self.environment.caller(&principal);
        let who = format!("{}/{}", known.kind, known.name);
        let place = usize::from(known.kind == "role");
        for held in caller.identity {
            self.held(held, PolicyKind::Identity, place, (&who, arn));
        }
        if let Fact::Is(held) = caller.permissions_boundary {
            self.held(held, PolicyKind::PermissionsBoundary, 2, (&who, arn));
        }
    }

    fn held(&mut self, held: Held<'_>, kind: PolicyKind, place: usize, (who, arn): (&str, &str)) {
        let policy = match held {
            Held::Stored(policy) => policy,
            Held::OfAws(name, _) => return self.left.of_aws(name),
            Held::Missing(name, _) | Held::Unknown(name, _) => return self.left.unknown(name),
            Held::Rest { kind, name, .. } => return self.left.in_part(kind, name),
        };
        if is_of_aws(&policy.name) {
            return self.left.of_aws(&policy.name);
        }
        let short = policy.name.rsplit('/').next().unwrap_or(&policy.name);
        let stem = if kind == PolicyKind::PermissionsBoundary {
            format!("{who}, boundary {short}")
        } else if policy.name.strip_prefix(who).is_some_and(|rest| rest.starts_with('/')) {
            policy.name.to_string()
        } else if policy.name.starts_with("arn:") {
            format!("{who}, {short}")
        } else {
            format!("{who}, {}", policy.name)
        };
        let subject =
            Subject { policy: policy.clone(), kind, stem, caller: Some(arn.into()), about: None };
        self.add(subject, place);
    }

    fn trust(&mut self, known: KnownPrincipal<'_>, arn: &str, caller: Option<&str>) {
        if known.kind != "role" {
            return;
        }
        let account = self.environment.accounts.get(known.account);
        let role = account.and_then(|account| account.roles.get(known.name));
        let Some(policy) = role.and_then(|role| role.trust.known()) else { return };
        let other = || self.environment.principals().map(|one| one.arn()).find(|one| one != arn);
        let subject = Subject {
            policy: policy.clone(),
            kind: PolicyKind::Trust,
            stem: format!("role/{}, trust", known.name),
            caller: caller.map(Box::from).or_else(|| other().map(Box::from)),
            about: Some(arn.into()),
        };
        self.add(subject, 3);
    }

    fn resources(&mut self, only: Only<'_>) {
        let environment = self.environment;
        for (arn, resource) in environment.resources.iter() {
            let is_meant = match only {
                Only { resource: Some(meant), .. } => meant == arn,
                Only { caller, .. } => caller.is_none(),
            };
            let Fact::Is(policy) = &resource.policy else { continue };
            if !is_meant {
                continue;
            }
            let owner = Arn::parse(arn).and_then(|arn| environment.target(&arn).account);
            let mut somebody = environment.principals();
            let somebody = somebody.find(|one| owner.is_none_or(|owner| owner == one.account));
            let subject = Subject {
                policy: policy.clone(),
                kind: PolicyKind::Resource,
                stem: arn.to_owned(),
                caller: only.caller.map(Box::from).or_else(|| somebody.map(|one| one.arn().into())),
                about: Some(arn.into()),
            };
            self.add(subject, 4);
        }
        let role = environment.principals().find(|one| Some(&*one.arn()) == only.resource);
        if let Some(role) = role {
            self.trust(role, &role.arn(), only.caller);
        }
    }

    fn add(&mut self, subject: Subject, place: usize) {
        // INVARIANT: a trust policy is about its role, so equal ones are several.
        let document = std::sync::Arc::as_ptr(&subject.policy.node);
        if self.seen.insert((document, subject.kind)) {
            self.found[place].push(subject);
        }
    }

    /// Managed policies that are attached to nobody, and groups without users.
    fn held_by_nobody(&mut self) {
        let held: HashSet<*const Node> = self.seen.iter().map(|(document, _)| *document).collect();
        for (_, account) in self.environment.accounts.iter() {
            let managed = account.policies.iter().filter(|(_, policy)| {
                let document = std::sync::Arc::as_ptr(&policy.document.node);
                !held.contains(&document) && !is_of_aws(&policy.document.name)
            });
            for (arn, _) in managed {
                self.left.held_by_nobody(arn);
            }
            let with_users: BTreeSet<&str> = account
                .users
                .iter()
                .flat_map(|(_, user)| user.groups.iter().map(|one| &**one))
                .collect();
            let empty = account
                .groups
                .iter()
                .filter(|(name, group)| !with_users.contains(name) && !group.policies.is_empty());
            for (name, _) in empty {
                self.left.held_by_nobody(&format!("group/{name}"));
            }
        }
    }

    /// As many as somebody reads: of each kind the first, then of each the second.
    fn limited(mut self) -> (Vec<Subject>, LeftOut) {
        let (mut texts, mut taken) = (0, BTreeSet::new());
        let most = self.found.iter().map(Vec::len).max().unwrap_or_default();
        for number in 0..most {
            for place in 0..KINDS {
                let Some(subject) = self.found[place].get(number) else { continue };
                let own = texts_in(&subject.policy.node);
                if texts == 0 || texts + own <= MOST_TEXTS {
                    texts += own;
                    taken.insert((place, number));
                } else {
                    self.left.too_many(subject.kind);
                }
            }
        }
        let all = self.found.into_iter().enumerate();
        let all = all.flat_map(|(place, list)| {
            list.into_iter().enumerate().map(move |(number, one)| ((place, number), one))
        });
        let kept = all.filter(|(place, _)| taken.contains(place)).map(|(_, one)| one).collect();
        (kept, self.left)
    }
}

fn is_of_aws(name: &str) -> bool {
    Arn::parse(name).is_some_and(|arn| arn.account() == "aws")
}

/// How many texts a document has: its actions, resources, values of conditions.
// INVARIANT: the readers nest at most `MAX_DEPTH` deep.
fn texts_in(node: &Node) -> usize {
    match &node.value {
        Value::List(items) => items.iter().map(texts_in).sum(),
        Value::Object(members) => members.iter().map(|member| texts_in(&member.value)).sum(),
        Value::Text(_) | Value::Null | Value::Bool(_) | Value::Number(_) => 1,
    }
}
