//! Resources, as far as access to them depends on it.

use super::{Fact, Origin, StoredPolicy};

/// A resource.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The account that owns it, where said.
    pub account: Option<Box<str>>,
    /// Its resource-based policy.
    pub policy: Fact<StoredPolicy>,
    /// Its tags; unsaid, they are unknown.
    pub tags: Fact<Vec<(Box<str>, Box<str>)>>,
    /// Settings of a bucket.
    pub public_access_block: Fact<PublicAccess>,
    /// Other ARNs of the same resource: a key's aliases.
    pub aliases: Vec<Box<str>>,
    /// Set where the source knows only a part of it, as a plan that gives a bucket a policy.
    pub is_partial: bool,
    /// Of what is known in part: the aliases that earlier sources have and that are gone.
    pub removed_aliases: Vec<Box<str>>,
    /// Where the source has it.
    pub origin: Origin,
}

/// S3 Block Public Access.
// AWS: X-4
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "AWS has these four switches")]
pub struct PublicAccess {
    /// `BlockPublicAcls`
    pub block_public_acls: bool,
    /// `IgnorePublicAcls`
    pub ignore_public_acls: bool,
    /// `BlockPublicPolicy`
    pub block_public_policy: bool,
    /// `RestrictPublicBuckets`
    pub restrict_public_buckets: bool,
}

/// A VPC endpoint.
// AWS: S-19
#[derive(Clone, Debug)]
pub struct VpcEndpoint {
    /// Whether it is for S3 and `DynamoDB`, or for everything else.
    pub kind: EndpointKind,
    /// The VPC, `vpc-..`.
    pub vpc: Option<Box<str>>,
    /// The account that owns it.
    pub account: Option<Box<str>>,
    /// The service: `com.amazonaws.eu-west-1.s3`.
    pub service: Option<Box<str>>,
    /// Its policy; unsaid, it is AWS's, which lets everything through.
    pub policy: Fact<StoredPolicy>,
    /// Where the source has it.
    pub origin: Origin,
}

/// The kinds of VPC endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointKind {
    /// For S3 and `DynamoDB`, by a route.
    Gateway,
    /// By a network interface.
    Interface,
}

impl Resource {
    /// A resource of which nothing else is said.
    pub fn new(origin: Origin) -> Self {
        Self {
            account: None,
            policy: Fact::Unsaid,
            tags: Fact::Unsaid,
            public_access_block: Fact::Unsaid,
            aliases: Vec::new(),
            is_partial: false,
            removed_aliases: Vec::new(),
            origin,
        }
    }
}
