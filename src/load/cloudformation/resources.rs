//! Resources, their policies and what else decides who may use them.

use super::carriers::{Carrier, Of, carriers_of};
use super::document::Wanted;
use super::kinds::kind_of;
use super::pseudo::Deployment;
use super::scope::{NOT_UNDERSTOOD, Scope, text_node, text_of};
use super::template::{LogicalResource, members};
use crate::aws::{Arn, PolicyKind};
use crate::environment::{
    EndpointKind, Fact, Origin, PublicAccess, Resource, StoredPolicy, VpcEndpoint,
};
use crate::text::{Key, Member, Node, Span, Value, printable, quote};

impl<'t> Scope<'t> {
    /// A resource other than users, groups and roles.
    pub(super) fn resource(&mut self, resource: LogicalResource<'t>) {
        let is_iam = resource.kind.starts_with("AWS::IAM::");
        let is_own = !is_iam && resource.kind != "AWS::KMS::Alias";
        if let Some(arn) = self.own_arn(resource).filter(|_| is_own) {
            let (tags, block) = (self.tags(resource), self.public_access(resource));
            let entry = self.known(&arn, self.origin_of(resource));
            entry.tags = tags;
            entry.public_access_block = block;
        }
        let mut carries = false;
        for carrier in carriers_of(resource.kind) {
            carries = true;
            self.carried(resource, carrier);
        }
        match resource.kind {
            "AWS::KMS::Key" if resource.property("KeyPolicy").is_none() => {
                self.default_key_policy(resource);
            }
            "AWS::KMS::Alias" => self.alias(resource),
            kind if makes_more(kind) => self.remark_more(resource),
            "AWS::Lambda::Permission" => self.function_permission(resource),
            "AWS::Lambda::LayerVersionPermission" => self.layer_permission(resource),
            "AWS::Events::EventBusPolicy" => self.event_bus_policy(resource),
            "AWS::DynamoDB::GlobalTable" => self.replica_policies(resource),
            _ if !carries => self.look_for_policies(resource),
            _ => {}
        }
    }

    /// The ARN by which a resource is asked for.
    // AWS: that of a log group as an attribute ends in `:*`, which stands for its streams
    fn own_arn(&mut self, resource: LogicalResource<'t>) -> Option<Box<str>> {
        let arn = self.arn_of(resource)?;
        Some(arn.strip_suffix(":*").map_or_else(|| arn.clone(), Into::into))
    }

    /// A resource of the environment, which the template may know only in part.
    pub(super) fn known(&mut self, arn: &str, origin: Origin) -> &mut Resource {
        let of_arn: Option<Box<str>> = Arn::parse(arn).map(|arn| arn.account().into());
        let account = of_arn.filter(|account| !account.is_empty());
        let account = account.unwrap_or_else(|| self.deployment.account.clone());
        let resource =
            || Resource { account: Some(account), is_partial: true, ..Resource::new(origin) };
        self.loaded.environment.resources.entry(arn, resource)
    }

    fn carried(&mut self, resource: LogicalResource<'t>, carrier: &Carrier) {
        if matches!(carrier.of, Of::Endpoint) {
            return self.endpoint(resource, carrier);
        }
        let mut property = resource.properties;
        for part in carrier.policy.split('.') {
            let around = property;
            property = property.and_then(|node| node.get(part));
            if let (Some(node), None) = (around, property)
                && !resource.properties.is_some_and(|all| std::ptr::eq(all, node))
                && self.value(node).is_some()
            {
                let id = quote(resource.id);
                let message = format!("`{}` of {id} is not understood", carrier.policy);
                self.remark(NOT_UNDERSTOOD, node.span, message);
            }
        }
        let Some(node) = property else { return };
        match carrier.of {
            Of::Itself => {
                if let Some(arn) = self.own_arn(resource) {
                    self.put_policy(resource, &arn, node);
                }
            }
            Of::Named(name, form) => {
                let Some(targets) = self.required(resource, name) else { return };
                self.each_item(targets, &mut |scope, target| {
                    let Some(target) = scope.text(target) else { return };
                    let arn = scope.arn_in_form(&target, form, resource.span);
                    scope.put_policy(resource, &arn, node);
                });
            }
            Of::Elsewhere(why) => {
                let message =
                    format!("`{}` of {} is left out: {why}", carrier.policy, quote(resource.id));
                self.remark(NOT_UNDERSTOOD, node.span, message);
            }
            Of::Endpoint => {}
        }
    }

    /// The ARN that a property means by an ARN, a name or an address.
    pub(super) fn arn_in_form(&mut self, text: &str, form: &str, span: Span) -> Box<str> {
        if text.starts_with("arn:") || form.is_empty() {
            return text.into();
        }
        if form == "sqs" {
            return queue_arn(text, &self.deployment.partition).unwrap_or_else(|| text.into());
        }
        let region = self.region(span);
        form.replace("{partition}", &self.deployment.partition)
            .replace("{account}", &self.deployment.account)
            .replace("{region}", &region)
            .replace("{}", text)
            .into()
    }

    /// Gives a resource its policy.
    fn put_policy(&mut self, resource: LogicalResource<'t>, arn: &str, node: &Node) {
        let wanted = Wanted { name: arn, kind: PolicyKind::Resource };
        let mut policy = self.document(node, wanted);
        if let Fact::Is(stored) = &mut policy {
            stored.origin.address = Some(printable(resource.id).into());
        }
        let origin = self.origin_of(resource);
        let earlier = self.known(arn, origin.clone()).policy.known().cloned();
        if earlier.is_some() && self.assumed.is_empty() {
            let message = format!("{} gets a second policy here: both count", quote(arn));
            self.remark(NOT_UNDERSTOOD, node.span, message);
        }
        if let Fact::Is(stored) = policy {
            policy = Fact::Is(self.joined(earlier, stored, node.span));
            self.known(arn, origin).policy = policy;
        }
    }

    fn public_access(&mut self, resource: LogicalResource<'t>) -> Fact<PublicAccess> {
        let Some(node) = resource.property("PublicAccessBlockConfiguration") else {
            return Fact::Unsaid;
        };
        let Some(value) = self.value(node) else { return Fact::Unsaid };
        let switch = |name| match value.get(name).map(text_of) {
            None => Some(false),
            Some(Some(text)) if text.eq_ignore_ascii_case("true") => Some(true),
            Some(Some(text)) if text.eq_ignore_ascii_case("false") => Some(false),
            Some(_) => None,
        };
        let switches = (|| {
            Some(PublicAccess {
                block_public_acls: switch("BlockPublicAcls")?,
                ignore_public_acls: switch("IgnorePublicAcls")?,
                block_public_policy: switch("BlockPublicPolicy")?,
                restrict_public_buckets: switch("RestrictPublicBuckets")?,
            })
        })();
        if switches.is_none() || !matches!(value.value, Value::Object(_)) {
            self.remark(
                NOT_UNDERSTOOD,
                node.span,
                "what this block of public access says is not known",
            );
            return Fact::Unsaid;
        }
        switches.map_or(Fact::Unsaid, Fact::Is)
    }

    fn alias(&mut self, resource: LogicalResource<'t>) {
        let Some(alias) = self.arn_of(resource) else { return };
        let target = self.required(resource, "TargetKeyId").and_then(|key| self.text(key));
        let Some(target) = target else { return };
        let form = "arn:{partition}:kms:{region}:{account}:key/{}";
        let key = self.arn_in_form(&target, form, resource.span);
        self.known(&key, self.origin_of(resource)).aliases.push(alias);
    }

    // AWS: a key without a policy gets one that leaves it to the account
    fn default_key_policy(&mut self, resource: LogicalResource<'t>) {
        let Some(arn) = self.arn_of(resource) else { return };
        let Deployment { partition, account, .. } = &self.deployment;
        let root = format!("arn:{partition}:iam::{account}:root");
        let statement = Node::of_members([
            ("Sid", Node::of_text("Enable IAM User Permissions")),
            ("Effect", Node::of_text("Allow")),
            ("Principal", Node::of_members([("AWS", Node::of_text(root))])),
            ("Action", Node::of_text("kms:*")),
            ("Resource", Node::of_text("*")),
        ]);
        let policy = self.made_policy(&arn, vec![statement], resource.span);
        let origin = self.origin_of(resource);
        self.known(&arn, origin).policy = policy.map_or(Fact::Unsaid, Fact::Is);
    }

    fn replica_policies(&mut self, resource: LogicalResource<'t>) {
        let Some(replicas) = resource.property("Replicas") else { return };
        let table = self.name_of(resource);
        self.each_item(replicas, &mut |scope, replica| {
            let policy = replica.get("ResourcePolicy").and_then(|it| it.get("PolicyDocument"));
            let region = replica.get("Region").and_then(|region| scope.text(region));
            if let (Some(policy), Some(region)) = (policy, region) {
                let Deployment { partition, account, .. } = &scope.deployment;
                let arn = format!("arn:{partition}:dynamodb:{region}:{account}:table/{table}");
                scope.put_policy(resource, &arn, policy);
            }
        });
    }

    fn endpoint(&mut self, resource: LogicalResource<'t>, carrier: &Carrier) {
        let id = self.id_of(resource);
        let text =
            |scope: &mut Self, name| resource.property(name).and_then(|value| scope.text(value));
        let kind = match text(self, "VpcEndpointType").as_deref() {
            None | Some("Gateway") => EndpointKind::Gateway,
            _ => EndpointKind::Interface,
        };
        let policy = match resource.property(carrier.policy) {
            Some(node) => self.document(node, Wanted { name: &id, kind: PolicyKind::VpcEndpoint }),
            None => Fact::None,
        };
        let (vpc, service) = (text(self, "VpcId"), text(self, "ServiceName"));
        let account = Some(self.deployment.account.clone());
        let origin = self.origin_of(resource);
        let endpoint = VpcEndpoint { kind, vpc, account, service, policy, origin };
        self.loaded.environment.endpoints.insert(id, endpoint);
    }

    /// A resource of which other resources are made.
    fn remark_more(&mut self, resource: LogicalResource<'t>) {
        let (id, kind) = (quote(resource.id), quote(resource.kind));
        let message = format!("what {id}, a resource of type {kind}, makes is not seen");
        self.remark(NOT_UNDERSTOOD, resource.span, message);
        if resource.kind.starts_with("AWS::Serverless::") {
            self.hint("roles, policies and permissions that the serverless transform makes are not supported; a template that it was applied to is");
        }
    }

    /// A type that is not in the table may hold policies all the same.
    fn look_for_policies(&mut self, resource: LogicalResource<'t>) {
        if KNOWN_NOT_TO.contains(&resource.kind) {
            return;
        }
        for property in members(resource.properties) {
            if holds_policy(&property.value) {
                let message = format!(
                    "{} of {} looks like a policy, and is not understood",
                    quote(&property.key.text),
                    quote(resource.kind)
                );
                self.remark(NOT_UNDERSTOOD, property.key.span, message);
            }
        }
        let is_iam = resource.kind.starts_with("AWS::IAM::");
        if is_iam && kind_of(resource.kind).is_none() {
            self.remark_more(resource);
        }
    }

    /// Adds a statement to the policy that the statements of several resources make.
    pub(super) fn add_to_policy(
        &mut self,
        resource: LogicalResource<'t>,
        arn: &str,
        mut statement: Vec<Member>,
    ) {
        let span = resource.span;
        let key = |text: &str| Key { text: text.into(), span };
        statement.insert(0, Member { key: key("Sid"), value: text_node(resource.id, span) });
        let mut statement = Node { span, value: Value::Object(statement) };
        let assumed = self.assumed.clone();
        self.guard(&mut statement, &assumed);
        let origin = self.origin_of(resource);
        let source = std::sync::Arc::clone(&self.template.text.source);
        let policy = &mut self.known(arn, origin.clone()).policy;
        let mut statements = match policy.known().and_then(|known| known.node.get("Statement")) {
            Some(Node { value: Value::List(items), .. }) => items.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        };
        statements.push(statement);
        let list = Node { span, value: Value::List(statements) };
        let version = text_node("2012-10-17", span);
        let members = [("Version", version), ("Statement", list)];
        let members = members.map(|(name, value)| Member { key: key(name), value });
        let document = Node { span, value: Value::Object(members.into()) };
        let stored = StoredPolicy::in_place(printable(arn), &source, document);
        *policy = Fact::Is(StoredPolicy { origin, ..stored });
    }
}

fn makes_more(kind: &str) -> bool {
    let is_whole = matches!(kind, "AWS::CloudFormation::Stack" | "AWS::CloudFormation::StackSet");
    let of_organization = kind.starts_with("AWS::Organizations::") && !kind.ends_with("Policy");
    let is_service_linked = kind == "AWS::IAM::ServiceLinkedRole";
    let is_macro = kind.starts_with("AWS::Serverless::") || kind.ends_with("::MODULE");
    is_whole || of_organization || is_service_linked || is_macro
}

/// What holds something called a policy, or documents for others, that is nothing of IAM's.
const KNOWN_NOT_TO: &[&str] = &[
    "AWS::CloudFormation::CustomResource",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::OIDCProvider",
    "AWS::IAM::SAMLProvider",
    "AWS::IAM::ServerCertificate",
    "AWS::IAM::VirtualMFADevice",
];

/// Whether something in a tree has statements as policies have them.
fn holds_policy(node: &Node) -> bool {
    match &node.value {
        Value::Object(members) => members.iter().any(|member| {
            (&*member.key.text == "Statement" && has_effect(&member.value))
                || holds_policy(&member.value)
        }),
        Value::List(items) => items.iter().any(holds_policy),
        Value::Text(text) => text.contains("\"Statement\"") && text.contains("\"Effect\""),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn has_effect(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => items.iter().any(has_effect),
        _ => node.get("Effect").is_some(),
    }
}

/// The ARN of the queue with that address: `https://sqs.eu-west-1.amazonaws.com/111122223333/jobs`.
fn queue_arn(url: &str, partition: &str) -> Option<Box<str>> {
    let rest = url.strip_prefix("https://sqs.")?;
    let (host, path) = rest.split_once('/')?;
    let region = host.strip_suffix(".amazonaws.com.cn").or(host.strip_suffix(".amazonaws.com"))?;
    let (account, name) = path.split_once('/')?;
    Some(format!("arn:{partition}:sqs:{region}:{account}:{name}").into())
}
