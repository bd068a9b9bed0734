//! The account, region and partition of what a plan makes.

use std::collections::BTreeMap;

use super::configuration::Configuration;
use super::references::{Meaning, Resolver, Scope};
use super::snapshot::{Instance, Snapshot};
use crate::aws::{Arn, is_account_id};
use crate::load::Stated;
use crate::text::{Node, Value};

/// What a plan says of its providers.
#[derive(Debug, Default)]
pub(super) struct Location<'s> {
    accounts: BTreeMap<&'s str, String>,
    regions: BTreeMap<&'s str, String>,
    partition: Option<String>,
    stated: Stated,
}

/// Arguments by which a provider reaches another account than the rest.
const OTHER_ACCOUNT: [&str; 6] = [
    "assume_role",
    "assume_role_with_web_identity",
    "profile",
    "access_key",
    "allowed_account_ids",
    "shared_credentials_files",
];

const ROOT: Scope<'static> = Scope { module: "", key: "", for_each: None };

fn value_of<'s>(instance: &Instance<'s>, attribute: &str) -> Option<&'s str> {
    instance.values.get(attribute).and_then(Node::as_text)
}

impl<'s> Location<'s> {
    /// What all snapshots of a document together say.
    pub(super) fn of(resolver: Resolver<'s>, all: &[&Snapshot<'s>], stated: &Stated) -> Self {
        let mut location = Self { stated: stated.clone(), ..Self::default() };
        for key in resolver.configuration.provider_keys() {
            location.read_provider(resolver, key);
        }
        for snapshot in all {
            location.read_data(snapshot, resolver.configuration);
        }
        for snapshot in all {
            location.read_arns(snapshot, resolver.configuration);
        }
        location
    }

    fn read_provider(&mut self, resolver: Resolver<'s>, key: &'s str) {
        let provider = resolver.configuration.provider(key);
        let constant = |expression: &'s Node| match resolver.meaning(ROOT, expression) {
            Meaning::Constant(node) => Some(node),
            _ => None,
        };
        let region = provider.get("region").and_then(constant).and_then(Node::as_text);
        if let Some(region) = region {
            self.regions.insert(key, region.to_owned());
        }
        let allowed = provider.get("allowed_account_ids").and_then(constant);
        let only = match allowed.map(|node| &node.value) {
            Some(Value::List(items)) if items.len() == 1 => items[0].as_text(),
            _ => None,
        };
        let assumed = provider.get("assume_role").and_then(|block| match &block.value {
            Value::List(items) => items.first()?.get("role_arn").and_then(constant),
            _ => block.get("role_arn").and_then(constant),
        });
        let assumed = assumed.and_then(Node::as_text).and_then(Arn::parse);
        let account = assumed.as_ref().map(Arn::account).or(only);
        if let Some(account) = account.filter(|account| is_account_id(account)) {
            self.accounts.entry(key).or_insert_with(|| account.to_owned());
        }
    }

    fn read_data(&mut self, snapshot: &Snapshot<'s>, configuration: &Configuration<'s>) {
        for instance in snapshot.instances.iter().filter(|instance| instance.is_data) {
            let key = configuration.provider_key(instance);
            let learn = |known: &mut BTreeMap<&'s str, String>, attribute: &str| {
                if let Some(value) = value_of(instance, attribute) {
                    known.entry(key).or_insert_with(|| value.to_owned());
                }
            };
            match instance.kind {
                "aws_caller_identity" => learn(&mut self.accounts, "account_id"),
                "aws_region" => {
                    learn(&mut self.regions, "region");
                    learn(&mut self.regions, "name");
                }
                "aws_partition" => {
                    self.partition = value_of(instance, "partition").map(str::to_owned);
                }
                _ => {}
            }
        }
    }

    /// ARNs of the resources themselves tell what nobody else says.
    fn read_arns(&mut self, snapshot: &Snapshot<'s>, configuration: &Configuration<'s>) {
        for instance in snapshot.instances.iter().filter(|instance| !instance.is_data) {
            let Some(arn) = value_of(instance, "arn").and_then(Arn::parse) else { continue };
            let key = configuration.provider_key(instance);
            if is_account_id(arn.account()) {
                self.accounts.entry(key).or_insert_with(|| arn.account().to_owned());
            }
            if !arn.region().is_empty() {
                self.regions.entry(key).or_insert_with(|| arn.region().to_owned());
            }
            self.partition.get_or_insert_with(|| arn.partition().to_owned());
        }
    }

    /// The account that an instance's provider works in.
    pub(super) fn account(&self, configuration: &Configuration<'s>, key: &str) -> Option<String> {
        let short = key.rsplit(':').next().unwrap_or(key);
        let own = self.accounts.get(key).or_else(|| self.accounts.get(short));
        let provider = configuration.provider(key);
        let is_elsewhere = OTHER_ACCOUNT.iter().any(|name| provider.get(name).is_some());
        let shared = || {
            let usual = self.accounts.get("aws").or_else(|| self.accounts.values().next());
            usual.filter(|_| !is_elsewhere)
        };
        let said = own.or_else(shared).cloned();
        said.or_else(|| self.stated.account.as_deref().map(str::to_owned))
    }

    /// The only account that sources before the plan are about, unless the provider reaches another.
    pub(super) fn only_account(
        &self,
        configuration: &Configuration<'s>,
        key: &str,
    ) -> Option<&str> {
        let provider = configuration.provider(key);
        let is_elsewhere = OTHER_ACCOUNT.iter().any(|name| provider.get(name).is_some());
        self.stated.only_account.as_deref().filter(|_| !is_elsewhere)
    }

    pub(super) fn region(&self, key: &str) -> Option<String> {
        let short = key.rsplit(':').next().unwrap_or(key);
        let own = self.regions.get(key).or_else(|| self.regions.get(short)).cloned();
        own.or_else(|| self.stated.region.as_deref().map(str::to_owned))
    }

    /// The partition that was said, or else that of the region.
    pub(super) fn partition(&self, key: &str) -> String {
        let said = self.partition.as_deref().or(self.stated.partition.as_deref());
        let of_region = match self.region(key) {
            Some(region) if region.starts_with("cn-") => "aws-cn",
            Some(region) if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        };
        said.unwrap_or(of_region).to_owned()
    }
}
