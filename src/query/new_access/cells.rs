//! Resources that are compared together, because the same layers decide about them.

use crate::aws::{Arn, is_account_id};
use crate::compile::{Layer, ResourcePolicy};
use crate::evaluate::is_public_policy;
use crate::request::{KmsGrant, PublicAccessBlock};

/// Resources, and the layers on their side.
#[derive(Clone)]
pub(super) struct Cell {
    /// What people call them: an ARN.
    pub(super) name: Box<str>,
    /// The ARNs; none if it is all but the exceptions.
    pub(super) patterns: Vec<String>,
    pub(super) except: Vec<String>,
    /// Who owns those whose ARNs do not say.
    pub(super) owner: Option<Box<str>>,
    pub(super) sides: [Estate; 2],
    /// Whether the resource-based policies say something else.
    pub(super) policy_differs: bool,
    /// The number of what the resource control policies say on both sides, if that differs.
    pub(super) differing_limits: Option<usize>,
    /// Whether it is here that callers outside the environment may be let in.
    pub(super) is_of_environment: bool,
}

/// The layers on the resources' side.
#[derive(Clone, Default)]
pub(super) struct Estate {
    /// `None` where there are no such resources, so that nothing is allowed.
    pub(super) policy: Option<ResourcePolicy>,
    pub(super) control: Vec<Layer>,
    pub(super) block: PublicAccessBlock,
    /// The grants on a key.
    pub(super) grants: Vec<KmsGrant>,
}

impl Estate {
    /// Whether nobody outside gets in by the policy, other than services.
    // AWS: X-4
    pub(super) fn shuts_strangers_out(&self) -> bool {
        let policy = self.policy.as_ref().and_then(ResourcePolicy::policy);
        self.block.restrict_public_buckets && policy.is_some_and(|policy| is_public_policy(policy))
    }
}

impl Cell {
    /// Whether anything on the resources' side differs.
    pub(super) fn differs(&self) -> bool {
        self.decides_differently() || self.differing_limits.is_some()
    }

    /// Whether the resource-based policy, or how it counts, differs.
    pub(super) fn decides_differently(&self) -> bool {
        self.policy_differs || self.blocks_differ()
    }

    pub(super) fn blocks_differ(&self) -> bool {
        let [one, other] = &self.sides;
        one.block.restrict_public_buckets != other.block.restrict_public_buckets
    }

    /// Whose it is, where that is known.
    pub(super) fn account(&self) -> Option<&str> {
        let of_arn = self.name.split(':').nth(4).filter(|account| is_account_id(account));
        self.owner.as_deref().or(of_arn)
    }

    pub(super) fn is_role(&self) -> bool {
        Arn::parse(&self.name)
            .is_some_and(|arn| arn.service() == "iam" && arn.resource().starts_with("role/"))
    }

    /// Whether callers of the owner's account need no policy of the resource.
    // AWS: X-1, T-1
    pub(super) fn is_shared_with_identities(&self) -> bool {
        let is_key = Arn::parse(&self.name).is_some_and(|arn| arn.service() == "kms");
        !is_key && !self.is_role()
    }

    /// The owner, where it is not the one that the ARN or else the caller's account says.
    pub(super) fn foreign_owner(&self, account: Option<&str>) -> Option<&str> {
        let says_account =
            |pattern: &String| pattern.split(':').nth(4).is_some_and(|account| !account.is_empty());
        let owner = self.owner.as_deref().filter(|owner| Some(*owner) != account)?;
        (!self.patterns.iter().all(says_account)).then_some(owner)
    }
}
