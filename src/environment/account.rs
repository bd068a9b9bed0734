//! What an account holds.

use super::{Entities, Fact, Origin, StoredPolicy};

/// Tags with the letter case in which they were given.
type Tags = Vec<(Box<str>, Box<str>)>;

/// An account.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Its name or alias, for people.
    pub name: Option<Box<str>>,
    /// `aws`, `aws-cn`, ..; where no source says, `aws`.
    pub partition: Option<Box<str>>,
    /// Users by name.
    pub users: Entities<User>,
    /// Groups by name.
    pub groups: Entities<Group>,
    /// Roles by name.
    pub roles: Entities<Role>,
    /// The account's managed policies by ARN, and AWS's as far as an export has them.
    pub policies: Entities<ManagedPolicy>,
}

/// A policy that a user, group, role or unit holds.
#[derive(Clone, Debug)]
pub enum PolicyEntry {
    /// A managed policy.
    Attached {
        /// Its ARN, or `FullAWSAccess`.
        arn: Box<str>,
        /// Where it is attached.
        origin: Origin,
    },
    /// A document of the holder's own.
    Inline {
        /// Its name among the holder's policies.
        name: Box<str>,
        /// The document.
        policy: StoredPolicy,
    },
    /// There is one; what it says nobody knows yet.
    Unknown {
        /// The name of what is not known.
        unknown: Box<str>,
        /// Where it is attached.
        origin: Origin,
    },
}

impl PolicyEntry {
    /// What tells the policies of one holder apart: an ARN or a name.
    pub fn name(&self) -> &str {
        match self {
            Self::Attached { arn, .. } => arn,
            Self::Inline { name, .. } => name,
            Self::Unknown { unknown, .. } => unknown,
        }
    }

    /// Where the source says so.
    pub fn origin(&self) -> &Origin {
        match self {
            Self::Attached { origin, .. } | Self::Unknown { origin, .. } => origin,
            Self::Inline { policy, .. } => &policy.origin,
        }
    }
}

/// An IAM user.
#[derive(Clone, Debug)]
pub struct User {
    /// The path, with a slash at both ends.
    pub path: Fact<Box<str>>,
    /// `AIDA..`
    pub id: Option<Box<str>>,
    /// The tags; unsaid, they are unknown.
    pub tags: Fact<Tags>,
    /// The groups by name.
    pub groups: Vec<Box<str>>,
    /// Managed and inline policies of the user's own.
    pub policies: Vec<PolicyEntry>,
    /// The permissions boundary.
    pub permissions_boundary: Fact<PolicyEntry>,
    /// Set where the source knows only a part of the user, as a plan does: what it adds.
    pub partial: Option<Removals>,
    /// Where the source has it.
    pub origin: Origin,
}

/// An IAM group.
#[derive(Clone, Debug)]
pub struct Group {
    /// The path, with a slash at both ends.
    pub path: Fact<Box<str>>,
    /// `AGPA..`
    pub id: Option<Box<str>>,
    /// Managed and inline policies.
    pub policies: Vec<PolicyEntry>,
    /// Set where the source knows only a part of the group.
    pub partial: Option<Removals>,
    /// Where the source has it.
    pub origin: Origin,
}

/// An IAM role.
#[derive(Clone, Debug)]
pub struct Role {
    /// The path, with a slash at both ends.
    pub path: Fact<Box<str>>,
    /// `AROA..`
    pub id: Option<Box<str>>,
    /// The tags; unsaid, they are unknown.
    pub tags: Fact<Tags>,
    /// Managed and inline policies.
    pub policies: Vec<PolicyEntry>,
    /// The permissions boundary.
    pub permissions_boundary: Fact<PolicyEntry>,
    /// The trust policy.
    pub trust: Fact<StoredPolicy>,
    /// Set where the source knows only a part of the role.
    pub partial: Option<Removals>,
    /// Where the source has it.
    pub origin: Origin,
}

/// What a source that knows only a part of a thing says is gone from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removals {
    /// Policies, by ARN or by the name of an inline policy.
    pub policies: Vec<Box<str>>,
    /// Groups that a user leaves.
    pub groups: Vec<Box<str>>,
    /// Whether all inline policies go that the source does not name.
    pub other_inline: bool,
    /// Whether all attached policies go that the source does not name.
    pub other_attached: bool,
}

/// A managed policy.
#[derive(Clone, Debug)]
pub struct ManagedPolicy {
    /// The version in force.
    pub document: StoredPolicy,
    /// The name of that version, `v3`, where the source has it.
    pub default_version: Option<Box<str>>,
    /// The other versions that are stored, by name.
    pub versions: Vec<(Box<str>, StoredPolicy)>,
    /// Where the source has it.
    pub origin: Origin,
}

impl User {
    /// A user of whom nothing else is said.
    pub fn new(origin: Origin) -> Self {
        Self {
            path: Fact::Unsaid,
            id: None,
            tags: Fact::Unsaid,
            groups: Vec::new(),
            policies: Vec::new(),
            permissions_boundary: Fact::Unsaid,
            partial: None,
            origin,
        }
    }
}

impl Group {
    /// A group of which nothing else is said.
    pub fn new(origin: Origin) -> Self {
        let policies = Vec::new();
        Self { path: Fact::Unsaid, id: None, policies, partial: None, origin }
    }
}

impl Role {
    /// A role of which nothing else is said.
    pub fn new(origin: Origin) -> Self {
        Self {
            path: Fact::Unsaid,
            id: None,
            tags: Fact::Unsaid,
            policies: Vec::new(),
            permissions_boundary: Fact::Unsaid,
            trust: Fact::Unsaid,
            partial: None,
            origin,
        }
    }
}
