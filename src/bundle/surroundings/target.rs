//! The resource of a question as an environment knows it.

use super::caller::in_lower_case;
use crate::aws::{ActionName, Arn};
use crate::environment::{Environment, Fact};
use crate::request::{Note, PublicAccessBlock, ResourceTarget, Tags};
use crate::text::quote;

/// What an environment says of a resource.
#[derive(Default)]
pub(in crate::bundle) struct Found {
    pub(in crate::bundle) account: Option<Box<str>>,
    pub(in crate::bundle) tags: Tags,
    pub(in crate::bundle) public_access_block: Option<PublicAccessBlock>,
}

/// What the environment says of the resource itself.
pub(in crate::bundle) fn found(environment: &Environment, target: &ResourceTarget) -> Found {
    let Some(arn) = target.arn() else { return Found::default() };
    let known = environment.target(arn);
    Found {
        account: known.account.map(Box::from),
        tags: match known.tags {
            Fact::Unsaid => None,
            Fact::None => Some(Vec::new()),
            Fact::Is(tags) => Some(in_lower_case(tags)),
        },
        // AWS: X-4
        public_access_block: known.public_access_block.map(|block| PublicAccessBlock {
            restrict_public_buckets: block.restrict_public_buckets,
        }),
    }
}

/// Actions whose resource is the alias itself.
// AWS: X-3
const ON_ALIASES: [&str; 3] = ["kms:createalias", "kms:updatealias", "kms:deletealias"];

/// An alias that a request names, and the key that it stands for.
pub(in crate::bundle) struct AliasOfKey {
    /// `alias/app`
    pub(super) alias: Box<str>,
    pub(in crate::bundle) key: Arn,
}

impl AliasOfKey {
    pub(in crate::bundle) fn note(&self) -> Note {
        let (alias, key) = (quote(&self.alias), quote(self.key.as_str()));
        Note::new("K-6", format!("{alias} stands for the key {key}, which is what is asked about"))
    }
}

/// The key that AWS asks about where a request names its alias.
// AWS: K-6
pub(in crate::bundle) fn key_of_alias(
    environment: &Environment,
    action: &ActionName,
    target: &ResourceTarget,
) -> Option<AliasOfKey> {
    let ResourceTarget::One { arn, .. } = target else { return None };
    let is_alias = arn.service() == "kms" && arn.resource().starts_with("alias/");
    if !is_alias || ON_ALIASES.contains(&action.lower()) {
        return None;
    }
    let key = Arn::parse(environment.key_of_alias(arn.as_str())?)?;
    Some(AliasOfKey { alias: arn.resource().into(), key })
}
