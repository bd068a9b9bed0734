//! What an environment knows of what a request is about.

use super::caller::held_by_organization;
use super::{Environment, Fact, Held, PublicAccess, Resource, StoredPolicy};
use crate::aws::Arn;

/// What an environment knows of a resource.
#[derive(Clone, Debug)]
pub struct Target<'e> {
    /// The resource itself; `None` if the environment does not have it.
    pub resource: Option<&'e Resource>,
    /// The account that owns it, where said.
    pub account: Option<&'e str>,
    /// The policy that AWS asks: the resource's own, or that of what holds it.
    pub policy: Fact<&'e StoredPolicy>,
    /// The tags of the resource itself.
    pub tags: Fact<&'e [(Box<str>, Box<str>)]>,
    /// Settings of the bucket.
    pub public_access_block: Option<PublicAccess>,
    /// Resource control policies of the owner's account by level, root first.
    pub resource_control: Vec<Vec<Held<'e>>>,
}

impl Environment {
    /// What is known of a resource.
    pub fn target(&self, arn: &Arn) -> Target<'_> {
        if let Some(target) = self.role_target(arn) {
            return target;
        }
        let itself = self.resource(arn.as_str());
        let holder = holders_of(arn).into_iter().find_map(|holder| self.resource(&holder));
        let of_account = Some(arn.account()).filter(|account| !account.is_empty());
        let near = [itself, holder];
        let account =
            near.iter().flatten().find_map(|resource| resource.account.as_deref()).or_else(|| {
                self.accounts.iter().map(|(id, _)| id).find(|id| Some(*id) == of_account)
            });
        let policy = near.iter().flatten().find(|resource| resource.policy.is_said());
        let block = near.iter().flatten().find_map(|found| found.public_access_block.known());
        Target {
            resource: itself,
            account,
            policy: policy.map_or(Fact::Unsaid, |found| by_reference(&found.policy)),
            tags: itself.map_or(Fact::Unsaid, |found| match &found.tags {
                Fact::Is(tags) => Fact::Is(tags),
                Fact::None => Fact::None,
                Fact::Unsaid => Fact::Unsaid,
            }),
            public_access_block: block.copied(),
            resource_control: account.map_or_else(Vec::new, |id| self.resource_control(id)),
        }
    }

    /// A resource by its ARN or another ARN of the same.
    pub fn resource(&self, arn: &str) -> Option<&Resource> {
        self.resources.get(arn).or_else(|| {
            let is_alias =
                |resource: &&Resource| resource.aliases.iter().any(|name| **name == *arn);
            self.resources.iter().map(|(_, resource)| resource).find(is_alias)
        })
    }

    /// The ARN of the resource that has this other ARN: the key of an alias.
    pub fn key_of_alias(&self, alias: &str) -> Option<&str> {
        let mut resources = self.resources.iter();
        let has_it = |(_, resource): &(&str, &Resource)| {
            resource.aliases.iter().any(|name| **name == *alias)
        };
        resources.find(has_it).map(|(arn, _)| arn)
    }

    /// Resource control policies that bind an account's resources by level, root first.
    // AWS: D-6
    pub fn resource_control(&self, account: &str) -> Vec<Vec<Held<'_>>> {
        let standing = self.organization.known().and_then(|known| known.find(account));
        let levels = standing.map(|standing| standing.resource_control()).unwrap_or_default();
        levels.into_iter().map(|level| level.iter().map(held_by_organization).collect()).collect()
    }

    /// A role as a resource: its policy is the trust policy.
    fn role_target(&self, arn: &Arn) -> Option<Target<'_>> {
        let name = (arn.service() == "iam").then_some(arn.resource())?.strip_prefix("role/")?;
        let name = name.rsplit('/').next()?;
        let (account, held) = self.accounts.iter().find(|(id, _)| *id == arn.account())?;
        let role = held.roles.get(name)?;
        Some(Target {
            resource: None,
            account: Some(account),
            policy: by_reference(&role.trust),
            tags: match &role.tags {
                Fact::Is(tags) => Fact::Is(tags),
                Fact::None => Fact::None,
                Fact::Unsaid => Fact::Unsaid,
            },
            public_access_block: None,
            resource_control: self.resource_control(account),
        })
    }
}

fn by_reference<T>(fact: &Fact<T>) -> Fact<&T> {
    match fact {
        Fact::Is(value) => Fact::Is(value),
        Fact::None => Fact::None,
        Fact::Unsaid => Fact::Unsaid,
    }
}

/// The ARN of the resource whose policy AWS asks about a resource: of the bucket for an object.
pub fn whose_policy(arn: &Arn) -> String {
    holders_of(arn).into_iter().next().unwrap_or_else(|| arn.as_str().to_owned())
}

/// The ARNs of what holds a resource, the nearest first: the bucket of an object, the table of an
/// index, the function of a version.
fn holders_of(arn: &Arn) -> Vec<String> {
    let within = |part: &str| format!("{}{part}", arn.head());
    let resource = arn.resource();
    let before = |separator: &str| {
        resource.split_once(separator).map(|(before, _)| within(before)).into_iter().collect()
    };
    // AWS: each service's developer guide says whose policy is asked
    match arn.service() {
        "s3" | "s3express" | "s3-outposts" if !arn.account().is_empty() => before("/object/"),
        "s3" => before("/"),
        "lambda" if resource.starts_with("function:") => {
            let mut parts = resource.splitn(3, ':');
            match (parts.next(), parts.next(), parts.next()) {
                (Some(kind), Some(name), Some(_)) => vec![within(&format!("{kind}:{name}"))],
                _ => Vec::new(),
            }
        }
        "dynamodb" | "kinesis" | "es" | "cassandra" => {
            let parts: Vec<&str> = resource.splitn(3, '/').collect();
            match parts.as_slice() {
                [kind, name, _] => vec![within(&format!("{kind}/{name}"))],
                _ => Vec::new(),
            }
        }
        "sns" => before(":"),
        "execute-api" => before("/"),
        "logs" => before(":log-stream:"),
        _ => Vec::new(),
    }
}
