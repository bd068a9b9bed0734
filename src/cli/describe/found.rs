//! What was found under a name, as data.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use crate::aws::{GlobalKey, KeyType, ValueType};
use crate::catalog::{
    ActionOfService, Catalog, ConditionKey, KeySet, ResourceType, Scenario, Service,
};
use crate::cli::actions::ActionAnswer;
use crate::text::Arrange;

/// Everything found under the names asked about.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct Description<'c> {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// The day of the catalogue.
    date: &'c str,
    /// In the order asked; a name may stand for several things.
    pub(super) found: Vec<Found<'c>>,
}

/// One thing.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(super) enum Found<'c> {
    /// An action.
    Action(Box<ActionFound<'c>>),
    /// A service.
    Service(ServiceFound<'c>),
    /// A condition key.
    ConditionKey(KeyFound<'c>),
    /// A type of resource.
    ResourceType(TypeFound<'c>),
}

/// An action.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "DescribedAction"))]
pub(super) struct ActionFound<'c> {
    #[serde(flatten)]
    pub(super) action: ActionAnswer<'c>,
    /// The title of its service.
    pub(super) service: &'c str,
    /// The resource types that it touches, in full.
    pub(super) touches: Vec<TouchedFound<'c>>,
    /// Keys that requests carry on whatever resource.
    pub(super) condition_keys: Vec<TypedKey<'c>>,
    /// What the same call needs besides.
    pub(super) depends_on: Vec<&'c str>,
    /// The ways of calling it that touch resources of their own.
    pub(super) scenarios: Vec<ScenarioFound<'c>>,
}

/// A resource type as an action touches it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "TouchedType"))]
pub(super) struct TouchedFound<'c> {
    pub(super) name: &'c str,
    pub(super) required: bool,
    pub(super) arn_formats: Vec<&'c str>,
    /// Keys that come with such a resource, and with this use of it.
    pub(super) condition_keys: Vec<TypedKey<'c>>,
}

/// A way of calling an action.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Scenario"))]
pub(super) struct ScenarioFound<'c> {
    pub(super) name: &'c str,
    /// What it touches always.
    pub(super) required: Vec<&'c str>,
    /// What it may touch.
    pub(super) optional: Vec<&'c str>,
}

/// A condition key and its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Key"))]
pub(super) struct TypedKey<'c> {
    pub(super) name: &'c str,
    /// What each value is.
    #[serde(rename = "type")]
    pub(super) of_type: &'static str,
    /// Whether a request may carry several values.
    pub(super) multivalued: bool,
}

/// A service.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Service"))]
pub(super) struct ServiceFound<'c> {
    pub(super) prefix: &'c str,
    pub(super) title: &'c str,
    /// Whether resource control policies apply to it.
    pub(super) resource_control: bool,
    /// How many actions of each access level.
    pub(super) actions: Vec<LevelCount>,
    pub(super) resource_types: Vec<&'c str>,
    pub(super) condition_keys: Vec<TypedKey<'c>>,
}

/// How many actions are of a level.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(super) struct LevelCount {
    pub(super) access_level: &'static str,
    pub(super) count: usize,
}

/// A condition key.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "ConditionKey"))]
pub(super) struct KeyFound<'c> {
    #[serde(flatten)]
    pub(super) key: TypedKey<'c>,
    /// Whether it is one of the global keys.
    pub(super) global: bool,
    /// Of a global key: when a request carries it.
    pub(super) present: Option<&'static str>,
    /// Of a global key: how it is filled in where a question does not say.
    pub(super) filled_in: Option<&'static str>,
    /// The actions for which the reference lists it; for most global keys none, since they come
    /// with any.
    pub(super) actions: Vec<String>,
}

/// A type of resource.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "ResourceType"))]
pub(super) struct TypeFound<'c> {
    /// `s3:bucket`
    pub(super) name: String,
    pub(super) arn_formats: Vec<&'c str>,
    pub(super) condition_keys: Vec<TypedKey<'c>>,
    /// The actions that touch it.
    pub(super) actions: Vec<String>,
}

impl<'c> Description<'c> {
    /// Nothing found yet.
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        Self { v: 1, date: catalog.date(), found: Vec::new() }
    }

    /// A line of JSON.
    pub(super) fn to_json(&self) -> String {
        // INVARIANT: no map has keys other than texts, and no serializer here fails.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

impl<'c> TypedKey<'c> {
    fn new(name: &'c str, KeyType { value, multivalued }: KeyType) -> Self {
        Self { name, of_type: type_name(value), multivalued }
    }

    /// The keys of sets, each once.
    fn of_sets(sets: &[KeySet], catalog: &'c Catalog) -> Vec<Self> {
        let keys = sets.iter().flat_map(|set| catalog.condition_keys(*set));
        let mut keys: Vec<Self> = keys.map(|key| Self::new(key.name, key.key_type)).collect();
        keys.arrange_by_key(|key| key.name.to_ascii_lowercase());
        keys.dedup();
        keys
    }
}

fn type_name(value: ValueType) -> &'static str {
    match value {
        ValueType::String => "String",
        ValueType::Numeric => "Numeric",
        ValueType::Arn => "ARN",
        ValueType::Bool => "Bool",
        ValueType::Date | ValueType::EpochTime => "Date",
        ValueType::IpAddress => "IPAddress",
        ValueType::Binary => "Binary",
    }
}

fn formats(kind: &ResourceType) -> Vec<&str> {
    kind.arn_formats.iter().map(|format| &**format).collect()
}

impl<'c> Found<'c> {
    /// An action.
    pub(super) fn action(one: ActionOfService<'c>, catalog: &'c Catalog) -> Self {
        let ActionOfService { service, action } = one;
        let touches = service.resource_types_of(action).map(|(used, kind)| TouchedFound {
            name: &kind.name,
            required: used.required,
            arn_formats: formats(kind),
            condition_keys: TypedKey::of_sets(&[used.condition_keys, kind.condition_keys], catalog),
        });
        Self::Action(Box::new(ActionFound {
            action: ActionAnswer::of(one),
            service: &service.name,
            touches: touches.collect(),
            condition_keys: TypedKey::of_sets(&[action.condition_keys], catalog),
            depends_on: catalog.dependent_actions(action.dependent_actions).collect(),
            scenarios: action.scenarios.iter().map(|way| ScenarioFound::of(way, service)).collect(),
        }))
    }

    /// A service.
    pub(super) fn service(service: &'c Service, catalog: &'c Catalog) -> Self {
        let count = |level: crate::catalog::AccessLevel| LevelCount {
            access_level: level.name(),
            count: service.actions.iter().filter(|action| action.access_level == level).count(),
        };
        Self::Service(ServiceFound {
            prefix: &service.prefix,
            title: &service.name,
            resource_control: service.supports_resource_control,
            actions: crate::catalog::AccessLevel::ALL.map(count).into(),
            resource_types: service.resource_types.iter().map(|kind| &*kind.name).collect(),
            condition_keys: TypedKey::of_sets(&[service.condition_keys], catalog),
        })
    }

    /// A key of the catalogue, and what the engine knows of it if it is a global one.
    pub(super) fn key(
        key: ConditionKey<'c>,
        global: Option<&'static GlobalKey>,
        catalog: &'c Catalog,
    ) -> Self {
        let sends = |one: &ActionOfService<'c>| {
            catalog.keys_of(*one).iter().any(|sent| sent.name.eq_ignore_ascii_case(key.name))
        };
        let actions = catalog.every_action().filter(sends).map(|one| one.full_name()).collect();
        Self::ConditionKey(KeyFound {
            key: TypedKey::new(key.name, key.key_type),
            global: global.is_some(),
            present: global.map(|key| key.present),
            filled_in: global.map(|key| key.filled_in),
            actions,
        })
    }

    /// A type of resource.
    pub(super) fn resource_type(
        kind: &'c ResourceType,
        service: &'c Service,
        catalog: &'c Catalog,
    ) -> Self {
        let touches = |action: &&crate::catalog::Action| {
            service.resource_types_of(action).any(|(_, touched)| touched.name == kind.name)
        };
        let name = |action: &crate::catalog::Action| format!("{}:{}", service.prefix, action.name);
        Self::ResourceType(TypeFound {
            name: format!("{}:{}", service.prefix, kind.name),
            arn_formats: formats(kind),
            condition_keys: TypedKey::of_sets(&[kind.condition_keys], catalog),
            actions: service.actions.iter().filter(touches).map(name).collect(),
        })
    }
}

impl<'c> ScenarioFound<'c> {
    fn of(way: &'c Scenario, service: &'c Service) -> Self {
        let those = |wanted: bool| {
            let used = way.resources.iter().filter(move |(_, required)| *required == wanted);
            used.map(|(kind, _)| &*service.resource_types[*kind].name).collect()
        };
        Self { name: &way.name, required: those(true), optional: those(false) }
    }
}
