//! Settings that count beside policies: aliases of keys, Block Public Access, VPC endpoints.

use super::builder::Builder;
use super::policies::Policy;
use super::snapshot::Instance;
use super::values::Known;
use crate::aws::PolicyKind;
use crate::environment::{EndpointKind, Fact, PublicAccess, VpcEndpoint};
use crate::text::{Node, Value};

impl<'s> Builder<'s> {
    pub(super) fn kms_alias(&mut self, instance: &'s Instance<'s>) {
        let key = self.values.text(instance, "target_key_arn");
        let by_id = || {
            let template = "arn:{partition}:kms:{region}:{account}:key/{target_key_id}";
            self.values.fill(instance, template)
        };
        let is_arn = |arn: &String| arn.starts_with("arn:");
        let key = key.filter(is_arn).or_else(by_id);
        let alias = self.values.text(instance, "arn");
        let (Some(key), Some(alias)) = (key, alias) else {
            self.values.remark(instance, "nothing says which key the alias means");
            return;
        };
        self.resource_at(&key, instance).aliases.push(alias.into());
    }

    fn switch(&self, instance: &'s Instance<'s>, name: &str) -> bool {
        match instance.known(name) {
            Known::Is(Node { value: Value::Bool(on), .. }) => *on,
            Known::Later | Known::Sensitive => {
                let message = format!("`{name}` is known after apply; taken as switched off");
                self.values.remark(instance, &message);
                false
            }
            Known::Is(node) => {
                let message = format!("`{name}` is {}; taken as switched off", node.kind());
                self.values.remark(instance, &message);
                false
            }
            Known::Absent => false,
        }
    }

    fn switches(&self, instance: &'s Instance<'s>) -> PublicAccess {
        PublicAccess {
            block_public_acls: self.switch(instance, "block_public_acls"),
            ignore_public_acls: self.switch(instance, "ignore_public_acls"),
            block_public_policy: self.switch(instance, "block_public_policy"),
            restrict_public_buckets: self.switch(instance, "restrict_public_buckets"),
        }
    }

    pub(super) fn public_access_block(&mut self, instance: &'s Instance<'s>) {
        let Some(arn) = self.values.fill(instance, "arn:{partition}:s3:::{bucket}") else {
            self.values.remark(instance, "nothing says which bucket is meant");
            return;
        };
        let switches = self.switches(instance);
        self.resource_at(&arn, instance).public_access_block = Fact::Is(switches);
    }

    /// What an account blocks, all its buckets block.
    pub(super) fn account_public_access_blocks(&mut self) {
        for instance in std::mem::take(&mut self.account_blocks) {
            let of_account = self.switches(instance);
            let account = self.values.text(instance, "account_id").filter(|id| !id.is_empty());
            let account = account.unwrap_or_else(|| self.values.account(instance));
            let message = "it counts for the buckets of this document alone";
            self.values.remark(instance, message);
            for (arn, resource) in self.environment.resources.iter_mut() {
                let is_bucket = arn.contains(":s3:::") && !arn.contains('/');
                if is_bucket && resource.account.as_deref() == Some(account.as_str()) {
                    let own = resource.public_access_block.known().copied().unwrap_or_default();
                    resource.public_access_block = Fact::Is(either(own, of_account));
                }
            }
        }
    }

    /// An endpoint; without a policy of its own it has one that lets everything through.
    pub(super) fn vpc_endpoint(&mut self, instance: &'s Instance<'s>) {
        let is_itself = instance.kind == "aws_vpc_endpoint";
        let id = self.values.text(instance, if is_itself { "id" } else { "vpc_endpoint_id" });
        let Some(id) = id else {
            self.values.remark(instance, "nothing says which endpoint is meant");
            return;
        };
        let policy = self.values.policy(instance, "policy", &id);
        let policy = match policy {
            Policy::Absent => Fact::Unsaid,
            other => other.fact(&id, PolicyKind::VpcEndpoint),
        };
        let origin = self.values.origin(instance);
        let account = Some(self.values.account(instance).into());
        let unseen = || VpcEndpoint {
            kind: EndpointKind::Interface,
            vpc: None,
            account,
            service: None,
            policy: Fact::Unsaid,
            origin,
        };
        let text = |name| self.values.text(instance, name);
        let (kind, vpc, service) =
            (text("vpc_endpoint_type"), text("vpc_id"), text("service_name"));
        let endpoint = self.environment.endpoints.entry(&id, unseen);
        if is_itself {
            let is_interface = kind.is_some_and(|kind| kind != "Gateway");
            endpoint.kind =
                if is_interface { EndpointKind::Interface } else { EndpointKind::Gateway };
            endpoint.vpc = vpc.map(Box::from);
            endpoint.service = service.map(Box::from);
        }
        let is_stronger = !is_itself || !endpoint.policy.is_said();
        if is_stronger && policy.is_said() {
            endpoint.policy = policy;
        }
    }
}

fn either(one: PublicAccess, other: PublicAccess) -> PublicAccess {
    PublicAccess {
        block_public_acls: one.block_public_acls || other.block_public_acls,
        ignore_public_acls: one.ignore_public_acls || other.ignore_public_acls,
        block_public_policy: one.block_public_policy || other.block_public_policy,
        restrict_public_buckets: one.restrict_public_buckets || other.restrict_public_buckets,
    }
}
