//! The policies of a group, and those that are given where none decides.

use std::sync::Arc;

use serde_json::{Value, json};

use super::group::Group;
use crate::aws::{Arn, PolicyKind, is_account_id};
use crate::bundle::{
    FULL_ACCESS, Layers, Placed, PolicyReader, RCP_FULL_ACCESS, Text, Trouble, is_built_in_name,
};
use crate::cli::console::complain;
use crate::compile::{CompiledPolicy, Layer, PolicySet, ResourcePolicy};
use crate::environment::Held;
use crate::policy::Effect;
use crate::text::{Node, Source, Span, Syntax};

/// Whether the policy is none of the user's.
pub(super) fn is_ours(name: &str) -> bool {
    is_built_in_name(name) || name.starts_with("/policies/")
}

/// The group's policies, compiled.
///
/// # Errors
/// Every mistake in them.
pub(super) fn policies_of(
    group: &Group,
    file: &str,
    reader: &mut PolicyReader<'_>,
) -> Result<PolicySet, Vec<Trouble>> {
    if let Some(subject) = &group.subject {
        return reader.held(Held::Stored(&subject.policy), subject.kind).map(alone);
    }
    let one = |trouble| vec![trouble];
    let written = Source::new(file, group.layers.to_string());
    let Text { source, node } = Text::read(written, Syntax::Json).map_err(one)?;
    let layers = Layers::read(Placed { node: &node, source: &source }).map_err(one)?;
    let resource_kind = if group.is_trust { PolicyKind::Trust } else { PolicyKind::Resource };
    let mut read = Reads { reader, troubles: Vec::new() };
    let resource = read.layer(layers.resource, resource_kind);
    let endpoint = layers
        .vpc_endpoint
        .map(|found| found.node.get("policy").map_or(found, |policy| found.at(policy)));
    let policies = PolicySet {
        identity: read.layer(layers.identity, PolicyKind::Identity).unwrap_or_default(),
        resource: resource.map_or(ResourcePolicy::None, ResourcePolicy::Policy),
        permissions_boundary: read
            .layer(layers.permissions_boundary, PolicyKind::PermissionsBoundary),
        session: read.layer(layers.session, PolicyKind::Session),
        service_control: read.levels(layers.service_control, PolicyKind::ServiceControl),
        resource_control: read.levels(layers.resource_control, PolicyKind::ResourceControl),
        vpc_endpoint: read.layer(endpoint, PolicyKind::VpcEndpoint),
    };
    if read.troubles.is_empty() { Ok(policies) } else { Err(read.troubles) }
}

/// A policy as the only one, in its layer.
fn alone(policy: Arc<CompiledPolicy>) -> PolicySet {
    let (mut policies, kind) = (PolicySet::default(), policy.kind);
    let layer = std::iter::once(policy).collect();
    match kind {
        PolicyKind::Resource | PolicyKind::Trust => {
            policies.resource = ResourcePolicy::Policy(layer);
        }
        PolicyKind::PermissionsBoundary => policies.permissions_boundary = Some(layer),
        _ => policies.identity = layer,
    }
    policies
}

struct Reads<'r, 'd> {
    reader: &'r mut PolicyReader<'d>,
    troubles: Vec<Trouble>,
}

impl Reads<'_, '_> {
    fn layer(&mut self, layer: Option<Placed<'_>>, kind: PolicyKind) -> Option<Layer> {
        let layer = layer.filter(|layer| !layer.is_null())?;
        let mut policies = Vec::new();
        for policy in layer.one_or_more() {
            match self.reader.policy(policy, kind, &String::new) {
                Ok(policy) => policies.push(policy),
                Err(troubles) => self.troubles.extend(troubles),
            }
        }
        Some(policies.into_iter().collect())
    }

    fn levels(&mut self, levels: Option<Placed<'_>>, kind: PolicyKind) -> Vec<Layer> {
        let levels = levels.filter(|levels| !levels.is_null()).map(Placed::one_or_more);
        levels.into_iter().flatten().filter_map(|level| self.layer(Some(level), kind)).collect()
    }
}

/// Whether no policy of the caller or the resource allows anything, so that nothing would show what
/// the others deny.
pub(super) fn needs_grant(policies: &PolicySet) -> bool {
    let allows = |policy: &Arc<CompiledPolicy>| {
        policy.statements.iter().any(|statement| statement.effect == Effect::Allow)
    };
    !policies.identity.iter().chain(policies.resource.policy()).any(allows)
}

/// Lets the caller's own policies allow everything.
pub(super) fn grant(layers: &mut Value) {
    let mut identity = layers["identity"].as_array().cloned().unwrap_or_default();
    identity.push(json!(FULL_ACCESS));
    layers["identity"] = Value::Array(identity);
}

/// Says which levels of an organization allow nothing.
pub(super) fn complain_of_closed_levels(policies: &PolicySet) {
    for (name, levels) in
        [("--scp", &policies.service_control), ("--rcp", &policies.resource_control)]
    {
        let allows = |level: &Layer| {
            let mut statements = level.iter().flat_map(|policy| &policy.statements);
            statements.any(|statement| statement.effect == Effect::Allow)
        };
        if levels.iter().any(|level| !allows(level)) {
            let full = if name == "--scp" { FULL_ACCESS } else { RCP_FULL_ACCESS };
            complain(&format!(
                "note: a level of {name} allows nothing at all; add {full} to it, as accounts have it"
            ));
        }
    }
}

/// The policy that a role or key usually has: its account's own policies decide.
pub(super) fn usual_policy(resource: &str, action: &str) -> Option<Value> {
    let arn = Arn::parse(resource).filter(|arn| is_account_id(arn.account()))?;
    let principal =
        json!({ "AWS": format!("arn:{}:iam::{}:root", arn.partition(), arn.account()) });
    let is_key = arn.service() == "kms" && arn.resource().starts_with("key/");
    let is_role = arn.service() == "iam" && arn.resource().starts_with("role/");
    let action = action.to_ascii_lowercase();
    let statement = if is_key && action.starts_with("kms:") {
        json!({ "Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*" })
    } else if is_role && action.starts_with("sts:") {
        let actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
        json!({ "Effect": "Allow", "Principal": principal, "Action": actions })
    } else {
        return None;
    };
    Some(json!({ "Version": "2012-10-17", "Statement": [statement] }))
}

/// The layers of a group as a tree.
pub(super) fn layers_node(layers: &Value) -> Node {
    match layers {
        Value::String(text) => Node::of_text(text.as_str()),
        Value::Array(items) => Node::of_items(items.iter().map(layers_node)),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| (name.clone(), layers_node(value));
            Node::of_members(members.iter().map(member))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            Node { span: Span::default(), value: crate::text::Value::Null }
        }
    }
}
