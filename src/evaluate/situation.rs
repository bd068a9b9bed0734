//! Which layers a question has, and which sides must allow it.

use super::decision::{Access, Caller, Limit, Side, Situation};
use super::service::{ServiceRules, Settled};
use crate::aws::{Arn, Rule, supports_resource_control};
use crate::compile::{PolicySet, ResourcePolicy};
use crate::request::{OrganizationMembership, PrincipalKind, Request};

/// The situation of a question under the rules of its service.
pub(super) fn situation_of(
    policies: &PolicySet,
    request: &Request,
    rules: &ServiceRules,
) -> Situation {
    let caller = caller_of(policies, request);
    let has_resource_policy = !matches!(policies.resource, ResourcePolicy::None);
    Situation {
        settled: rules.settled.or_else(|| across_partitions(request)),
        resource_control_levels: levels(&policies.resource_control, || {
            resource_control_applies(request, rules)
        }),
        service_control_levels: levels(&policies.service_control, || {
            service_control_applies(request)
        }),
        vpc_endpoint: policies.vpc_endpoint.is_some(),
        resource_denies: has_resource_policy && rules.resource_denies,
        resource_allows: has_resource_policy && rules.resource_allows,
        access: access_of(request, rules),
        caller,
    }
}

fn levels<T>(levels: &[T], apply: impl Fn() -> bool) -> usize {
    if levels.is_empty() || !apply() { 0 } else { levels.len() }
}

pub(super) fn caller_of(policies: &PolicySet, request: &Request) -> Caller {
    let session = if policies.session.is_some() { Limit::Policies } else { Limit::None };
    let has_boundary = policies.permissions_boundary.is_some();
    match request.principal.kind {
        // AWS: D-16, D-17
        PrincipalKind::Root => {
            Caller { identity: Side::Everything, permissions_boundary: false, session }
        }
        // AWS: D-13, D-16
        PrincipalKind::FederatedUser { .. } if request.principal.is_federated_by_root() => Caller {
            identity: Side::Everything,
            permissions_boundary: false,
            session: if session == Limit::None { Limit::Nothing } else { session },
        },
        PrincipalKind::User { .. } | PrincipalKind::RoleSession { .. } => {
            Caller { identity: Side::Policies, permissions_boundary: has_boundary, session }
        }
        // AWS: D-13
        PrincipalKind::FederatedUser { .. } => Caller {
            identity: Side::Policies,
            permissions_boundary: has_boundary,
            session: if session == Limit::None { Limit::Nothing } else { session },
        },
        PrincipalKind::Federated { .. }
        | PrincipalKind::Service { .. }
        | PrincipalKind::CanonicalUser { .. }
        | PrincipalKind::Anonymous => {
            Caller { identity: Side::Nothing, permissions_boundary: false, session: Limit::None }
        }
    }
}

fn access_of(request: &Request, rules: &ServiceRules) -> Access {
    if !request.principal.has_credentials() {
        return Access::ResourceOnly;
    }
    if request.crosses_accounts() { Access::CrossAccount } else { rules.same_account }
}

// AWS: D-5, D-22
fn service_control_applies(request: &Request) -> bool {
    let Some(account) = &request.principal.account else { return false };
    request.principal.has_credentials()
        && !request.principal.is_service_linked_role()
        && is_bound_member(account, request)
}

// AWS: D-6, D-7, D-22
fn resource_control_applies(request: &Request, rules: &ServiceRules) -> bool {
    let supported = request
        .facts
        .resource_control
        .unwrap_or_else(|| supports_resource_control(request.action.service()));
    supported
        && rules.resource_control
        && !request.principal.is_service_linked_role()
        && request.resource_account.as_ref().is_none_or(|owner| is_bound_member(owner, request))
}

/// Whether an account is bound by the organization's policies. Where nobody said, it is taken to be
/// an ordinary member, since its policies were given.
fn is_bound_member(account: &str, request: &Request) -> bool {
    let organization = &request.organization;
    !organization.is_management(account)
        && organization.membership(account) != OrganizationMembership::Outside
}

// AWS: R-14
fn across_partitions(request: &Request) -> Option<Settled> {
    let theirs = request.resource_arn().map_or("", Arn::partition);
    let own = &*request.principal.partition;
    let differ = theirs != own && !theirs.is_empty() && !own.is_empty();
    let settles = differ && !theirs.contains(['*', '?']);
    settles.then_some(Settled { allowed: false, rule: Rule("R-14") })
}
