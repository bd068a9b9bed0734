//! A service, its actions and its resource types.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::raw::{RawService, RawUse};
use super::resource_type::ResourceType;
use crate::value_set::Pattern;

/// A set of condition keys, to be looked up with [`super::Catalog::condition_keys`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySet(pub(super) u16);

impl KeySet {
    /// No keys.
    pub(super) const EMPTY: Self = Self(0);
}

/// A list of dependent actions, to be looked up with [`super::Catalog::dependent_actions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DependentActions(pub(super) u16);

/// A service of AWS, as its page in the service authorization reference tells.
#[derive(Clone, Debug)]
pub struct Service {
    /// In lower case: `s3`.
    pub prefix: Box<str>,
    /// Its title: `Amazon S3`.
    pub name: Box<str>,
    /// Whether resource control policies apply to it.
    pub supports_resource_control: bool,
    /// All condition keys of the service.
    pub condition_keys: KeySet,
    /// Its resource types, and those of other services that its actions use.
    pub resource_types: Box<[ResourceType]>,
    /// In the order of their lower-case names.
    pub actions: Box<[Action]>,
}

/// One action.
#[derive(Clone, Debug)]
pub struct Action {
    /// Without prefix: `GetObject`.
    pub name: Box<str>,
    /// The same in lower case.
    pub lower_name: Box<str>,
    /// What it does, roughly.
    pub access_level: AccessLevel,
    /// Condition keys that come with the action on whatever resource.
    pub condition_keys: KeySet,
    /// The resource types that it touches; none if it takes only `*`.
    // AWS
    pub resources: Box<[ResourceUse]>,
    /// Actions that the same call needs besides.
    pub dependent_actions: DependentActions,
    /// The ways of calling it that touch resources of their own; mostly none.
    pub scenarios: Box<[Scenario]>,
    /// Whether AWS's reference no longer lists it.
    pub is_legacy: bool,
    pub(super) keys_sent: KeysSent,
}

/// The numbers of the keys that come with an action, put together once.
#[derive(Clone, Debug)]
pub(super) struct KeysSent {
    /// With each of its resource types.
    pub(super) with: Box<[OnceLock<Arc<[u16]>>]>,
    /// With some resource type.
    pub(super) with_any: OnceLock<Arc<[u16]>>,
}

/// The use that an action makes of a resource type.
#[derive(Clone, Copy, Debug)]
pub struct ResourceUse {
    /// Index into [`Service::resource_types`].
    pub resource_type: usize,
    /// Whether each call touches such a resource.
    pub required: bool,
    /// Condition keys that come with this use, beside those of the type.
    pub condition_keys: KeySet,
}

/// A way of calling an action: `EC2-VPC-EBS`.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// AWS's name for it.
    pub name: Box<str>,
    /// What it touches: indices into [`Service::resource_types`], and whether always.
    pub resources: Box<[(usize, bool)]>,
}

/// How AWS classes actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccessLevel {
    /// Names of resources.
    List,
    /// Contents of resources.
    Read,
    /// Tags alone.
    Tagging,
    /// Creates, changes, deletes.
    Write,
    /// Changes who may do what.
    PermissionsManagement,
}

impl AccessLevel {
    /// All of them, the mildest first.
    pub const ALL: [Self; 5] =
        [Self::List, Self::Read, Self::Tagging, Self::Write, Self::PermissionsManagement];

    /// AWS's spelling.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Read => "Read",
            Self::Tagging => "Tagging",
            Self::Write => "Write",
            Self::PermissionsManagement => "Permissions management",
        }
    }

    /// Whether nothing changes by such an action.
    pub fn only_looks(self) -> bool {
        match self {
            Self::List | Self::Read => true,
            Self::Tagging | Self::Write | Self::PermissionsManagement => false,
        }
    }

    /// Reads AWS's spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == text)
    }
}

impl fmt::Display for AccessLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Service {
    pub(super) fn read(prefix: &str, raw: &RawService<'_>, levels: &[AccessLevel]) -> Self {
        let resource_type = |(name, formats, keys): &(&str, Vec<&str>, u16)| {
            ResourceType::new(name, formats, KeySet(*keys))
        };
        Self {
            prefix: prefix.into(),
            name: raw.name.into(),
            supports_resource_control: raw.flags & 1 != 0,
            condition_keys: KeySet(raw.condition_keys),
            resource_types: raw.resource_types.iter().map(resource_type).collect(),
            actions: raw
                .actions
                .iter()
                .map(|action| Action {
                    name: action.name.into(),
                    lower_name: action.name.to_ascii_lowercase().into(),
                    access_level: levels[usize::from(action.level)],
                    condition_keys: KeySet(action.condition_keys),
                    resources: action.resources.iter().map(ResourceUse::read).collect(),
                    dependent_actions: DependentActions(action.dependent),
                    scenarios: action.scenarios.iter().map(Scenario::read).collect(),
                    is_legacy: action.legacy == 1,
                    keys_sent: KeysSent {
                        with: action.resources.iter().map(|_| OnceLock::new()).collect(),
                        with_any: OnceLock::new(),
                    },
                })
                .collect(),
        }
    }

    /// The action of a name in lower case, without prefix.
    pub fn action(&self, lower_name: &str) -> Option<&Action> {
        let found = self.actions.binary_search_by(|action| (*action.lower_name).cmp(lower_name));
        found.ok().map(|index| &self.actions[index])
    }

    /// The actions whose name, in lower case and without prefix, fits a pattern with `*` and `?`.
    pub fn actions_matching(&self, lower_pattern: &str) -> impl Iterator<Item = &Action> + use<'_> {
        let start = lower_pattern.split(['*', '?']).next().unwrap_or("");
        let behind = |action: &Action| *action.lower_name < *start;
        let first = self.actions.partition_point(behind);
        let begins = |action: &&Action| action.lower_name.starts_with(start);
        let count = self.actions[first..].iter().take_while(begins).count();
        let pattern = (start.len() < lower_pattern.len()).then(|| Pattern::glob(lower_pattern));
        let length = start.len();
        let begin = &self.actions[first..first + count];
        begin.iter().filter(move |action| match &pattern {
            Some(pattern) => pattern.matches(&action.lower_name),
            None => action.lower_name.len() == length,
        })
    }

    /// The resource types that an action of this service touches.
    pub fn resource_types_of<'s>(
        &'s self,
        action: &'s Action,
    ) -> impl Iterator<Item = (&'s ResourceUse, &'s ResourceType)> {
        action.resources.iter().map(|used| (used, &self.resource_types[used.resource_type]))
    }
}

impl Action {
    /// Whether it takes only `*`.
    // AWS: R-8
    pub fn is_wildcard_only(&self) -> bool {
        self.resources.is_empty()
    }
}

impl ResourceUse {
    fn read(raw: &RawUse) -> Self {
        Self {
            resource_type: usize::from(raw.resource_type),
            required: raw.required == 1,
            condition_keys: KeySet(raw.condition_keys),
        }
    }
}

impl Scenario {
    fn read((name, resources): &(&str, Vec<RawUse>)) -> Self {
        let used = |used: &RawUse| (usize::from(used.resource_type), used.required == 1);
        Self { name: (*name).into(), resources: resources.iter().map(used).collect() }
    }
}
