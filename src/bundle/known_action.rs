//! What the catalogue has to say of a question: facts, and where the question does not fit them.

use super::request::FACT_FIELDS;
use super::{Placed, Trouble};
use crate::aws::ActionName;
use crate::catalog::{ActionOfService, Catalog, ResourceType};
use crate::request::{ActionFacts, Note, ResourceTarget};
use crate::text::{nearest, quote};

/// The facts that were given, and where they are silent those of the catalogue.
pub(super) fn with_known_facts(
    given: ActionFacts,
    catalog: Option<&Catalog>,
    action: &ActionName,
    resource: &ResourceTarget,
) -> ActionFacts {
    match catalog {
        Some(catalog) => given.or(catalog.facts(action, resource)),
        None => given,
    }
}

/// Finds names under `requiredTypes` that are none of the action's resource types.
// AWS: R-10
pub(super) fn check_required_types(
    facts: Placed<'_>,
    catalog: Option<&Catalog>,
    action: &ActionName,
) -> Result<(), Trouble> {
    let Some(types) = facts.fields(FACT_FIELDS)?.some("requiredTypes") else { return Ok(()) };
    let Some(catalog) = catalog else {
        let message = "`requiredTypes` are names of the catalogue, which is not asked here";
        return Err(types.trouble("invalid-request", message));
    };
    let found = catalog.action(action);
    let names = || found.into_iter().flat_map(|one| one.service.resource_types_of(one.action));
    for name in types.list()? {
        let text = name.text()?;
        if names().any(|(_, known)| *known.name == *text) {
            continue;
        }
        let message = format!("{action} has no resource type {}", quote(text));
        let trouble = name.trouble("invalid-request", message);
        return Err(match nearest(text, names().map(|(_, known)| &*known.name)) {
            Some(near) => trouble.with_hint(format!("did you mean `{near}`?")),
            None => trouble,
        });
    }
    Ok(())
}

/// What people may want to know about the action and its resource. It decides nothing.
pub(super) fn note_on(
    catalog: &Catalog,
    action: &ActionName,
    resource: &ResourceTarget,
) -> Option<Note> {
    match catalog.action(action) {
        Some(found) => note_on_resource(found, resource),
        None => Some(Note::new("A-7", unknown_action(catalog, action))),
    }
}

// AWS: A-7
fn unknown_action(catalog: &Catalog, action: &ActionName) -> String {
    let date = catalog.date();
    let (name, prefix) = (quote(action.as_str()), quote(action.service()));
    let Some(service) = catalog.service(action.service()) else {
        let meant = nearest(action.service(), catalog.prefixes());
        let meant = meant.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return format!("no service has the prefix {prefix} in the catalogue of {date}{meant}");
    };
    let meant = nearest(action.name(), service.actions.iter().map(|one| &*one.name));
    let meant = meant
        .map_or_else(String::new, |near| format!("; did you mean `{}:{near}`?", service.prefix));
    format!("{name} is no action in the catalogue of {date}{meant}")
}

// AWS
fn note_on_resource(found: ActionOfService<'_>, resource: &ResourceTarget) -> Option<Note> {
    if found.action.is_wildcard_only() {
        return None;
    }
    let types = found.types_of(resource);
    let other = match resource {
        ResourceTarget::Wildcard => None,
        ResourceTarget::Several { .. } if types.is_empty() => None,
        ResourceTarget::One { arn, .. } => {
            let fit = types.first().and_then(|index| found.resource_type(*index).fit(arn));
            if fit.is_some_and(|fit| fit > 0) {
                return None;
            }
            let other = most_exact(found, resource, fit);
            if fit.is_some() && other.is_none() {
                return None;
            }
            other
        }
        ResourceTarget::Several { .. } => return None,
    };
    let is = match (resource, other) {
        (ResourceTarget::Wildcard, _) => {
            "; only statements about every resource match `*`".to_owned()
        }
        (_, Some(other)) => format!("; {} is of type `{}`", quote(resource.text()), other.name),
        (_, None) => format!("; {} has not that form", quote(resource.text())),
    };
    let message = format!("`{}` acts on {}{is}", found.full_name(), types_of(found));
    Some(Note::new("R-11", message))
}

/// The type of the service that describes an ARN more exactly than the action's own.
fn most_exact<'c>(
    found: ActionOfService<'c>,
    resource: &ResourceTarget,
    own: Option<usize>,
) -> Option<&'c ResourceType> {
    let arn = resource.arn()?;
    let fits = found.service.resource_types.iter().filter_map(|one| Some((one.fit(arn)?, one)));
    let best = fits.max_by_key(|(fit, _)| *fit)?;
    own.is_none_or(|own| best.0 > own).then_some(best.1)
}

fn types_of(found: ActionOfService<'_>) -> String {
    const MOST: usize = 3;
    let types = found.service.resource_types_of(found.action);
    let written = |one: &ResourceType| {
        let format = one.arn_formats.first().map_or("", |format| &**format);
        format!("`{}` ({format})", one.name)
    };
    let told: Vec<String> = types.map(|(_, one)| written(one)).take(MOST).collect();
    let rest = found.action.resources.len() - told.len();
    let more = if rest > 0 { format!(" or {rest} other types") } else { String::new() };
    format!("{}{more}", told.join(" or "))
}
