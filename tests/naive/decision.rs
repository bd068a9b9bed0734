//! The recipe under D-9, with every key known: all layers into one answer.

use serde_json::Value;

use super::Answer;
use super::document::{Document, Layer, document, list};
use super::keys::Keys;
use super::principal::Named;
use super::request::{Authorization, Kind};
use super::service;

/// The documents that count for a request, by layer.
#[derive(Clone, Debug)]
pub(crate) struct Layers {
    identity: Vec<Document>,
    resource: Option<Document>,
    boundary: Option<Document>,
    session: Option<Vec<Document>>,
    service_control: Vec<Vec<Document>>,
    resource_control: Vec<Vec<Document>>,
    endpoint: Option<Document>,
}

/// Reads the layers and leaves out those that do not count (D-5, D-7, D-16, D-19, D-20, T-4).
pub(crate) fn layers(ask: &Authorization) -> Result<Layers, String> {
    let policies = &ask.policies;
    let within = |value: &Value, layer: Layer| -> Result<Vec<Document>, String> {
        let counted = if service::counts(ask, layer) { list(value) } else { Vec::new() };
        counted.iter().map(|one| document(one, layer)).collect()
    };
    let levels = |value: &Value, layer: Layer| -> Result<Vec<Vec<Document>>, String> {
        let counted = if service::counts(ask, layer) { list(value) } else { Vec::new() };
        counted.iter().map(|level| within(level, layer)).collect()
    };
    let session = within(&policies["session"], Layer::Session)?;
    let gateway = policies["vpcEndpoint"]["type"] == "gateway";
    let endpoint = policies["vpcEndpoint"].get("policy").unwrap_or(&policies["vpcEndpoint"]);
    Ok(Layers {
        identity: within(&policies["identity"], Layer::Identity)?,
        resource: within(&policies["resource"], Layer::Resource)?.pop(),
        boundary: within(&policies["permissionsBoundary"], Layer::Boundary)?.pop(),
        session: (!session.is_empty()).then_some(session),
        service_control: levels(&policies["serviceControl"], Layer::ServiceControl)?,
        resource_control: levels(&policies["resourceControl"], Layer::ResourceControl)?,
        endpoint: within(endpoint, Layer::Endpoint { gateway })?.pop(),
    })
}

impl Layers {
    pub(crate) fn all(&self) -> Vec<&Document> {
        let levels = self.service_control.iter().chain(&self.resource_control).flatten();
        let single = self.resource.iter().chain(&self.boundary).chain(&self.endpoint);
        self.identity
            .iter()
            .chain(self.session.iter().flatten())
            .chain(single)
            .chain(levels)
            .collect()
    }

    pub(crate) fn with_resource(&self, resource: Option<Document>) -> Self {
        Self { resource, ..self.clone() }
    }
}

/// The recipe, step by step.
pub(crate) fn decide(ask: &Authorization, layers: &Layers, keys: &Keys) -> Answer {
    if let Some(answer) = service::decided(ask, keys) {
        return answer;
    }
    // AWS: D-1
    if layers.all().into_iter().any(|document| denies(document, ask, keys)) {
        return Answer::ExplicitDeny;
    }
    // AWS: D-4, D-18
    let gates = layers.service_control.iter().all(|level| any_allows(level, ask, keys))
        && layers.endpoint.as_ref().is_none_or(|document| allows(document, ask, keys));
    if gates && sides_allow(ask, layers, keys) { Answer::Allowed } else { Answer::ImplicitDeny }
}

fn denies(document: &Document, ask: &Authorization, keys: &Keys) -> bool {
    // AWS: D-17
    let ignored = document.layer == Layer::Resource && service::ignores_bucket_policy_deny(ask);
    !ignored && !document.matched("Deny", ask, keys).is_empty()
}

fn allows(document: &Document, ask: &Authorization, keys: &Keys) -> bool {
    !document.matched("Allow", ask, keys).is_empty()
}

fn any_allows(documents: &[Document], ask: &Authorization, keys: &Keys) -> bool {
    // AWS: D-3
    documents.iter().any(|document| allows(document, ask, keys))
}

/// How the resource's own policy, or a grant on it, lets the caller in.
fn resource_grants(ask: &Authorization, layers: &Layers, keys: &Keys) -> Vec<Named> {
    let mut found = service::granted(ask, keys);
    // AWS: X-4
    if let Some(policy) =
        layers.resource.as_ref().filter(|policy| !service::is_blocked_as_public(ask, policy))
    {
        found.extend(policy.matched("Allow", ask, keys).into_iter().flatten());
    }
    found
}

fn sides_allow(ask: &Authorization, layers: &Layers, keys: &Keys) -> bool {
    let grants = resource_grants(ask, layers, keys);
    let is_root = ask.caller.is_root();
    // AWS: D-16
    let identity = is_root || any_allows(&layers.identity, ask, keys);
    let boundary = layers.boundary.as_ref().is_none_or(|document| allows(document, ask, keys));
    let session = match &layers.session {
        Some(documents) => any_allows(documents, ask, keys),
        // AWS: D-13
        None => ask.caller.kind != Kind::Federated,
    };
    let limits = boundary && session;
    let resource_only = matches!(ask.caller.kind, Kind::Service | Kind::Provider | Kind::Anonymous);
    // AWS: D-19, D-20, T-4
    if resource_only || service::is_unsigned(ask) {
        return !grants.is_empty();
    }
    // AWS: D-14
    if ask.is_cross_account() {
        // AWS: X-2
        let granted = service::granted(ask, keys).iter().any(|named| *named != Named::ItsAccount);
        return !grants.is_empty() && (identity || granted) && limits;
    }
    same_account(ask, &grants, identity, limits)
}

/// D-8 and D-9; T-1 and X-1 take their place for roles and keys.
fn same_account(ask: &Authorization, grants: &[Named], identity: bool, limits: bool) -> bool {
    let direct = grants.iter().any(|named| matches!(named, Named::Everyone | Named::Itself));
    let without_identity =
        direct || grants.iter().any(|named| matches!(named, Named::ItsRole | Named::ItsUser));
    if ask.is_trust() {
        // AWS: T-1, T-2a
        return !grants.is_empty() && (identity || without_identity) && limits;
    }
    let identity_counts = !ask.is_kms_key() || grants.contains(&Named::ItsAccount);
    direct || (limits && (without_identity || (identity && identity_counts)))
}
