//! What an environment knows of what a request is about.

use super::organization::Standing;
use super::{Environment, Fact, Held, PublicAccess, Resource, StoredPolicy};
use crate::aws::{Arn, holds_unknown};

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
        if let Some(target) = self.entity_target(arn) {
            return target;
        }
        let itself = self.resource(arn.as_str());
        let holder = holders_of(arn).into_iter().find_map(|holder| self.resource(&holder));
        let of_account = Some(arn.account()).filter(|account| !account.is_empty());
        let near = [itself, holder];
        let said = near.iter().flatten().find_map(|resource| resource.account.as_deref());
        let account = said.or_else(|| {
            let mut ids = self.accounts.iter().map(|(id, _)| id);
            ids.find(|id| Some(*id) == of_account).or_else(|| {
                near.iter()
                    .flatten()
                    .next()
                    .and_then(|_| self.only_account())
                    .filter(|_| of_account.is_none())
            })
        });
        let policy = near.iter().flatten().find(|resource| resource.policy.is_said());
        let block = near.iter().flatten().find_map(|found| found.public_access_block.known());
        Target {
            resource: itself,
            account,
            policy: policy.map_or(Fact::Unsaid, |found| by_reference(&found.policy)),
            tags: itself.map_or(Fact::Unsaid, |found| known_tags(&found.tags)),
            public_access_block: block.copied(),
            resource_control: account.map_or_else(Vec::new, |id| self.resource_control(id)),
        }
    }

    /// The account, if there is one alone.
    // AWS: D-15
    pub fn only_account(&self) -> Option<&str> {
        let mut ids = self.accounts.iter().map(|(id, _)| id);
        ids.next().filter(|_| ids.next().is_none())
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
        self.levels_above(account, Standing::resource_control, "RCPFullAWSAccess")
    }

    /// A user or role as a resource: the policy of a role is its trust policy.
    fn entity_target(&self, arn: &Arn) -> Option<Target<'_>> {
        let (kind, path) = (arn.service() == "iam").then_some(arn.resource())?.split_once('/')?;
        let name = path.rsplit('/').next()?;
        let (account, held) = self.accounts.iter().find(|(id, _)| *id == arn.account())?;
        let (path, tags, policy) = match kind {
            "user" => {
                let user = held.users.get(name)?;
                (&user.path, &user.tags, Fact::None)
            }
            "role" => {
                let role = held.roles.get(name)?;
                (&role.path, &role.tags, by_reference(&role.trust))
            }
            _ => return None,
        };
        // AWS: P-5
        let is_it = has_path(arn, path, name);
        Some(Target {
            resource: None,
            account: Some(account),
            policy: if is_it { policy } else { Fact::None },
            tags: if is_it { known_tags(tags) } else { Fact::None },
            public_access_block: None,
            resource_control: self.resource_control(account),
        })
    }
}

/// Whether a user or role of this path may have that ARN. Names are unique whatever the path, so
/// nobody has it otherwise.
pub fn has_path(arn: &Arn, path: &Fact<Box<str>>, name: &str) -> bool {
    let Fact::Is(path) = path else { return true };
    let written = arn.resource().split_once('/').map_or("", |(_, rest)| rest);
    let is_open = holds_unknown(path) || holds_unknown(written);
    is_open || written.strip_suffix(name) == Some(path.strip_prefix('/').unwrap_or(path))
}

/// Nobody knows the tags of which one has a name that nobody knows.
fn known_tags(tags: &Fact<Vec<(Box<str>, Box<str>)>>) -> Fact<&[(Box<str>, Box<str>)]> {
    match tags {
        Fact::Is(tags) if tags.iter().any(|(name, _)| holds_unknown(name)) => Fact::Unsaid,
        Fact::Is(tags) => Fact::Is(tags),
        Fact::None => Fact::None,
        Fact::Unsaid => Fact::Unsaid,
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

/// Patterns for a resource and for what it holds, whose policy it is: a bucket and its objects.
pub fn with_all_held(arn: &Arn) -> Vec<String> {
    let (itself, resource) = (arn.as_str(), arn.resource());
    let separator = match arn.service() {
        "s3" | "s3express" | "s3-outposts" if !arn.account().is_empty() => "/object/",
        "s3" | "dynamodb" | "kinesis" | "es" | "cassandra" | "execute-api" => "/",
        "lambda" if resource.starts_with("function:") => ":",
        "sns" => ":",
        "logs" => ":log-stream:",
        _ => return vec![itself.to_owned()],
    };
    vec![itself.to_owned(), format!("{itself}{separator}*")]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value_set::Pattern;

    #[test]
    fn what_a_resource_holds_has_its_policy() {
        for (holder, held) in [
            ("arn:aws:s3:::b", "arn:aws:s3:::b/deep/x"),
            (
                "arn:aws:s3:eu-west-1:111122223333:accesspoint/p",
                "arn:aws:s3:eu-west-1:111122223333:accesspoint/p/object/x",
            ),
            (
                "arn:aws:lambda:eu-west-1:111122223333:function:f",
                "arn:aws:lambda:eu-west-1:111122223333:function:f:2",
            ),
            (
                "arn:aws:dynamodb:eu-west-1:111122223333:table/t",
                "arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i",
            ),
            (
                "arn:aws:sns:eu-west-1:111122223333:topic",
                "arn:aws:sns:eu-west-1:111122223333:topic:0aa11bb2",
            ),
            (
                "arn:aws:execute-api:eu-west-1:111122223333:api",
                "arn:aws:execute-api:eu-west-1:111122223333:api/prod/GET/x",
            ),
            (
                "arn:aws:logs:eu-west-1:111122223333:log-group:/app",
                "arn:aws:logs:eu-west-1:111122223333:log-group:/app:log-stream:s",
            ),
            ("arn:aws:sqs:eu-west-1:111122223333:q", "arn:aws:sqs:eu-west-1:111122223333:q"),
        ] {
            assert_eq!(whose_policy(&Arn::parse(held).unwrap()), holder);
            let patterns = with_all_held(&Arn::parse(holder).unwrap());
            let covers = |pattern: &String| Pattern::glob(pattern).matches(held);
            assert!(patterns.iter().any(covers), "{held}: {patterns:?}");
        }
    }
}
