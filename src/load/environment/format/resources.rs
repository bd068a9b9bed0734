//! Resources and VPC endpoints.

use super::FormatReader;
use super::values::holds_unknown;
use crate::aws::{Arn, PolicyKind};
use crate::bundle::Placed;
use crate::environment::{EndpointKind, Entities, Fact, PublicAccess, Resource, VpcEndpoint};
use crate::text::{Key, Node, Value, quote};

const RESOURCE_FIELDS: &[&str] =
    &["account", "policy", "tags", "publicAccessBlock", "aliases", "partial"];
const ENDPOINT_FIELDS: &[&str] = &["type", "vpc", "account", "service", "policy"];

/// The four switches, by the names that AWS gives them.
pub(in crate::load::environment) const BLOCK_FIELDS: &[&str] =
    &["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];

impl FormatReader<'_> {
    pub(super) fn resources(&mut self, value: Placed<'_>) -> Entities<Resource> {
        let read = |reader: &mut Self, key: &Key, field: Placed<'_>| {
            reader.expect_arn(key, field);
            Some((key.text.clone(), reader.resource(key, field)))
        };
        self.entities(value, read, |name| name.into())
    }

    fn expect_arn(&mut self, key: &Key, value: Placed<'_>) {
        let arn = Arn::parse(&key.text);
        let (message, hint) = match &arn {
            None if holds_unknown(&key.text) => return,
            None => (
                format!("{} is not an ARN", quote(&key.text)),
                "write `arn:partition:service:region:account:resource`",
            ),
            Some(_) if !key.text.starts_with("arn:") => (
                format!("{} is not an ARN", quote(&key.text)),
                "ARNs start with `arn:` in lower case",
            ),
            // INVARIANT: CloudWatch Logs itself writes the ARNs of log groups with `:*` behind them.
            Some(arn) if arn.service() != "logs" && key.text.contains(['*', '?']) => (
                format!("{} has a wildcard, and no resource has that ARN", quote(&key.text)),
                "name the resource that has the policy: the bucket, not its objects",
            ),
            Some(_) => return,
        };
        let trouble = value.trouble_at(key.span, "invalid-arn", message);
        self.troubles.push(trouble.with_hint(hint));
    }

    fn resource(&mut self, key: &Key, value: Placed<'_>) -> Resource {
        self.resource_with(key, value, RESOURCE_FIELDS)
    }

    /// A resource in a file of its own, which says its ARN.
    pub(super) fn resource_alone(&mut self, value: Placed<'_>) -> Resource {
        let name = value.node.get("arn").and_then(Node::as_text).unwrap_or_default();
        let key = Key { text: name.into(), span: value.node.span };
        let fields: Vec<&str> = RESOURCE_FIELDS.iter().copied().chain(["arn"]).collect();
        self.resource_with(&key, value, &fields)
    }

    fn resource_with(&mut self, key: &Key, value: Placed<'_>, known: &[&str]) -> Resource {
        let mut resource = Resource::new(self.origin(key, value));
        for member in self.fields(value, known) {
            let field = value.at(&member.value);
            match &*member.key.text {
                "policy" => resource.policy = self.stored(&key.text, field, PolicyKind::Resource),
                "tags" => resource.tags = self.tags(field),
                "publicAccessBlock" => resource.public_access_block = self.block(field),
                _ if field.is_null() => {}
                "account" => resource.account = self.account_id(field),
                "aliases" => resource.aliases = self.texts(field),
                "partial" => self.partial_resource(&mut resource, field),
                _ => {}
            }
        }
        resource
    }

    /// `true`, or the aliases that are gone from a thing that is there in part.
    fn partial_resource(&mut self, resource: &mut Resource, value: Placed<'_>) {
        if let Value::Bool(is_partial) = value.node.value {
            resource.is_partial = is_partial;
            return;
        }
        resource.is_partial = true;
        for member in self.fields(value, &["aliases"]) {
            resource.removed_aliases = self.texts(value.at(&member.value));
        }
    }

    // AWS: X-4
    fn block(&mut self, value: Placed<'_>) -> Fact<PublicAccess> {
        if value.is_null() {
            return Fact::None;
        }
        let mut block = PublicAccess::default();
        for member in self.fields(value, BLOCK_FIELDS) {
            let is_on = self.keep(value.at(&member.value).boolean()).unwrap_or_default();
            match &*member.key.text {
                "BlockPublicAcls" => block.block_public_acls = is_on,
                "IgnorePublicAcls" => block.ignore_public_acls = is_on,
                "BlockPublicPolicy" => block.block_public_policy = is_on,
                _ => block.restrict_public_buckets = is_on,
            }
        }
        Fact::Is(block)
    }

    pub(super) fn endpoints(&mut self, value: Placed<'_>) -> Entities<VpcEndpoint> {
        let read = |reader: &mut Self, key: &Key, field: Placed<'_>| {
            Some((key.text.clone(), reader.endpoint(key, field)))
        };
        self.entities(value, read, |name| name.into())
    }

    // AWS: S-19
    fn endpoint(&mut self, key: &Key, value: Placed<'_>) -> VpcEndpoint {
        let mut endpoint = VpcEndpoint {
            kind: EndpointKind::Interface,
            vpc: None,
            account: None,
            service: None,
            policy: Fact::Unsaid,
            origin: self.origin(key, value),
        };
        let fields = self.fields(value, ENDPOINT_FIELDS);
        if !fields.iter().any(|member| &*member.key.text == "type") {
            let message = "the endpoint has no `type`: `gateway` or `interface`";
            self.troubles.push(value.trouble_at(key.span, "missing-field", message));
        }
        for member in fields {
            let field = value.at(&member.value);
            match &*member.key.text {
                "policy" => {
                    endpoint.policy = self.stored(&key.text, field, PolicyKind::VpcEndpoint);
                }
                "type" => endpoint.kind = self.kind(field),
                _ if field.is_null() => {}
                "vpc" => endpoint.vpc = self.text(field),
                "account" => endpoint.account = self.account_id(field),
                "service" => endpoint.service = self.text(field),
                _ => {}
            }
        }
        endpoint
    }

    fn kind(&mut self, value: Placed<'_>) -> EndpointKind {
        match self.keep(value.text()) {
            Some("gateway") => EndpointKind::Gateway,
            Some("interface") | None => EndpointKind::Interface,
            Some(other) => {
                let message = format!("expected `gateway` or `interface`, found {}", quote(other));
                self.troubles.push(value.trouble("invalid-value", message));
                EndpointKind::Interface
            }
        }
    }
}
