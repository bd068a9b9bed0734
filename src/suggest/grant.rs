//! A statement that allows just what was asked.

use super::amendable::members;
use super::condition_edits::{escaped, with_own_values};
use super::draft::{Draft, ElementEdit, Spot, Step};
use super::look::Look;
use crate::aws::{PolicyKind, holds_unknown};
use crate::bundle::can_have_policy;
use crate::compile::ResourcePolicy;
use crate::environment::whose_policy;
use crate::evaluate::{Gate, Truth};
use crate::policy::{Effect, Version};
use crate::request::{Endpoint, Principal, PrincipalKind, Request, ResourceTarget};
use crate::text::{Node, Span, Value, quote};

/// Whom `Principal` names: the element's member and the entry.
pub(super) type Named = (&'static str, String);

/// How the caller can be named, the most exact name first.
// AWS: P-1, P-5
pub(super) fn named_principals(request: &Request) -> Vec<Named> {
    let principal = &request.principal;
    let of_aws = |text: &str| ("AWS", text.to_owned());
    let names = match &principal.kind {
        PrincipalKind::RoleSession { role, session, path_known, .. } => {
            let role = role.as_ref().filter(|_| *path_known || session.is_some());
            let own = session.as_ref().map(|_| of_aws(&principal.text));
            own.into_iter().chain(role.map(|role| of_aws(role.as_str()))).collect()
        }
        PrincipalKind::Root => {
            vec![of_aws(&principal.text)]
        }
        PrincipalKind::User { arn } | PrincipalKind::FederatedUser { arn, .. } => {
            vec![of_aws(arn.as_str())]
        }
        PrincipalKind::Service { name } => vec![("Service", name.to_string())],
        PrincipalKind::Federated { provider } => vec![("Federated", provider.to_string())],
        PrincipalKind::CanonicalUser { id } => vec![("CanonicalUser", id.to_string())],
        PrincipalKind::Anonymous => vec![("*", "*".to_owned())],
    };
    names.into_iter().filter(|(_, name)| !holds_unknown(name)).collect()
}

/// The ARN of the caller as `aws:PrincipalArn` has it: a session has that of its role.
// AWS: K-1
pub(super) fn principal_arn(principal: &Principal) -> Option<String> {
    let arn = match &principal.kind {
        PrincipalKind::RoleSession { role, .. } => role.as_ref()?.as_str(),
        PrincipalKind::User { arn } | PrincipalKind::FederatedUser { arn, .. } => arn.as_str(),
        PrincipalKind::Root => &principal.text,
        _ => return None,
    };
    (!holds_unknown(arn)).then(|| arn.to_owned())
}

/// How a statement of such a policy names the request's resource and nothing else.
// AWS
pub(super) fn resource_text(
    request: &Request,
    kind: PolicyKind,
    version: Version,
) -> Option<String> {
    let is_key = request.action.service() == "kms" && kind == PolicyKind::Resource;
    // AWS: R-9
    let takes_none = request.facts.wildcard_only == Some(true)
        || request.action.lower() == "s3:listallmybuckets";
    if is_key || takes_none {
        return Some("*".to_owned());
    }
    match &request.resource {
        ResourceTarget::Wildcard => Some("*".to_owned()),
        ResourceTarget::Several { arn, .. } => {
            (!holds_unknown(arn.as_str())).then(|| arn.as_str().to_owned())
        }
        ResourceTarget::One { arn, .. } => escaped(arn.as_str(), true, version == Version::V2008),
    }
}

/// A statement about just this request, in a policy of that kind.
pub(super) fn statement(
    effect: Effect,
    request: &Request,
    kind: PolicyKind,
    version: Version,
    named: Option<&Named>,
) -> Option<Node> {
    let mut members: Vec<(&str, Node)> = vec![("Effect", Node::of_text(effect.name()))];
    let by_condition =
        kind == PolicyKind::VpcEndpoint && request.endpoint == Some(Endpoint::Gateway);
    if kind.takes_principal() {
        members.push((
            "Principal",
            match named.filter(|_| !by_condition)? {
                (_, name) if name == "*" => Node::of_text("*"),
                (member, name) => Node::of_members([(*member, Node::of_text(name.as_str()))]),
            },
        ));
    }
    members.push(("Action", Node::of_text(request.action.as_str())));
    if kind != PolicyKind::Trust {
        members.push(("Resource", Node::of_text(resource_text(request, kind, version)?)));
    }
    Some(Node::of_members(members))
}

/// The same for a gateway's policy, in which only conditions can tell callers apart.
// AWS: S-19
fn gateway_statement(effect: Effect, request: &Request, version: Version) -> Option<Node> {
    let caller =
        Node::of_members([("aws:PrincipalArn", Node::of_text(principal_arn(&request.principal)?))]);
    let resource = resource_text(request, PolicyKind::VpcEndpoint, version)?;
    Some(Node::of_members([
        ("Effect", Node::of_text(effect.name())),
        ("Principal", Node::of_text("*")),
        ("Action", Node::of_text(request.action.as_str())),
        ("Resource", Node::of_text(resource)),
        ("Condition", Node::of_members([("ArnEquals", caller)])),
    ]))
}

/// Every statement about just this request that such a policy can have.
pub(super) fn statements(
    effect: Effect,
    request: &Request,
    kind: PolicyKind,
    version: Version,
) -> Vec<Node> {
    if !kind.takes_principal() {
        return statement(effect, request, kind, version, None).into_iter().collect();
    }
    if kind == PolicyKind::VpcEndpoint && request.endpoint == Some(Endpoint::Gateway) {
        return gateway_statement(effect, request, version).into_iter().collect();
    }
    let named = named_principals(request);
    let each =
        named.iter().filter_map(|named| statement(effect, request, kind, version, Some(named)));
    each.collect()
}

/// A new statement in a policy.
pub(super) fn added(spot: &Spot<'_>, effect: Effect) -> Vec<Draft> {
    let version = spot.policy.document.version;
    let about = statements(effect, spot.request(), spot.policy.kind, version);
    let drafted = |statement: Node| {
        let what = match effect {
            Effect::Allow => format!("add a statement that allows just {}", asked(spot.request())),
            Effect::Deny => format!("add a statement that denies just {}", asked(spot.request())),
        };
        let edits = spot.text.with_statement(statement)?;
        let last = spot.policy.document.statements.last();
        let at = last.map_or(spot.policy.document.span, |last| last.span);
        Some(spot.draft_at(at, ElementEdit::new(2, what, edits)))
    };
    about.into_iter().filter_map(drafted).collect()
}

/// How many statements lend their conditions to a new one.
const MOST_LENDERS: usize = 2;

/// A new statement that allows just this request under the conditions of one that misses in nothing
/// else, with the request's own values.
pub(super) fn added_under_conditions(spot: &Spot<'_>) -> Vec<Draft> {
    let heard = spot.look.heard_at(spot.gate, spot.number);
    let lenders = heard.filter(|one| one.at.effect == Effect::Allow && one.truth != Truth::True);
    let blocks = lenders.filter_map(|one| with_own_values(spot, one)).take(MOST_LENDERS);
    let version = spot.policy.document.version;
    let about = statements(Effect::Allow, spot.request(), spot.policy.kind, version);
    let drafted = |block: &Node, statement: &Node| {
        let Value::Object(members) = &statement.value else { return None };
        let is_free = members.iter().all(|member| *member.key.text != *"Condition");
        let own = members.iter().map(|member| (member.key.text.clone(), member.value.clone()));
        let statement = Node::of_members(own.chain([("Condition".into(), block.clone())]));
        let keys = keys_of(block);
        let what = format!(
            "add a statement that allows just {} under its value of {keys}",
            asked(spot.request())
        );
        let edits = spot.text.with_statement(statement).filter(|_| is_free)?;
        let last = spot.policy.document.statements.last();
        let at = last.map_or(spot.policy.document.span, |last| last.span);
        Some(spot.draft_at(at, ElementEdit::new(2, what, edits)))
    };
    blocks
        .flat_map(|block| about.iter().filter_map(|one| drafted(&block, one)).collect::<Vec<_>>())
        .collect()
}

/// The condition keys of a block.
fn keys_of(block: &Node) -> String {
    let mut keys: Vec<String> = members(block)
        .iter()
        .flat_map(|operator| members(&operator.value))
        .map(|member| quote(&member.key.text))
        .collect();
    keys.dedup();
    keys.join(" and ")
}

/// `` `s3:GetObject` on `arn:..` ``
pub(super) fn asked(request: &Request) -> String {
    match request.resource {
        ResourceTarget::Wildcard => format!("`{}`", request.action),
        _ => format!("`{}` on {}", request.action, quote(request.resource.text())),
    }
}

/// A new document for a layer that needs one.
pub(super) fn document(
    look: &Look,
    authorization: usize,
    (gate, kind): (Gate, PolicyKind),
    effect: Effect,
) -> Vec<Draft> {
    let request = &look.context.request;
    let has_room = match (gate, &look.policies.resource) {
        (Gate::Resource, ResourcePolicy::None) => {
            matches!(request.resource, ResourceTarget::One { .. }) && can_have_policy(request)
        }
        (Gate::Resource, _) => false,
        _ => true,
    };
    let statements = statements(effect, request, kind, Version::V2012);
    let drafted = |statement: Node| Draft {
        authorization,
        gate,
        what: whose(request, gate),
        at: Span::default(),
        step: Step::Add(Node::of_members([
            ("Version", Node::of_text("2012-10-17")),
            ("Statement", Node::of_items([statement])),
        ])),
        order: 3,
        about: Vec::new(),
    };
    statements.into_iter().filter(|_| has_room).map(drafted).collect()
}

fn whose(request: &Request, gate: Gate) -> String {
    let caller = quote(&request.principal.text);
    match gate {
        Gate::Identity => format!("give {caller} a policy of its own"),
        Gate::Resource if request.is_about_trust() => {
            format!("give the role {} a trust policy", quote(request.resource.text()))
        }
        Gate::Resource => {
            format!("give the resource {} a policy", quote(&holder(request)))
        }
        Gate::PermissionsBoundary => format!("give {caller} a permissions boundary"),
        Gate::Session => "create the session with a session policy".to_owned(),
        Gate::ServiceControl(level) => {
            format!("attach a service control policy at level {level} (root is 0)")
        }
        Gate::ResourceControl(level) => {
            format!("attach a resource control policy at level {level} (root is 0)")
        }
        Gate::VpcEndpoint => "give the VPC endpoint a policy".to_owned(),
    }
}

/// The resource whose policy counts: the bucket of an object.
fn holder(request: &Request) -> String {
    request.resource_arn().map_or_else(String::new, whose_policy)
}
