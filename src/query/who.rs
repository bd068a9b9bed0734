//! Everybody whom an environment or its policies name.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::asked::Caller;
use crate::aws::{Arn, PolicyKind};
use crate::bundle::{PolicyReader, Trouble, complete};
use crate::compile::{CompiledPolicy, Layer, PolicySet};
use crate::environment::{Environment, Fact, Held, Holder, Origin, has_path, key_of_unknown};
use crate::policy::{Effect, PrincipalElement, PrincipalValue};
use crate::request::{Principal, PrincipalKind};
use crate::text::{Source, Span, printable};

/// Somebody who may ask.
#[derive(Clone, Debug)]
pub struct Who {
    /// The ARN, the service's name, `anonymous`.
    pub name: Box<str>,
    /// What sort of caller it is.
    pub sort: Sort,
    /// Whether the environment knows only a part of what the caller holds.
    pub is_partial: bool,
}

/// Sorts of callers, as answers list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sort {
    /// A user of the environment.
    User,
    /// An unnamed session of a role of the environment.
    Role,
    /// A session of a role by its name.
    Session,
    /// The root user of an account of the environment.
    Root,
    /// An AWS service.
    Service,
    /// An identity provider.
    Provider,
    /// Somebody whom the environment does not have, mostly of another account.
    External,
    /// Everybody, without credentials.
    Anonymous,
}

impl Sort {
    /// `user`, `role`, ..
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Role => "role",
            Self::Session => "session",
            Self::Root => "root",
            Self::Service => "service",
            Self::Provider => "provider",
            Self::External => "external",
            Self::Anonymous => "anonymous",
        }
    }
}

/// Everybody, with the layers on their side.
#[derive(Clone, Debug, Default)]
pub struct Population {
    /// Who they are.
    pub who: Vec<Who>,
    /// The same as callers, in the same order.
    pub callers: Vec<Caller>,
    /// In words, what makes the condition keys of policies that nobody knows say that they allow.
    pub unknown: BTreeMap<String, String>,
}

impl Population {
    /// Users, roles and root users of an environment, and everybody whom its policies let in.
    ///
    /// # Errors
    /// Every mistake that leaves a policy without a meaning.
    pub fn of(
        environment: &Environment,
        reader: &mut PolicyReader<'_>,
    ) -> Result<Self, Vec<Trouble>> {
        Self::with_roots_of(&[], environment, reader)
    }

    /// The same with the root users of these accounts.
    ///
    /// # Errors
    /// Every mistake that leaves a policy without a meaning.
    pub fn with_roots_of(
        accounts: &[Box<str>],
        environment: &Environment,
        reader: &mut PolicyReader<'_>,
    ) -> Result<Self, Vec<Trouble>> {
        let population = Self::default();
        let mut all = Gathering { environment, reader, population, names: HashSet::new() };
        all.known()?;
        for account in accounts {
            let partition = environment.partition_of(account);
            all.add(&format!("arn:{partition}:iam::{account}:root"), Sort::Root)?;
        }
        all.named()?;
        Ok(all.population)
    }

    /// The number of somebody by name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.who.iter().position(|one| *one.name == *name)
    }
}

struct Gathering<'a, 'd> {
    environment: &'a Environment,
    reader: &'a mut PolicyReader<'d>,
    population: Population,
    names: HashSet<Box<str>>,
}

impl Gathering<'_, '_> {
    fn known(&mut self) -> Result<(), Vec<Trouble>> {
        for known in self.environment.principals() {
            let sort = if known.kind == "user" { Sort::User } else { Sort::Role };
            self.add(&known.arn(), sort)?;
        }
        for (id, _) in self.environment.accounts.iter() {
            let partition = self.environment.partition_of(id);
            self.add(&format!("arn:{partition}:iam::{id}:root"), Sort::Root)?;
        }
        Ok(())
    }

    /// Adds somebody who is not there yet, with what the environment knows.
    fn add(&mut self, name: &str, sort: Sort) -> Result<(), Vec<Trouble>> {
        let Ok(mut principal) = Principal::parse(name) else { return Ok(()) };
        if self.has_another_path(&principal) || !self.names.insert(name.into()) {
            return Ok(());
        }
        let known = self.environment.caller(&principal);
        let has_policies = matches!(
            principal.kind,
            PrincipalKind::User { .. } | PrincipalKind::RoleSession { .. }
        );
        let mut identity = self.held(&known.identity, PolicyKind::Identity)?;
        if has_policies && known.holder.is_none() {
            identity = self.identity_nobody_knows(name)?;
        }
        let permissions_boundary = match known.permissions_boundary {
            Fact::Is(held) => Some(self.held(&[held], PolicyKind::PermissionsBoundary)?),
            Fact::None | Fact::Unsaid => None,
        };
        let levels = known.service_control.iter();
        let service_control: Result<_, _> =
            levels.map(|level| self.held(level, PolicyKind::ServiceControl)).collect();
        let policies = PolicySet {
            identity,
            permissions_boundary,
            service_control: service_control?,
            ..PolicySet::default()
        };
        let is_partial = match known.holder {
            Some(Holder::User(user)) => user.partial.is_some(),
            Some(Holder::Role(role)) => role.partial.is_some(),
            None => false,
        };
        let mut tags = None;
        complete(&mut principal, &mut tags, self.environment, &mut Vec::new());
        self.population.callers.push(Caller { principal, tags, policies });
        self.population.who.push(Who { name: name.into(), sort, is_partial });
        Ok(())
    }

    /// Whether the user or role of that name has another path, so that nobody has this ARN.
    // AWS: P-5, P-7
    fn has_another_path(&self, principal: &Principal) -> bool {
        let (arn, path) = match (&principal.kind, self.environment.holder(principal)) {
            (PrincipalKind::User { arn }, Some(Holder::User(user))) => (arn, &user.path),
            (
                PrincipalKind::RoleSession { role: Some(arn), path_known: true, .. },
                Some(Holder::Role(role)),
            ) => (arn, &role.path),
            _ => return false,
        };
        !has_path(arn, path, arn.resource().rsplit('/').next().unwrap_or_default())
    }

    fn held(&mut self, held: &[Held<'_>], kind: PolicyKind) -> Result<Layer, Vec<Trouble>> {
        for one in held {
            match one {
                Held::Stored(_) | Held::OfAws(..) => {}
                Held::Missing(name, _) => {
                    self.tell(
                        name,
                        &format!("{name}, which the environment does not have, allows it"),
                    );
                }
                Held::Rest { kind: what, name, origin } => {
                    let words = format!(
                        "other policies of the {what} {name} allow it: {origin} has only a part"
                    );
                    self.tell(&format!("{what}/{name}"), &words);
                }
                Held::Unknown(name, _) => {
                    let why = self.environment.why_unknown(&key_of_unknown(name));
                    let why = why.map_or_else(|| (*name).to_owned(), |one| one.why.to_string());
                    self.tell(name, &format!("the policy that is not known ({why}) allows it"));
                }
            }
        }
        self.reader.all_held(held.iter().copied(), kind)
    }

    fn tell(&mut self, name: &str, words: &str) {
        self.population.unknown.insert(key_of_unknown(name).to_lowercase(), printable(words));
    }

    /// The policies of somebody whom the environment does not have.
    fn identity_nobody_knows(&mut self, name: &str) -> Result<Layer, Vec<Trouble>> {
        let source = Arc::new(Source::new(name, ""));
        let origin = Origin::new(&source, Span::default());
        let of = format!("policies of {name}");
        self.tell(
            &of,
            &format!("the policies of {name}, which the environment does not have, allow it"),
        );
        self.reader.all_held([Held::Unknown(&of, &origin)], PolicyKind::Identity)
    }

    /// Everybody whom a resource's policy or a role's trust policy names.
    fn named(&mut self) -> Result<(), Vec<Trouble>> {
        let mut policies: Vec<Arc<CompiledPolicy>> = Vec::new();
        for (_, resource) in self.environment.resources.iter() {
            if let Fact::Is(policy) = &resource.policy {
                policies.push(self.reader.held(Held::Stored(policy), PolicyKind::Resource)?);
            }
        }
        for (_, account) in self.environment.accounts.iter() {
            for (_, role) in account.roles.iter() {
                if let Fact::Is(trust) = &role.trust {
                    policies.push(self.reader.held(Held::Stored(trust), PolicyKind::Trust)?);
                }
            }
        }
        for policy in policies {
            for statement in &policy.document.statements {
                match (&statement.principal, statement.effect) {
                    (Some(element), Effect::Allow) => self.add_named(element)?,
                    (Some(element), Effect::Deny) => self.add_federated_users(element)?,
                    (None, _) => {}
                }
            }
        }
        Ok(())
    }

    /// Federated users of whom nothing else speaks: whoever is denied something may be allowed it by
    /// what is for everybody.
    fn add_federated_users(&mut self, element: &PrincipalElement) -> Result<(), Vec<Trouble>> {
        for entry in &element.entries {
            if let PrincipalValue::FederatedUser(arn) = &entry.value {
                self.add(arn.as_str(), Sort::Session)?;
            }
        }
        Ok(())
    }

    fn add_named(&mut self, element: &PrincipalElement) -> Result<(), Vec<Trouble>> {
        if element.negated {
            return self.add("anonymous", Sort::Anonymous);
        }
        for entry in &element.entries {
            match &entry.value {
                PrincipalValue::Everyone => self.add("anonymous", Sort::Anonymous)?,
                PrincipalValue::Account { account, partition } => {
                    let partition = partition.as_deref().unwrap_or("aws");
                    self.add(&format!("arn:{partition}:iam::{account}:root"), Sort::External)?;
                }
                PrincipalValue::User(arn) | PrincipalValue::Role(arn) => {
                    self.add(arn.as_str(), Sort::External)?;
                }
                PrincipalValue::AssumedRole(arn) | PrincipalValue::FederatedUser(arn) => {
                    let sort = self.sort_of_session(arn);
                    self.add(arn.as_str(), sort)?;
                }
                PrincipalValue::Federated(name) => self.add(name, Sort::Provider)?,
                PrincipalValue::Service(name) => self.add(name, Sort::Service)?,
                PrincipalValue::CanonicalUser(id) => self.add(id, Sort::External)?,
                // INVARIANT: ids of users and roles of the environment are theirs; others are of
                // users and roles that are gone.
                PrincipalValue::UniqueId(_) | PrincipalValue::Nobody => {}
            }
        }
        Ok(())
    }

    fn sort_of_session(&self, arn: &Arn) -> Sort {
        let is_known = self.environment.accounts.get(arn.account()).is_some();
        if is_known { Sort::Session } else { Sort::External }
    }
}
