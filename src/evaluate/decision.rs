//! How the layers combine: the one place where a decision is made.

use super::grants::Grants;
use super::service::Settled;
use super::truth::Algebra;

/// A layer of the decision; organization layers have levels, root first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gate {
    /// Resource control policies of one level.
    ResourceControl(usize),
    /// Service control policies of one level.
    ServiceControl(usize),
    /// The VPC endpoint's policy.
    VpcEndpoint,
    /// The resource-based policy.
    Resource,
    /// Identity-based policies.
    Identity,
    /// The permissions boundary.
    PermissionsBoundary,
    /// Session policies.
    Session,
}

/// The layers of one question, as far as [`decide`] needs to know them.
pub trait Layers: Algebra {
    /// Whether to stop as soon as the answer is certain.
    fn stops_early(&self) -> bool;

    /// Whether to ask the Allows also where a Deny decides.
    fn asks_past_deny(&self) -> bool {
        false
    }

    /// Whether a Deny of the layer matches.
    fn denied(&mut self, gate: Gate) -> Self::Truth;

    /// Whether an Allow of the layer matches.
    fn allowed(&mut self, gate: Gate) -> Self::Truth;

    /// What the resource-based policy grants.
    fn granted(&mut self) -> Grants<Self::Truth>;

    /// Whether the service itself grants, without a policy.
    // AWS: X-2
    fn granted_by_service(&mut self) -> Grants<Self::Truth>;

    /// Whether what the service asks of the credentials holds.
    // AWS: T-6
    fn credentials_suffice(&mut self) -> Self::Truth;

    /// Told in D-2's order about each layer whose Allow is needed.
    fn asked(&mut self, gate: Gate, truth: &Self::Truth);
}

/// Which layers there are, and what each of them may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Situation {
    /// The decision, if a service rule settles it.
    pub settled: Option<Settled>,
    /// How many levels of resource control policies apply.
    pub resource_control_levels: usize,
    /// How many levels of service control policies apply.
    pub service_control_levels: usize,
    /// Whether the request goes through an endpoint with a policy.
    pub vpc_endpoint: bool,
    /// Whether Denies of the resource-based policy count.
    pub resource_denies: bool,
    /// Whether Allows of the resource-based policy count.
    pub resource_allows: bool,
    /// The caller's own layers.
    pub caller: Caller,
    /// Which sides must allow.
    pub access: Access,
}

/// The layers on the caller's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Caller {
    /// Identity-based policies.
    pub identity: Side,
    /// Whether there is a permissions boundary.
    pub permissions_boundary: bool,
    /// Session policies.
    pub session: Limit,
}

/// What stands on the caller's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Identity-based policies decide.
    Policies,
    /// Everything is allowed: a root user.
    // AWS: D-16
    Everything,
    /// The caller has no policies of its own: services, web identities, anonymous.
    // AWS: D-19, D-20
    Nothing,
}

/// What session policies do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// There are none, and none are needed.
    None,
    /// They limit the session.
    Policies,
    /// There are none, and so the session has nothing.
    // AWS: D-13
    Nothing,
}

/// Which sides must allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Caller and resource in one account.
    // AWS: D-8
    SameAccount,
    /// Caller and resource in different accounts.
    // AWS: D-14
    CrossAccount,
    /// Callers without policies of their own: services, web identities, anonymous.
    // AWS: D-19, D-20, T-4
    ResourceOnly,
    /// One account, and nothing without the resource-based policy.
    // AWS: X-1
    ResourceRules,
    /// The same, and every grant is limited by boundary and session policies.
    // AWS: T-1, T-2a
    ResourceRulesWithinLimits,
}

/// What the layers come to.
#[derive(Clone, Copy, Debug)]
pub struct Ruling<T> {
    /// Whether some applicable Deny matches.
    pub denied: T,
    /// Whether every layer that must allow does, Denies aside.
    pub allowed: T,
}

/// Combines the layers.
// AWS: D-1
pub fn decide<L: Layers>(layers: &mut L, situation: &Situation) -> Ruling<L::Truth> {
    if let Some(settled) = situation.settled {
        let (denied, allowed) = (layers.constant(false), layers.constant(settled.allowed));
        return Ruling { denied, allowed };
    }
    let denied = denied_somewhere(layers, situation);
    if layers.known(&denied) == Some(true) && !layers.asks_past_deny() {
        let allowed = layers.constant(false);
        return Ruling { denied, allowed };
    }
    let allowed = allowed_everywhere(layers, situation);
    Ruling { denied, allowed }
}

// AWS: D-2
fn denied_somewhere<L: Layers>(layers: &mut L, situation: &Situation) -> L::Truth {
    let caller = &situation.caller;
    let mut denied = layers.constant(false);
    let gates = (0..situation.resource_control_levels)
        .map(Gate::ResourceControl)
        .chain((0..situation.service_control_levels).map(Gate::ServiceControl))
        .chain(situation.vpc_endpoint.then_some(Gate::VpcEndpoint))
        .chain(situation.resource_denies.then_some(Gate::Resource))
        .chain((caller.identity == Side::Policies).then_some(Gate::Identity))
        .chain(caller.permissions_boundary.then_some(Gate::PermissionsBoundary))
        .chain((caller.session == Limit::Policies).then_some(Gate::Session));
    for gate in gates {
        let here = layers.denied(gate);
        denied = layers.or(&denied, &here);
        if layers.stops_early() && layers.known(&denied) == Some(true) {
            break;
        }
    }
    denied
}

fn allowed_everywhere<L: Layers>(layers: &mut L, situation: &Situation) -> L::Truth {
    let mut allowed = layers.credentials_suffice();
    // AWS: D-4, D-18
    let gates = (0..situation.service_control_levels)
        .map(Gate::ServiceControl)
        .chain(situation.vpc_endpoint.then_some(Gate::VpcEndpoint));
    for gate in gates {
        if layers.stops_early() && layers.known(&allowed) == Some(false) {
            return allowed;
        }
        let here = layers.allowed(gate);
        layers.asked(gate, &here);
        allowed = layers.and(&allowed, &here);
    }
    let granted = match situation.access {
        Access::SameAccount => same_account(layers, situation),
        Access::CrossAccount => cross_account(layers, situation),
        Access::ResourceOnly => resource_only(layers, situation),
        Access::ResourceRules => resource_rules(layers, situation),
        Access::ResourceRulesWithinLimits => resource_rules_within_limits(layers, situation),
    };
    layers.and(&allowed, &granted)
}

// AWS: D-8, D-9
fn same_account<L: Layers>(layers: &mut L, situation: &Situation) -> L::Truth {
    let grants = resource_grants(layers, situation);
    if layers.stops_early() && layers.known(&grants.direct) == Some(true) {
        return grants.direct;
    }
    let identity = identity(layers, situation);
    let entitled = layers.or(&identity, &grants.entity);
    layers.asked(Gate::Identity, &entitled);
    let limits = limits(layers, situation);
    let within_limits = layers.and(&entitled, &limits);
    layers.or(&grants.direct, &within_limits)
}

// AWS: D-14
fn cross_account<L: Layers>(layers: &mut L, situation: &Situation) -> L::Truth {
    let grants = resource_grants(layers, situation);
    let resource = any_grant(layers, &grants);
    layers.asked(Gate::Resource, &resource);
    let identity = identity(layers, situation);
    // AWS: X-2
    let service = layers.granted_by_service();
    let named = layers.or(&service.direct, &service.entity);
    let entitled = layers.or(&identity, &named);
    layers.asked(Gate::Identity, &entitled);
    let limits = limits(layers, situation);
    let caller = layers.and(&entitled, &limits);
    layers.and(&caller, &resource)
}

fn resource_only<L: Layers>(layers: &mut L, situation: &Situation) -> L::Truth {
    let grants = resource_grants(layers, situation);
    let resource = any_grant(layers, &grants);
    layers.asked(Gate::Resource, &resource);
    resource
}

// AWS: X-1
fn resource_rules<L: Layers>(layers: &mut L, situation: &Situation) -> L::Truth {
    let grants = resource_grants(layers, situation);
    let entitled = entitled_by_resource(layers, situation, &grants);
    let limits = limits(layers, situation);
    let within_limits = layers.and(&entitled, &limits);
    layers.or(&grants.direct, &within_limits)
}

// AWS: T-1, T-2a
fn resource_rules_within_limits<L: Layers>(layers: &mut L, situation: &Situation) -> L::Truth {
    let grants = resource_grants(layers, situation);
    let entitled = entitled_by_resource(layers, situation, &grants);
    let limits = limits(layers, situation);
    layers.and(&entitled, &limits)
}

/// Whether the resource-based policy names the caller, or its account and an identity-based policy
/// passes that on.
fn entitled_by_resource<L: Layers>(
    layers: &mut L,
    situation: &Situation,
    grants: &Grants<L::Truth>,
) -> L::Truth {
    let resource = any_grant(layers, grants);
    layers.asked(Gate::Resource, &resource);
    let named = layers.or(&grants.direct, &grants.entity);
    let identity = identity(layers, situation);
    let passed_on = layers.and(&grants.delegated, &identity);
    let entitled = layers.or(&named, &passed_on);
    layers.asked(Gate::Identity, &entitled);
    entitled
}

fn resource_grants<L: Layers>(layers: &mut L, situation: &Situation) -> Grants<L::Truth> {
    let policy = if situation.resource_allows {
        layers.granted()
    } else {
        let none = layers.constant(false);
        Grants { direct: none.clone(), entity: none.clone(), delegated: none }
    };
    let service = layers.granted_by_service();
    Grants {
        direct: layers.or(&policy.direct, &service.direct),
        entity: layers.or(&policy.entity, &service.entity),
        delegated: layers.or(&policy.delegated, &service.delegated),
    }
}

fn any_grant<L: Layers>(layers: &mut L, grants: &Grants<L::Truth>) -> L::Truth {
    let named = layers.or(&grants.direct, &grants.entity);
    layers.or(&named, &grants.delegated)
}

fn identity<L: Layers>(layers: &mut L, situation: &Situation) -> L::Truth {
    match situation.caller.identity {
        Side::Policies => layers.allowed(Gate::Identity),
        Side::Everything => layers.constant(true),
        Side::Nothing => layers.constant(false),
    }
}

// AWS: D-12
fn limits<L: Layers>(layers: &mut L, situation: &Situation) -> L::Truth {
    let mut within = layers.constant(true);
    if situation.caller.permissions_boundary {
        within = layers.allowed(Gate::PermissionsBoundary);
        layers.asked(Gate::PermissionsBoundary, &within);
    }
    let session = match situation.caller.session {
        Limit::None => return within,
        Limit::Policies => layers.allowed(Gate::Session),
        Limit::Nothing => layers.constant(false),
    };
    layers.asked(Gate::Session, &session);
    layers.and(&within, &session)
}
