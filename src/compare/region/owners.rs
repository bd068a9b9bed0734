//! Whose resources a region is about. All layers of a caller decide about the resources of its account
//! as about those whose ARNs name none; both are told as one.

use super::{Actions, Cube, Resources};
use crate::aws::is_account_id;
use crate::evaluate::TOLD_APART_RESOURCES;

/// ARNs that name no account.
const NO_ACCOUNT: &str = "arn:*:*:*::*";

/// ARNs of what AWS shares with all accounts.
const OF_AWS: &str = "arn:*:*:*:aws:*";

/// Resources and conditions in which whose they are stands apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) resources: Resources,
    pub(super) of: Of,
    pub(super) conditions: Vec<String>,
}

/// Whose resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Whoever has them.
    Anybody,
    /// Those of an account.
    Account(String),
    /// Those whose ARNs name no account.
    NoAccount,
    /// None: `*`.
    NoResource,
}

/// The cubes, those together that differ in whose resources they are about and say the same of them.
pub(super) fn told(cubes: &[Cube], actions: &Actions) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    for cube in cubes {
        let one = apart(cube, actions);
        let same = all.iter_mut().find(|known| known.takes(&one));
        match same {
            Some(known) => known.add(one),
            None => all.push(one),
        }
    }
    all
}

impl Told {
    /// Whether the other is about the same resources, of somebody else or of the same.
    fn takes(&self, other: &Self) -> bool {
        let both = [&self.of, &other.of];
        !both.contains(&&Of::Anybody)
            && self.conditions == other.conditions
            && self.resources.among == other.resources.among
    }

    fn add(&mut self, other: Self) {
        if !matches!(self.of, Of::Account(_)) {
            self.of = match (&self.of, other.of) {
                (Of::NoResource, of) => of,
                (_, Of::Account(account)) => Of::Account(account),
                (of, _) => of.clone(),
            };
        }
        let new = other.resources.except.into_iter();
        let new: Vec<String> = new.filter(|text| !self.resources.except.contains(text)).collect();
        self.resources.except.extend(new);
    }
}

fn apart(cube: &Cube, actions: &Actions) -> Told {
    let Resources { among, except } = &cube.resources;
    let within: Vec<&str> = among.iter().filter_map(|texts| as_one(texts)).collect();
    let account = within.iter().find_map(|text| account_of(text));
    let is_arn = |text: &String| partition_of(text).is_some_and(|partition| !partition.is_empty());
    let of = match account {
        Some(account) => Of::Account(account.to_owned()),
        None if within.contains(&NO_ACCOUNT) => Of::NoAccount,
        None if among.is_empty() && except.iter().any(is_arn) => Of::NoResource,
        None => Of::Anybody,
    };
    if of == Of::Anybody {
        let resources = cube.resources.clone();
        return Told { resources, of, conditions: cube.conditions.clone() };
    }
    let counts = |text: &String| !says_owner(text) && may_be_meant(text, actions);
    let of_owner = |texts: &&Vec<String>| as_one(texts).is_none_or(|text| !says_owner(text));
    let resources = Resources {
        among: among.iter().filter(of_owner).cloned().collect(),
        except: except.iter().filter(|text| counts(text)).cloned().collect(),
    };
    Told { resources, of, conditions: cube.conditions.clone() }
}

/// The only pattern, where those that leave the owner open count as one.
fn as_one(texts: &[String]) -> Option<&str> {
    match texts {
        [] => None,
        [one] => Some(one),
        _ => texts.iter().all(|text| [NO_ACCOUNT, OF_AWS].contains(&&**text)).then_some(NO_ACCOUNT),
    }
}

/// Whether a pattern says nothing but whose resources it is about.
fn says_owner(text: &str) -> bool {
    [NO_ACCOUNT, OF_AWS].contains(&text)
        || account_of(text).is_some()
        || partition_of(text).is_some()
}

/// The account of `arn:*:*:*:111122223333:*`.
fn account_of(text: &str) -> Option<&str> {
    let account = text.strip_prefix("arn:*:*:*:")?.strip_suffix(":*")?;
    is_account_id(account).then_some(account)
}

/// The partition of `arn:aws:*:*:*:*`.
fn partition_of(text: &str) -> Option<&str> {
    let partition = text.strip_prefix("arn:")?.strip_suffix(":*:*:*:*")?;
    (!partition.contains(['*', ':'])).then_some(partition)
}

/// Whether the actions may be about such resources, where a pattern is one of those by which the rules
/// of services tell resources apart, or the roles of an account.
fn may_be_meant(text: &str, actions: &Actions) -> bool {
    let are_roles = text.starts_with("arn:*:iam:") && text.ends_with(":role/*");
    if !TOLD_APART_RESOURCES.contains(&text) && !are_roles {
        return true;
    }
    let is_of_keys = text.contains(":key/") || text.contains(":alias/");
    let services: &[&str] = if is_of_keys { &["kms"] } else { &["iam", "sts"] };
    let service = |pattern: &String| {
        pattern.split_once(':').is_none_or(|(service, _)| services.contains(&service))
    };
    actions.ranges.iter().any(|range| range.within.iter().any(service))
}
