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
    pub(super) limit: usize,
    pub(super) counts_white_space: bool,
    /// Whose limit it is, where the kind alone does not say it.
    pub(super) whose: &'static str,
}

// AWS: S-13, S-14
pub(super) fn quota(kind: PolicyKind) -> Quota {
    let quota = |limit, counts_white_space, whose| Quota { limit, counts_white_space, whose };
    match kind {
        PolicyKind::Identity => quota(6_144, false, "a managed policy"),
        PolicyKind::PermissionsBoundary => quota(6_144, false, "a permissions boundary"),
        PolicyKind::Session => quota(2_048, false, "a session's policies together"),
        PolicyKind::Trust => quota(2_048, false, "a trust policy, unless AWS raised it"),
        PolicyKind::Resource => quota(20_480, true, "a bucket's or function's policy"),
        PolicyKind::ServiceControl => quota(10_240, true, "a service control policy"),
        PolicyKind::ResourceControl => quota(5_120, true, "a resource control policy"),
        PolicyKind::VpcEndpoint => quota(20_480, true, "a VPC endpoint policy"),
    }
}
