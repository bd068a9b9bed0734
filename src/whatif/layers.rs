//! Policies of a session that belong to a layer and to nobody in particular.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::aws::PolicyKind;
use crate::bundle::{PolicyReader, Text};
use crate::environment::StoredPolicy;

/// A policy of a layer.
#[derive(Clone, Debug)]
pub(super) struct Plain {
    /// What questions call its text. No two texts of a session have the same.
    pub(super) key: Arc<str>,
    /// What people call it.
    pub(super) name: Arc<str>,
    /// The document; `None` of one that is known by its name alone, as AWS's are.
    pub(super) policy: Option<StoredPolicy>,
    /// Whether it stands in no file.
    pub(super) is_typed: bool,
}

impl Plain {
    fn to_value(&self) -> Value {
        json!(&*self.key)
    }

    /// Makes the text known to a reader.
    pub(super) fn shelve(&self, reader: &mut PolicyReader<'_>) {
        if let Some(policy) = &self.policy {
            let text = Text { source: policy.source.clone(), node: policy.node.clone() };
            reader.shelve(&self.key, text);
        }
    }
}

/// Policies by layer; a layer that is not named is `None`.
#[derive(Clone, Debug, Default)]
pub(super) struct PlainLayers {
    pub(super) identity: Option<Vec<Plain>>,
    pub(super) resource: Option<Plain>,
    pub(super) permissions_boundary: Option<Plain>,
    pub(super) session: Option<Vec<Plain>>,
    pub(super) service_control: Option<Vec<Vec<Plain>>>,
    pub(super) resource_control: Option<Vec<Vec<Plain>>>,
    pub(super) vpc_endpoint: Option<Plain>,
}

/// A policy and where it is.
pub(super) type Placed<'p> = (PolicyKind, Option<usize>, &'p Plain);

impl PlainLayers {
    /// The layers as the field `policies` of a bundle.
    pub(super) fn to_value(&self) -> Value {
        let list = |all: &Vec<Plain>| all.iter().map(Plain::to_value).collect::<Value>();
        let levels = |all: &Vec<Vec<Plain>>| all.iter().map(list).collect::<Value>();
        let one = |policy: &Plain| policy.to_value();
        let layers = [
            ("identity", self.identity.as_ref().map(list)),
            ("resource", self.resource.as_ref().map(one)),
            ("permissionsBoundary", self.permissions_boundary.as_ref().map(one)),
            ("session", self.session.as_ref().map(list)),
            ("serviceControl", self.service_control.as_ref().map(levels)),
            ("resourceControl", self.resource_control.as_ref().map(levels)),
            ("vpcEndpoint", self.vpc_endpoint.as_ref().map(one)),
        ];
        let said = layers.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(said.collect::<Map<String, Value>>())
    }

    /// All policies, with their kinds and levels.
    pub(super) fn all(&self) -> Vec<Placed<'_>> {
        let mut all: Vec<Placed<'_>> = Vec::new();
        let identity = self.identity.iter().flatten();
        all.extend(identity.map(|one| (PolicyKind::Identity, None, one)));
        all.extend(self.resource.iter().map(|one| (PolicyKind::Resource, None, one)));
        let boundary = self.permissions_boundary.iter();
        all.extend(boundary.map(|one| (PolicyKind::PermissionsBoundary, None, one)));
        let session = self.session.iter().flatten();
        all.extend(session.map(|one| (PolicyKind::Session, None, one)));
        for (kind, levels) in [
            (PolicyKind::ServiceControl, &self.service_control),
            (PolicyKind::ResourceControl, &self.resource_control),
        ] {
            for (level, policies) in levels.iter().flatten().enumerate() {
                all.extend(policies.iter().map(|one| (kind, Some(level), one)));
            }
        }
        all.extend(self.vpc_endpoint.iter().map(|one| (PolicyKind::VpcEndpoint, None, one)));
        all
    }

    /// Puts the layers that are named there in place of those here.
    pub(super) fn lay(&mut self, other: &Self) {
        let Self { identity, resource, permissions_boundary, session, .. } = other.clone();
        self.identity = identity.or(self.identity.take());
        self.resource = resource.or(self.resource.take());
        self.permissions_boundary = permissions_boundary.or(self.permissions_boundary.take());
        self.session = session.or(self.session.take());
        let Self { service_control, resource_control, vpc_endpoint, .. } = other.clone();
        self.service_control = service_control.or(self.service_control.take());
        self.resource_control = resource_control.or(self.resource_control.take());
        self.vpc_endpoint = vpc_endpoint.or(self.vpc_endpoint.take());
    }

    /// Puts a policy into its layer: beside those of a layer that holds several, in place of the one
    /// of another.
    pub(super) fn put(&mut self, kind: PolicyKind, level: Option<usize>, policy: Plain) {
        match kind {
            PolicyKind::Identity => self.identity.get_or_insert_default().push(policy),
            PolicyKind::Session => self.session.get_or_insert_default().push(policy),
            PolicyKind::Resource | PolicyKind::Trust => self.resource = Some(policy),
            PolicyKind::PermissionsBoundary => self.permissions_boundary = Some(policy),
            PolicyKind::VpcEndpoint => self.vpc_endpoint = Some(policy),
            PolicyKind::ServiceControl => {
                put_at(self.service_control.get_or_insert_default(), level, policy);
            }
            PolicyKind::ResourceControl => {
                put_at(self.resource_control.get_or_insert_default(), level, policy);
            }
        }
    }

    /// Puts another policy in place of one, beside so many others of its name in its layer.
    pub(super) fn replace(&mut self, kind: PolicyKind, number: usize, policy: Plain) {
        let mut all: Vec<&mut Plain> = match kind {
            PolicyKind::Identity => self.identity.iter_mut().flatten().collect(),
            PolicyKind::Session => self.session.iter_mut().flatten().collect(),
            PolicyKind::Resource | PolicyKind::Trust => self.resource.iter_mut().collect(),
            PolicyKind::PermissionsBoundary => self.permissions_boundary.iter_mut().collect(),
            PolicyKind::VpcEndpoint => self.vpc_endpoint.iter_mut().collect(),
            PolicyKind::ServiceControl => {
                self.service_control.iter_mut().flatten().flatten().collect()
            }
            PolicyKind::ResourceControl => {
                self.resource_control.iter_mut().flatten().flatten().collect()
            }
        };
        let mut same = all.iter_mut().filter(|one| one.name == policy.name);
        if let Some(old) = same.nth(number) {
            **old = policy;
        }
    }

    /// Takes the policy of a name from its layer; gives its name. A layer that is then empty is as
    /// if it had not been named.
    pub(super) fn remove(&mut self, name: &str) -> Option<String> {
        let all = self.all();
        let last = |one: &str| one.rsplit('/').next().unwrap_or_default().to_owned();
        let found = all.iter().rev().find(|(_, _, one)| *one.name == *name).or_else(|| {
            all.iter().rev().find(|(_, _, one)| last(&one.name).eq_ignore_ascii_case(name))
        });
        let key = found.map(|(_, _, one)| (one.key.clone(), one.name.to_string()))?;
        let (key, name) = key;
        let is_it = |one: &Plain| one.key == key;
        for list in [&mut self.identity, &mut self.session] {
            if let Some(list) = list {
                list.retain(|one| !is_it(one));
            }
            *list = list.take().filter(|list| !list.is_empty());
        }
        for one in [&mut self.resource, &mut self.permissions_boundary, &mut self.vpc_endpoint] {
            *one = one.take().filter(|one| !is_it(one));
        }
        for levels in [&mut self.service_control, &mut self.resource_control] {
            for level in levels.iter_mut().flatten() {
                level.retain(|one| !is_it(one));
            }
            if let Some(levels) = levels {
                while levels.last().is_some_and(Vec::is_empty) {
                    levels.pop();
                }
            }
            *levels = levels.take().filter(|all| !all.is_empty());
        }
        Some(name)
    }
}

/// Puts a policy at a level, or at the first.
fn put_at(levels: &mut Vec<Vec<Plain>>, level: Option<usize>, policy: Plain) {
    let level = level.unwrap_or_default();
    while levels.len() <= level {
        levels.push(Vec::new());
    }
    levels[level].push(policy);
}
