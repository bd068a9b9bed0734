//! A question: one request, all its authorizations, and the policies of each.

use std::collections::BTreeMap;

use super::further::{Named, all_of, dependent_actions};
use super::policies::{Layers, PolicyReader};
use super::request::read_request;
use super::surroundings::{fill, fill_added};
use super::{Placed, Text, Trouble};
use crate::aws::{ActionName, Arn, PolicyKind};
use crate::compile::{Layer, PolicySet, ResourcePolicy};
use crate::environment::Environment;
use crate::request::{ContextKeys, Endpoint, Note, Request, RequestContext, ResourceTarget};
use crate::text::Value;

/// The fields of a request.
pub const REQUEST_FIELDS: &[&str] = &[
    "principal",
    "action",
    "resource",
    "resourceAccount",
    "alsoRequires",
    "context",
    "organization",
    "actionFacts",
    "now",
    "exactContext",
    "lenientNotPrincipal",
];

/// The fields of a question, wherever they come from.
#[derive(Clone, Debug)]
pub struct QuestionFields<'n> {
    /// Where to point if a field is missing.
    pub whole: Placed<'n>,
    /// `principal`: text or object.
    pub principal: Option<Placed<'n>>,
    /// `action`
    pub action: Option<Placed<'n>>,
    /// `resource`: text or object.
    pub resource: Option<Placed<'n>>,
    /// `resourceAccount`
    pub resource_account: Option<Placed<'n>>,
    /// `alsoRequires`
    pub also_requires: Option<Placed<'n>>,
    /// Resources that `alsoRequires` calls by a name.
    pub named_resources: BTreeMap<&'n str, Placed<'n>>,
    /// Objects of keys; a later one's keys replace an earlier one's.
    pub contexts: Vec<Placed<'n>>,
    /// `organization`
    pub organization: Option<Placed<'n>>,
    /// `actionFacts`
    pub action_facts: Option<Placed<'n>>,
    /// `now`
    pub now: Option<Placed<'n>>,
    /// `exactContext`
    pub exact_context: bool,
    /// `lenientNotPrincipal`
    pub lenient_not_principal: bool,
    /// The policies.
    pub layers: Layers<'n>,
    /// What holds where the question does not say otherwise.
    pub environment: Option<&'n Environment>,
}

/// Something to decide, and by which policies.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// The question.
    pub request: Request,
    /// The policies that count.
    pub policies: PolicySet,
}

/// A call: the authorization that was asked for, and further ones that it needs.
#[derive(Clone, Debug)]
pub struct Question {
    /// The first is the call's own.
    pub authorizations: Vec<Authorization>,
    /// What else such a call may need; it matters where the question is allowed.
    // AWS: T-7
    pub if_allowed: Option<Note>,
}

impl<'n> QuestionFields<'n> {
    /// Reads the two objects of a bundle.
    ///
    /// # Errors
    /// If one is no object, or has fields that we do not know.
    pub fn of_bundle(policies: Option<Placed<'n>>, request: Placed<'n>) -> Result<Self, Trouble> {
        let fields = request.fields(REQUEST_FIELDS)?;
        Ok(Self {
            whole: request,
            principal: fields.some("principal"),
            action: fields.some("action"),
            resource: fields.some("resource"),
            resource_account: fields.some("resourceAccount"),
            also_requires: fields.some("alsoRequires"),
            named_resources: BTreeMap::new(),
            contexts: fields.some("context").into_iter().collect(),
            organization: fields.some("organization"),
            action_facts: fields.some("actionFacts"),
            now: fields.some("now"),
            exact_context: fields.flag("exactContext")?,
            lenient_not_principal: fields.flag("lenientNotPrincipal")?,
            layers: policies.map_or(Ok(Layers::default()), Layers::read)?,
            environment: None,
        })
    }

    /// Reads a bundle that was put together here: `policies` and `request`, nothing else.
    ///
    /// # Errors
    /// As [`QuestionFields::of_bundle`].
    pub fn of_text(text: &'n Text) -> Result<Self, Trouble> {
        let bundle = Placed { node: &text.node, source: &text.source };
        let parts = bundle.fields(&["policies", "request"])?;
        Self::of_bundle(parts.some("policies"), parts.some("request").unwrap_or(bundle))
    }

    /// The resource that a name stands for, or what stands there.
    fn meaning(&self, resource: Placed<'n>) -> Placed<'n> {
        let name = resource.node.as_text();
        name.and_then(|name| self.named_resources.get(name)).copied().unwrap_or(resource)
    }
}

pub(super) const ALSO_REQUIRES_FIELDS: &[&str] =
    &["action", "resource", "resourceAccount", "context", "actionFacts"];

impl Question {
    /// Reads a question and compiles its policies.
    ///
    /// # Errors
    /// Every mistake in a policy, or the first in the request.
    pub fn read(
        fields: &QuestionFields<'_>,
        reader: &mut PolicyReader<'_>,
    ) -> Result<Self, Vec<Trouble>> {
        let authorization_of_call = authorization(fields, reader)?;
        let mut named = vec![Named { authorization: authorization_of_call, own_keys: Vec::new() }];
        if let Some(list) = fields.also_requires {
            for further in list.list().map_err(|trouble| vec![trouble])? {
                let own_keys = own_keys(further);
                let further = further_fields(fields, further).map_err(|trouble| vec![trouble])?;
                named.push(Named { authorization: authorization(&further, reader)?, own_keys });
            }
        }
        let catalog = reader.catalog().filter(|_| !fields.exact_context);
        let Some(catalog) = catalog else {
            let authorizations = named.into_iter().map(|one| one.authorization).collect();
            return Ok(Self { authorizations, if_allowed: None });
        };
        let count = named.len();
        let mut authorizations = all_of(named, catalog);
        if let Some(environment) = fields.environment {
            for added in &mut authorizations[count..] {
                fill_added(environment, &fields.layers, added, reader)?;
            }
        }
        let if_allowed = dependent_actions(&authorizations, catalog);
        Ok(Self { authorizations, if_allowed })
    }

    /// Says something about the call, whichever of its authorizations is looked at.
    pub fn remark(&mut self, note: &Note) {
        for one in &mut self.authorizations {
            one.request.notes.push(note.clone());
        }
    }

    /// Makes each authorization ready to be evaluated. `keys` are those of the reader.
    pub fn contexts(&self, keys: &ContextKeys) -> Vec<(RequestContext, &PolicySet)> {
        let ready = |one: &Authorization| RequestContext::new(one.request.clone(), keys);
        self.authorizations.iter().map(|one| (ready(one), &one.policies)).collect()
    }
}

/// The keys, in lower case, that an entry of `alsoRequires` gives for itself.
fn own_keys(further: Placed<'_>) -> Vec<Box<str>> {
    match further.node.get("context").map(|context| &context.value) {
        Some(Value::Object(members)) => {
            members.iter().map(|member| member.key.text.to_lowercase().into()).collect()
        }
        _ => Vec::new(),
    }
}

fn further_fields<'n>(
    call: &QuestionFields<'n>,
    further: Placed<'n>,
) -> Result<QuestionFields<'n>, Trouble> {
    let fields = further.fields(ALSO_REQUIRES_FIELDS)?;
    let mut own = call.clone();
    own.whole = further;
    own.also_requires = None;
    own.action = fields.some("action").or(call.action);
    let resource = fields.some("resource").map(|resource| call.meaning(resource));
    own.resource = resource.or(call.resource);
    let same_resource = resource.is_none();
    let inherited = call.resource_account.filter(|_| same_resource);
    own.resource_account = fields.some("resourceAccount").or(inherited);
    own.action_facts = fields.some("actionFacts");
    own.contexts.extend(fields.some("context"));
    if resource_text(own.resource) != resource_text(call.resource) {
        own.layers.resource = None;
    }
    Ok(own)
}

fn resource_text(resource: Option<Placed<'_>>) -> Option<&str> {
    let resource = resource?;
    resource.node.as_text().or_else(|| resource.node.get("arn")?.as_text())
}

fn authorization(
    fields: &QuestionFields<'_>,
    reader: &mut PolicyReader<'_>,
) -> Result<Authorization, Vec<Trouble>> {
    let mut layers = fields.layers;
    if let Some(resource) = fields.resource
        && let Some(policy) = resource.node.get("policy")
    {
        layers.resource = layers.resource.or(Some(resource.at(policy)));
    }
    let one = |trouble| vec![trouble];
    let mut request = read_request(fields, reader.catalog()).map_err(one)?;
    let endpoint = endpoint(layers.vpc_endpoint).map_err(one)?;
    request.endpoint = endpoint.map(|(kind, _)| kind);
    let mut read = Read { reader: &mut *reader };
    let mut policies = PolicySet {
        identity: read.list(layers.identity, PolicyKind::Identity, "/policies/identity")?,
        resource: read.resource(&layers, &mut request)?,
        permissions_boundary: read.one(
            layers.permissions_boundary,
            PolicyKind::PermissionsBoundary,
            "/policies/permissionsBoundary",
        )?,
        session: Some(read.list(layers.session, PolicyKind::Session, "/policies/session")?)
            .filter(|policies| !policies.is_empty()),
        service_control: read.levels(
            layers.service_control,
            PolicyKind::ServiceControl,
            "/policies/serviceControl",
        )?,
        resource_control: read.levels(
            layers.resource_control,
            PolicyKind::ResourceControl,
            "/policies/resourceControl",
        )?,
        vpc_endpoint: read.one(
            endpoint.map(|(_, policy)| policy),
            PolicyKind::VpcEndpoint,
            "/policies/vpcEndpoint",
        )?,
    };
    if let Some(environment) = fields.environment {
        fill(environment, &layers, &mut request, &mut policies, reader)?;
    }
    Ok(Authorization { request, policies })
}

pub(super) const ENDPOINT_FIELDS: &[&str] = &["policy", "type"];

/// The kind of the endpoint and its policy.
fn endpoint(value: Option<Placed<'_>>) -> Result<Option<(Endpoint, Placed<'_>)>, Trouble> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    if value.node.get("policy").is_none() {
        return Ok(Some((Endpoint::Interface, value)));
    }
    let fields = value.fields(ENDPOINT_FIELDS)?;
    let kind = match fields.text("type")? {
        None | Some("interface") => Endpoint::Interface,
        Some("gateway") => Endpoint::Gateway,
        Some(_) => {
            let at = fields.some("type").unwrap_or(value);
            let message = "expected `gateway` or `interface`";
            return Err(at.trouble("invalid-request", message));
        }
    };
    Ok(fields.some("policy").map(|policy| (kind, policy)))
}

struct Read<'r, 'd> {
    reader: &'r mut PolicyReader<'d>,
}

impl Read<'_, '_> {
    fn one(
        &mut self,
        value: Option<Placed<'_>>,
        kind: PolicyKind,
        pointer: &str,
    ) -> Result<Option<Layer>, Vec<Trouble>> {
        let value = value.filter(|value| !value.is_null());
        let read = |value| self.reader.policy(value, kind, &|| pointer.to_owned());
        Ok(value.map(read).transpose()?.map(|policy| std::iter::once(policy).collect()))
    }

    fn list(
        &mut self,
        value: Option<Placed<'_>>,
        kind: PolicyKind,
        pointer: &str,
    ) -> Result<Layer, Vec<Trouble>> {
        let Some(value) = value.filter(|value| !value.is_null()) else {
            return Ok(Layer::default());
        };
        let items = value.one_or_more().into_iter().enumerate();
        items
            .map(|(index, item)| self.reader.policy(item, kind, &|| format!("{pointer}/{index}")))
            .collect()
    }

    fn levels(
        &mut self,
        value: Option<Placed<'_>>,
        kind: PolicyKind,
        pointer: &str,
    ) -> Result<Vec<Layer>, Vec<Trouble>> {
        let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(Vec::new()) };
        let levels = value.list().map_err(|trouble| vec![trouble])?;
        levels
            .enumerate()
            .map(|(level, policies)| {
                let policies = policies.list().map_err(|trouble| vec![trouble])?;
                let read = |(index, item): (usize, Placed<'_>)| {
                    let pointer = || format!("{pointer}/{level}/{index}");
                    self.reader.policy(item, kind, &pointer)
                };
                policies.enumerate().map(read).collect()
            })
            .collect()
    }

    fn resource(
        &mut self,
        layers: &Layers<'_>,
        request: &mut Request,
    ) -> Result<ResourcePolicy, Vec<Trouble>> {
        let about = AboutResource::of(&request.resource, &request.action);
        let policy = self.one(layers.resource, about.policy_kind(), "/policies/resource")?;
        Ok(match (policy, about) {
            (Some(_), AboutResource::RoleItself) => {
                let message = "a role's trust policy decides who assumes the role, nothing else";
                request.notes.push(Note::new("T-1", message));
                ResourcePolicy::None
            }
            (Some(policy), _) => ResourcePolicy::Policy(policy),
            (None, _) if layers.resource.is_none() && !request.exact_context => {
                without_policy(&request.resource, &request.action)
            }
            (None, _) => ResourcePolicy::None,
        })
    }
}

/// The resource-based policy of a resource of which nobody said anything.
pub(super) fn without_policy(resource: &ResourceTarget, action: &ActionName) -> ResourcePolicy {
    match AboutResource::of(resource, action) {
        AboutResource::Trust | AboutResource::Key => ResourcePolicy::NotSupplied,
        AboutResource::RoleItself | AboutResource::Other => ResourcePolicy::None,
    }
}

/// What the resource-based policy of a question is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AboutResource {
    /// A role's trust policy, which AWS always has.
    Trust,
    /// A role, but the action is not about who assumes it.
    RoleItself,
    /// A key policy, which AWS always has.
    Key,
    /// Anything else, which may have none.
    Other,
}

impl AboutResource {
    pub(super) fn policy_kind(self) -> PolicyKind {
        match self {
            Self::Trust | Self::RoleItself => PolicyKind::Trust,
            Self::Key | Self::Other => PolicyKind::Resource,
        }
    }

    pub(super) fn of(resource: &ResourceTarget, action: &ActionName) -> Self {
        let arn = resource.arn();
        let part = arn.map_or("", Arn::resource);
        match (arn.map(Arn::service), action.service()) {
            (Some("iam"), "sts") if part.starts_with("role/") => Self::Trust,
            (Some("iam"), _) if part.starts_with("role/") => Self::RoleItself,
            (Some("kms"), "kms") if part.starts_with("key/") => Self::Key,
            _ => Self::Other,
        }
    }
}
