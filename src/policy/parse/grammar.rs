//! Which kind of policy takes which elements, and how large it may be.

use crate::aws::PolicyKind;

/// As messages name a document of this kind.
pub(super) fn name(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Identity => "an identity-based policy",
        PolicyKind::PermissionsBoundary => "a permissions boundary",
        PolicyKind::Session => "a session policy",
        PolicyKind::Resource => "a resource-based policy",
        PolicyKind::Trust => "a role's trust policy",
        PolicyKind::ServiceControl => "a service control policy",
        PolicyKind::ResourceControl => "a resource control policy",
        PolicyKind::VpcEndpoint => "a VPC endpoint policy",
    }
}

/// Whether its statements may say for whom they are not.
// AWS: S-13, P-14
pub(super) fn takes_not_principal(kind: PolicyKind) -> bool {
    matches!(kind, PolicyKind::Resource | PolicyKind::VpcEndpoint)
}

/// What it is called that an element stands in a kind of policy where it has no place.
// AWS: S-13
pub(super) fn code_of_forbidden(kind: PolicyKind, element: &str) -> &'static str {
    match (kind, element) {
        (PolicyKind::ServiceControl, _) => "scp-syntax-error-principal",
        (PolicyKind::ResourceControl, "NotAction") => "rcp-syntax-error-notaction",
        (PolicyKind::ResourceControl, _) => "rcp-syntax-error-principal",
        (PolicyKind::Trust, "NotPrincipal") => "role-trust-policy-syntax-error-notprincipal",
        (PolicyKind::Trust, _) => "role-trust-policy-syntax-error-resource",
        _ => "unsupported-principal",
    }
}

/// Whether it is one of the documents of IAM itself.
pub(super) fn is_of_iam(kind: PolicyKind) -> bool {
    is_of_principals(kind) || kind == PolicyKind::Trust
}

/// Whether it is attached to users, roles or their sessions.
pub(super) fn is_of_principals(kind: PolicyKind) -> bool {
    matches!(kind, PolicyKind::Identity | PolicyKind::PermissionsBoundary | PolicyKind::Session)
}

/// How many characters a document may have.
pub(super) struct Quota {
    pub(super) code: &'static str,
    pub(super) limit: usize,
    pub(super) counts_white_space: bool,
    /// Whose limit it is, where the kind alone does not say it.
    pub(super) whose: &'static str,
}

// AWS: S-13, S-14
pub(super) fn quota(kind: PolicyKind) -> Quota {
    let (code, whose) = match kind {
        PolicyKind::Identity => (IDENTITY_SIZE, "a managed policy"),
        PolicyKind::PermissionsBoundary => (IDENTITY_SIZE, "a permissions boundary"),
        PolicyKind::Session => {
            ("policy-size-exceeds-session-policy-quota", "a session's policies together")
        }
        PolicyKind::Trust => {
            ("policy-size-exceeds-role-trust-policy-quota", "a trust policy, unless AWS raised it")
        }
        PolicyKind::Resource => {
            ("policy-size-exceeds-resource-policy-quota", "a bucket's or function's policy")
        }
        PolicyKind::ServiceControl => ("policy-size-exceeds-scp-quota", "a service control policy"),
        PolicyKind::ResourceControl => {
            ("policy-size-exceeds-rcp-quota", "a resource control policy")
        }
        PolicyKind::VpcEndpoint => {
            ("policy-size-exceeds-vpc-endpoint-policy-quota", "a VPC endpoint policy")
        }
    };
    Quota { code, limit: limit(kind), counts_white_space: !is_of_iam(kind), whose }
}

const IDENTITY_SIZE: &str = "policy-size-exceeds-identity-policy-quota";

fn limit(kind: PolicyKind) -> usize {
    match kind {
        PolicyKind::Identity | PolicyKind::PermissionsBoundary => 6_144,
        PolicyKind::Session | PolicyKind::Trust => 2_048,
        PolicyKind::Resource | PolicyKind::VpcEndpoint => 20_480,
        PolicyKind::ServiceControl => 10_240,
        PolicyKind::ResourceControl => 5_120,
    }
}
