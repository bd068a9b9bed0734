//! The organization, its units, accounts and policies.

use std::collections::BTreeMap;

use super::builder::Builder;
use super::snapshot::{Instance, items};
use super::values::Known;
use crate::environment::{Fact, Member, Organization, PolicyEntry, Unit};
use crate::text::Node;

const DEEPEST: usize = 8;

/// Attached service and resource control policies by target.
type Attached = BTreeMap<String, (Vec<PolicyEntry>, Vec<PolicyEntry>)>;

/// Everything that hangs in the tree, by the id of what it hangs on.
#[derive(Default)]
struct Branches<'s> {
    units: BTreeMap<String, Vec<(String, &'s Instance<'s>)>>,
    accounts: BTreeMap<String, Vec<(String, &'s Instance<'s>)>>,
    attached: Attached,
    /// Whether the organization has service and resource control policies at all.
    enabled: (bool, bool),
}

impl<'s> Builder<'s> {
    pub(super) fn organization(&mut self) {
        let instances = &self.values.snapshot().instances;
        let is_tree = |one: &&Instance<'_>| one.kind == "aws_organizations_organization";
        let found = instances.iter().filter(is_tree).min_by_key(|one| one.is_data);
        let branches = self.branches();
        let Some(itself) = found else {
            let parts = instances.iter().filter(|one| one.kind.starts_with("aws_organizations_"));
            for part in parts.filter(|one| !one.is_data) {
                let message = "the document does not have the organization that this belongs to";
                self.values.remark(part, message);
            }
            return;
        };
        let roots = items(itself.values.get("roots"));
        let root_id = match roots.first().and_then(|root| root.get("id")).and_then(Node::as_text) {
            Some(id) => id.to_owned(),
            None => self.values.hole_at(itself, "roots[0].id", "known after apply"),
        };
        let text = |name| self.values.text(itself, name).map(Box::from);
        let organization = Organization {
            id: text("id"),
            management_account: text("master_account_id"),
            root: Some(self.unit(&root_id, "Root", &branches, DEEPEST)),
            origin: self.values.origin(itself),
        };
        self.environment.organization = Fact::Is(organization);
    }

    fn branches(&self) -> Branches<'s> {
        let mut branches = Branches::default();
        for instance in &self.values.snapshot().instances {
            let text = |name| self.values.text(instance, name);
            match instance.kind {
                "aws_organizations_organization" => {
                    let types = self.values.texts(instance, "enabled_policy_types");
                    let has = |wanted: &str| types.iter().any(|one| one == wanted);
                    branches.enabled =
                        (has("SERVICE_CONTROL_POLICY"), has("RESOURCE_CONTROL_POLICY"));
                }
                "aws_organizations_organizational_unit" | "aws_organizations_account"
                    if !instance.is_data =>
                {
                    let parent = self.parent_of(instance);
                    let id = text("id").unwrap_or_default();
                    let is_unit = instance.kind.ends_with("unit");
                    let level = if is_unit { &mut branches.units } else { &mut branches.accounts };
                    level.entry(parent).or_default().push((id, instance));
                }
                "aws_organizations_policy_attachment" => {
                    self.attach_to_target(instance, &mut branches.attached);
                }
                _ => {}
            }
        }
        branches
    }

    /// The id of what a unit or an account hangs on. A root that is not known yet has the name that
    /// the organization gives it.
    fn parent_of(&self, instance: &'s Instance<'s>) -> String {
        self.root_or(self.values.text(instance, "parent_id").unwrap_or_default())
    }

    fn root_or(&self, id: String) -> String {
        let is_root = id.contains("aws_organizations_organization.") && id.contains(".roots[0]");
        let mut instances = self.values.snapshot().instances.iter();
        let itself = instances.find(|one| one.kind == "aws_organizations_organization");
        match itself.filter(|_| is_root) {
            Some(itself) => {
                let known =
                    items(itself.values.get("roots")).first().and_then(|root| root.get("id"));
                known.and_then(Node::as_text).map_or_else(
                    || self.values.hole_at(itself, "roots[0].id", "known after apply"),
                    str::to_owned,
                )
            }
            None => id,
        }
    }

    fn attach_to_target(&self, instance: &'s Instance<'s>, attached: &mut Attached) {
        let text = |name| self.values.text(instance, name);
        let (Some(target), Some(id)) = (text("target_id"), text("policy_id")) else {
            self.values.remark(instance, "nothing says which policy is attached, or to what");
            return;
        };
        let at = attached.entry(self.root_or(target)).or_default();
        let policies = self.values.snapshot().instances.iter();
        let mut policies = policies.filter(|one| one.kind == "aws_organizations_policy");
        let policy = policies.find(|one| self.values.text(one, "id").as_deref() == Some(&id));
        let Some(policy) = policy else {
            let entry = match id.as_str() {
                "p-FullAWSAccess" => self.attached(instance, "FullAWSAccess"),
                "p-RCPFullAWSAccess" => self.attached(instance, "RCPFullAWSAccess"),
                _ => PolicyEntry::Unknown {
                    unknown: format!("{}.policy_id", instance.address).into(),
                    origin: self.values.origin(instance),
                },
            };
            if matches!(entry, PolicyEntry::Unknown { .. }) {
                let why = "the document does not have the policy";
                self.values.hole_at(instance, "policy_id", why);
            }
            let is_resource = id.starts_with("p-RCP");
            let level = if is_resource { &mut at.1 } else { &mut at.0 };
            level.push(entry);
            return;
        };
        let name = self.values.text(policy, "name").unwrap_or_default();
        let document = self.values.policy(policy, "content", &name);
        let Some(entry) = document.entry(&name) else { return };
        match policy.known("type") {
            Known::Is(node) if node.as_text() == Some("RESOURCE_CONTROL_POLICY") => {
                at.1.push(entry);
            }
            Known::Is(node) if node.as_text() != Some("SERVICE_CONTROL_POLICY") => {}
            _ => at.0.push(entry),
        }
    }

    fn unit(&self, id: &str, name: &str, branches: &Branches<'s>, depth: usize) -> Unit {
        let (service, resource) = self.levels(id, branches);
        let units = branches.units.get(id).map(Vec::as_slice).unwrap_or_default();
        let below = |(id, instance): &(String, &'s Instance<'s>)| {
            let name = self.values.text(instance, "name").unwrap_or_default();
            (depth > 0).then(|| self.unit(id, &name, branches, depth - 1))
        };
        let accounts = branches.accounts.get(id).map(Vec::as_slice).unwrap_or_default();
        let member = |(id, instance): &(String, &'s Instance<'s>)| {
            let (service_control, resource_control) = self.levels(id, branches);
            let name = self.values.text(instance, "name").map(Box::from);
            Member { id: id.as_str().into(), name, service_control, resource_control }
        };
        Unit {
            id: Some(id.into()),
            name: Some(name.into()),
            service_control: service,
            resource_control: resource,
            accounts: accounts.iter().map(member).collect(),
            units: units.iter().filter_map(below).collect(),
        }
    }

    /// Policies attached to a target. AWS attaches one that allows everything to each by itself.
    // AWS: D-4
    fn levels(
        &self,
        id: &str,
        branches: &Branches<'s>,
    ) -> (Option<Vec<PolicyEntry>>, Option<Vec<PolicyEntry>>) {
        let attached = branches.attached.get(id);
        let level = |is_enabled: bool, own: Option<&Vec<PolicyEntry>>, usual: &str| {
            let own = own.filter(|own| !own.is_empty());
            (is_enabled || own.is_some()).then(|| {
                let mut all: Vec<PolicyEntry> = own.cloned().unwrap_or_default();
                let whole = self.usual(usual);
                all.extend(whole.filter(|_| !all.iter().any(|entry| entry.name() == usual)));
                all
            })
        };
        (
            level(branches.enabled.0, attached.map(|found| &found.0), "FullAWSAccess"),
            level(branches.enabled.1, attached.map(|found| &found.1), "RCPFullAWSAccess"),
        )
    }

    fn usual(&self, name: &str) -> Option<PolicyEntry> {
        let mut instances = self.values.snapshot().instances.iter();
        let itself = instances.find(|one| one.kind == "aws_organizations_organization")?;
        Some(PolicyEntry::Attached { arn: name.into(), origin: self.values.origin(itself) })
    }
}
