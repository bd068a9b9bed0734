//! What a name may stand for.

use super::found::Found;
use crate::aws::{ActionName, Arn, GLOBAL_KEYS, GlobalKey};
use crate::catalog::{Catalog, ConditionKey, ResourceType, Service};
use crate::text::{Arrange, nearest, quote};

/// Everything that a name stands for.
pub(super) fn look_up<'c>(name: &str, catalog: &'c Catalog) -> Vec<Found<'c>> {
    let lower = name.to_ascii_lowercase();
    if let Some(arn) = Arn::parse(name) {
        return types_of(&arn, catalog);
    }
    let action = ActionName::parse(name).and_then(|name| catalog.action(&name));
    let service = catalog.service(&lower).map(|service| Found::service(service, catalog));
    let kind = resource_type(&lower, catalog)
        .map(|(service, kind)| Found::resource_type(kind, service, catalog));
    let key = key(name, &lower, catalog);
    let action = action.map(|one| Found::action(one, catalog));
    [action, service, key, kind].into_iter().flatten().collect()
}

fn key<'c>(name: &str, lower: &str, catalog: &'c Catalog) -> Option<Found<'c>> {
    let family = |key: &ConditionKey<'_>| key.name.eq_ignore_ascii_case(name);
    let known = catalog.every_condition_key().find(family);
    let known = known.or_else(|| catalog.condition_key(lower).filter(|_| !lower.is_empty()));
    match (known, global(lower)) {
        (Some(key), global) => Some(Found::key(key, global, catalog)),
        (None, Some(global)) => {
            let key = ConditionKey { name: global.name, key_type: global.key_type };
            Some(Found::key(key, Some(global), catalog))
        }
        (None, None) => None,
    }
}

/// What the engine knows of a global key, or of the family of `aws:RequestTag/team`.
fn global(lower: &str) -> Option<&'static GlobalKey> {
    GLOBAL_KEYS.iter().find(|key| {
        let known = key.name.to_ascii_lowercase();
        known == lower || (known.ends_with('/') && lower.starts_with(&known))
    })
}

fn resource_type<'c>(lower: &str, catalog: &'c Catalog) -> Option<(&'c Service, &'c ResourceType)> {
    let (prefix, name) = lower.split_once(':')?;
    let service = catalog.service(prefix)?;
    let kind = service.resource_types.iter().find(|kind| kind.name.eq_ignore_ascii_case(name))?;
    Some((service, kind))
}

/// The types of resource whose ARNs are like this one, those that say most about it.
fn types_of<'c>(arn: &Arn, catalog: &'c Catalog) -> Vec<Found<'c>> {
    let services = catalog.prefixes().filter_map(|prefix| catalog.service(prefix));
    let mut fitting: Vec<(usize, &Service, &ResourceType)> = services
        .flat_map(|service| service.resource_types.iter().map(move |kind| (service, kind)))
        .filter(|(service, _)| is_own(service, arn))
        .filter_map(|(service, kind)| Some((kind.fit(arn)?, service, kind)))
        .collect();
    let best = fitting.iter().map(|(fit, ..)| *fit).max();
    fitting.retain(|(fit, ..)| Some(*fit) == best);
    let found = fitting.into_iter();
    found.map(|(_, service, kind)| Found::resource_type(kind, service, catalog)).collect()
}

/// Other services list types that are not theirs.
fn is_own(service: &Service, arn: &Arn) -> bool {
    *service.prefix == *arn.service()
}

/// The nearest names of every kind, as a hint.
pub(super) fn near(name: &str, catalog: &Catalog) -> String {
    if name.starts_with("arn:") {
        return String::new();
    }
    let keys = catalog.every_condition_key().map(|key| key.name);
    let services = catalog.prefixes().filter(|_| !name.contains(':'));
    let mut names = catalog.nearest_actions(name);
    names.extend(nearest(name, keys).map(str::to_owned));
    names.extend(nearest(name, services).map(str::to_owned));
    names.extend(near_type(name, catalog));
    names.dedup();
    let lower = name.to_ascii_lowercase();
    names.arrange_by_key(|near| strsim::osa_distance(&lower, &near.to_ascii_lowercase()));
    let names: Vec<String> = names.iter().take(4).map(|name| quote(name)).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("\n  = help: did you mean {}?", names.join(" or "))
}

fn near_type(name: &str, catalog: &Catalog) -> Option<String> {
    let (prefix, name) = name.split_once(':')?;
    let service = catalog.service(&prefix.to_ascii_lowercase())?;
    let near = nearest(name, service.resource_types.iter().map(|kind| &*kind.name))?;
    Some(format!("{}:{near}", service.prefix))
}
