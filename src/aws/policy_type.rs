//! AWS's seven policy types, and the kinds of document that differ in grammar.

use std::fmt;

/// One of AWS's seven policy types: the layers of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyType {
    /// Attached to a user, group or role.
    Identity,
    /// Attached to a resource: a bucket policy, a key policy, a role's trust policy.
    Resource,
    /// The most that identity-based policies may grant to a user or role.
    PermissionsBoundary,
    /// Passed when a session is created.
    Session,
    /// AWS Organizations: limits the principals of an account.
    ServiceControl,
    /// AWS Organizations: limits the resources of an account.
    ResourceControl,
    /// Attached to a VPC endpoint.
    VpcEndpoint,
}

impl PolicyType {
    /// The field that holds such policies in our formats: `permissionsBoundary`.
    pub fn field(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::PermissionsBoundary => "permissionsBoundary",
            Self::Session => "session",
            Self::ServiceControl => "serviceControl",
            Self::ResourceControl => "resourceControl",
            Self::VpcEndpoint => "vpcEndpoint",
        }
    }
}

/// As AWS's messages name it: `identity-based policy`, `permissions boundary`.
impl fmt::Display for PolicyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity => "identity-based policy",
            Self::Resource => "resource-based policy",
            Self::PermissionsBoundary => "permissions boundary",
            Self::Session => "session policy",
            Self::ServiceControl => "service control policy",
            Self::ResourceControl => "resource control policy",
            Self::VpcEndpoint => "VPC endpoint policy",
        })
    }
}

/// A kind of document with a grammar of its own.
// AWS: S-13
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyKind {
    /// Managed or inline policy of a user, group or role.
    Identity,
    /// Permissions boundary.
    PermissionsBoundary,
    /// Session policy.
    Session,
    /// Resource-based policy other than a role's trust policy.
    Resource,
    /// A role's trust policy: the resource-based policy of the role.
    Trust,
    /// Service control policy.
    ServiceControl,
    /// Resource control policy.
    ResourceControl,
    /// VPC endpoint policy.
    VpcEndpoint,
}

impl PolicyKind {
    /// Whether its statements say for whom they are; else it is attached to its principals.
    // AWS: S-13
    pub fn takes_principal(self) -> bool {
        match self {
            Self::Resource | Self::Trust | Self::ResourceControl | Self::VpcEndpoint => true,
            Self::Identity | Self::PermissionsBoundary | Self::Session | Self::ServiceControl => {
                false
            }
        }
    }

    /// The layer in which such a document counts.
    pub fn policy_type(self) -> PolicyType {
        match self {
            Self::Identity => PolicyType::Identity,
            Self::PermissionsBoundary => PolicyType::PermissionsBoundary,
            Self::Session => PolicyType::Session,
            Self::Resource | Self::Trust => PolicyType::Resource,
            Self::ServiceControl => PolicyType::ServiceControl,
            Self::ResourceControl => PolicyType::ResourceControl,
            Self::VpcEndpoint => PolicyType::VpcEndpoint,
        }
    }
}
