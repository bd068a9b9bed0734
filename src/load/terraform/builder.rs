//! The environment of one side of a plan.

use std::collections::{BTreeMap, BTreeSet};

use super::iam::{Holder, HolderKind};
use super::resources::Gathered;
use super::snapshot::Instance;
use super::values::{Known, Values};
use crate::aws::{Arn, is_account_id};
use crate::environment::{
    Account, Environment, Fact, Group, PolicyEntry, Removals, Resource, Role, UNKNOWN_PREFIX, User,
};
use crate::text::{Node, Value};

/// What a configuration gives.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// Names of the policies that each identity holds.
    identities: BTreeMap<Holder, BTreeSet<String>>,
    /// ARNs of resources with a policy.
    resources: BTreeSet<String>,
}

impl Given {
    /// What this has and a later one has not.
    pub(super) fn less(&self, later: &Self) -> Self {
        let none = BTreeSet::new();
        let gone = |(holder, names): (&Holder, &BTreeSet<String>)| {
            let still = later.identities.get(holder).unwrap_or(&none);
            (holder.clone(), names.difference(still).cloned().collect())
        };
        let identities = self.identities.iter().map(gone).collect();
        Self {
            identities,
            resources: self.resources.difference(&later.resources).cloned().collect(),
        }
    }
}

/// Puts an environment together.
#[derive(Debug)]
pub(super) struct Builder<'s> {
    pub(super) values: &'s Values<'s>,
    pub(super) environment: Environment,
    /// What roles hold as AWS told it, and not the configuration.
    told: Vec<(Holder, PolicyEntry)>,
    pub(super) gathered: Vec<Gathered<'s>>,
    /// Policies of resources as AWS told them, and not the configuration.
    pub(super) told_policies: Vec<Gathered<'s>>,
    /// The resources that the configuration gives a policy.
    pub(super) given_policies: BTreeSet<String>,
    /// The resources that the document itself has.
    pub(super) defined: BTreeSet<String>,
    pub(super) account_blocks: Vec<&'s Instance<'s>>,
}

impl<'s> Builder<'s> {
    /// All that the instances say.
    pub(super) fn of(values: &'s Values<'s>) -> Self {
        let environment = Environment::default();
        let mut builder = Self {
            values,
            environment,
            told: Vec::new(),
            gathered: Vec::new(),
            told_policies: Vec::new(),
            given_policies: BTreeSet::new(),
            defined: BTreeSet::new(),
            account_blocks: Vec::new(),
        };
        let instances = &values.snapshot().instances;
        for instance in instances {
            builder.iam_entity(instance);
        }
        for instance in instances {
            builder.iam_attachment(instance);
        }
        for instance in instances {
            builder.resource(instance);
        }
        builder.resource_policies();
        builder.organization();
        builder
    }

    /// What the configuration gives.
    pub(super) fn given(&self) -> Given {
        let mut identities = BTreeMap::<Holder, BTreeSet<String>>::new();
        for (account, held) in self.environment.accounts.iter() {
            let mut add = |kind, name: &str, policies: &[PolicyEntry]| {
                let holder = Holder { account: account.to_owned(), kind, name: name.to_owned() };
                let names = policies.iter().map(|entry| entry.name().to_owned());
                identities.entry(holder).or_default().extend(names);
            };
            held.users.iter().for_each(|(name, user)| add(HolderKind::User, name, &user.policies));
            held.groups
                .iter()
                .for_each(|(name, group)| add(HolderKind::Group, name, &group.policies));
            held.roles.iter().for_each(|(name, role)| add(HolderKind::Role, name, &role.policies));
        }
        Given { identities, resources: self.given_policies.clone() }
    }

    /// The environment, with what AWS told besides, less what is gone.
    pub(super) fn finish(mut self, gone: &Given) -> Environment {
        for (holder, entry) in std::mem::take(&mut self.told) {
            let names = gone.identities.get(&holder);
            let is_gone = names.is_some_and(|names| names.contains(entry.name()));
            let account = self.environment.accounts.get_mut(&holder.account);
            let role = account.and_then(|account| account.roles.get_mut(&holder.name));
            if let Some(role) = role.filter(|_| !is_gone) {
                push_new(&mut role.policies, entry);
            }
        }
        for told in std::mem::take(&mut self.told_policies) {
            let is_gone = gone.resources.contains(&told.arn);
            let resource = self.resource_at(&told.arn, told.instance);
            if !is_gone && !resource.policy.is_said() {
                resource.policy = Fact::Is(told.policy);
            }
        }
        self.environment.unknowns = self.values.unknowns.take();
        self.environment
    }

    pub(super) fn account(&mut self, id: &str, instance: &Instance<'_>) -> &mut Account {
        let partition = self.values.partition(instance);
        let account = self.environment.accounts.entry(id, Account::default);
        account.partition.get_or_insert_with(|| partition.into());
        account
    }

    /// The policies of an identity, which need not be defined here.
    pub(super) fn policies_of(
        &mut self,
        holder: &Holder,
        instance: &Instance<'_>,
    ) -> &mut Vec<PolicyEntry> {
        let origin = self.values.origin(instance);
        let partial = Some(Removals::default());
        let account = self.account(&holder.account, instance);
        match holder.kind {
            HolderKind::User => {
                let unseen = || User { partial, ..User::new(origin) };
                &mut account.users.entry(&holder.name, unseen).policies
            }
            HolderKind::Group => {
                let unseen = || Group { partial, ..Group::new(origin) };
                &mut account.groups.entry(&holder.name, unseen).policies
            }
            HolderKind::Role => {
                let unseen = || Role { partial, ..Role::new(origin) };
                &mut account.roles.entry(&holder.name, unseen).policies
            }
        }
    }

    /// An identity holds a policy.
    pub(super) fn hold(
        &mut self,
        holder: &Holder,
        instance: &Instance<'_>,
        entry: Option<PolicyEntry>,
    ) {
        if let Some(entry) = entry {
            push_new(self.policies_of(holder, instance), entry);
        }
    }

    /// The same; what only AWS told waits until it is known what else goes.
    pub(super) fn hold_or_keep(
        &mut self,
        holder: &Holder,
        instance: &Instance<'_>,
        entry: Option<PolicyEntry>,
        is_configured: bool,
    ) {
        match entry {
            Some(entry) if !is_configured => self.told.push((holder.clone(), entry)),
            entry => self.hold(holder, instance, entry),
        }
    }

    /// A managed policy by its ARN; where the whole ARN is unknown, so is the policy.
    pub(super) fn attached(&self, instance: &Instance<'_>, arn: &str) -> PolicyEntry {
        let origin = self.values.origin(instance);
        let start = format!("${{{UNKNOWN_PREFIX}");
        match arn.strip_prefix(&start).and_then(|rest| rest.strip_suffix('}')) {
            Some(unknown) => PolicyEntry::Unknown { unknown: unknown.into(), origin },
            None => PolicyEntry::Attached { arn: arn.into(), origin },
        }
    }

    /// The tags of a thing; unsaid where a part of them is not known.
    pub(super) fn tags(&self, instance: &'s Instance<'s>) -> Fact<Vec<(Box<str>, Box<str>)>> {
        if let Known::Is(node) = instance.known("tags_all") {
            return self.listed_tags(instance, "tags_all", node);
        }
        let provider = self.values.configuration().provider_key(instance);
        let has_defaults =
            self.values.configuration().provider(provider).get("default_tags").is_some();
        match instance.known("tags") {
            _ if has_defaults => Fact::Unsaid,
            Known::Is(node) => self.listed_tags(instance, "tags", node),
            Known::Absent => Fact::Is(Vec::new()),
            Known::Later | Known::Sensitive => Fact::Unsaid,
        }
    }

    fn listed_tags(
        &self,
        instance: &'s Instance<'s>,
        attribute: &str,
        node: &Node,
    ) -> Fact<Vec<(Box<str>, Box<str>)>> {
        let Value::Object(members) = &node.value else {
            let message = format!("`{attribute}` is {}, and should be an object", node.kind());
            self.values.remark(instance, &message);
            return Fact::Unsaid;
        };
        let tag = |name: &str, value: Option<&str>| {
            let hole = || {
                self.values.hole_at(instance, &format!("{attribute}.{name}"), "known after apply")
            };
            (Box::from(name), value.map_or_else(hole, str::to_owned).into())
        };
        let mut tags: Vec<(Box<str>, Box<str>)> =
            members.iter().map(|member| tag(&member.key.text, member.value.as_text())).collect();
        if let Some(Value::Object(marks)) =
            instance.unknown.get(attribute).map(|marks| &marks.value)
        {
            for mark in marks {
                if node.get(&mark.key.text).is_none() {
                    tags.push(tag(&mark.key.text, None));
                }
            }
        }
        Fact::Is(tags)
    }

    /// The resource of that ARN.
    pub(super) fn resource_at(&mut self, arn: &str, instance: &Instance<'_>) -> &mut Resource {
        let origin = self.values.origin(instance);
        let account = self.owner(arn, instance);
        let unseen = || Resource { is_partial: true, ..Resource::new(origin) };
        let resource = self.environment.resources.entry(arn, unseen);
        resource.account.get_or_insert(account);
        resource
    }

    /// The account in the ARN, or else that of the provider.
    fn owner(&self, arn: &str, instance: &Instance<'_>) -> Box<str> {
        let parsed = Arn::parse(arn);
        let in_arn = parsed.as_ref().map(Arn::account).filter(|account| is_account_id(account));
        in_arn.map_or_else(|| self.values.account(instance).into(), Box::from)
    }
}

fn push_new(policies: &mut Vec<PolicyEntry>, entry: PolicyEntry) {
    if !policies.iter().any(|known| known.name() == entry.name()) {
        policies.push(entry);
    }
}
