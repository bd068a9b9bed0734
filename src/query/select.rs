//! Which resources of an environment people mean.

use crate::aws::{ActionName, Arn};
use crate::catalog::{ActionOfService, Catalog};
use crate::environment::Environment;
use crate::request::ResourceTarget;
use crate::text::{nearest, quote};
use crate::value_set::Pattern;

/// The resources that a text stands for: `*`, an ARN, a pattern of ARNs of the environment, a name,
/// or the address that a plan or a template gives.
///
/// # Errors
/// If nothing is called so.
pub fn resources_called(text: &str, environment: &Environment) -> Result<Vec<String>, String> {
    if text == "*" || (Arn::parse(text).is_some() && !text.contains(['*', '?'])) {
        return Ok(vec![text.to_owned()]);
    }
    let all = arns_of(environment);
    let pattern = Pattern::glob(text);
    let is_meant = |known: &&Known| {
        pattern.matches(&known.arn) || known.names().any(|name| pattern.matches(name))
    };
    let found: Vec<String> = all.iter().filter(is_meant).map(|known| known.arn.clone()).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    if Arn::parse(text).is_some() {
        return Ok(vec![text.to_owned()]);
    }
    let names = all.iter().flat_map(Known::names);
    let near = nearest(text, names).map(|near| format!("; did you mean {}?", quote(near)));
    let near = near.unwrap_or_default();
    Err(format!("the environment has no resource {}{near}", quote(text)))
}

/// A resource and what it is called.
struct Known {
    arn: String,
    address: Option<String>,
}

impl Known {
    /// The address, the resource's part of the ARN, and its last name.
    fn names(&self) -> impl Iterator<Item = &str> {
        let part = self.arn.splitn(6, ':').nth(5).unwrap_or_default();
        let last = part.rsplit([':', '/']).next();
        self.address.as_deref().into_iter().chain([part]).chain(last)
    }
}

/// Resources, users and roles.
fn arns_of(environment: &Environment) -> Vec<Known> {
    let resources = environment.resources.iter().map(|(arn, resource)| Known {
        arn: arn.to_owned(),
        address: resource.origin.address.as_deref().map(str::to_owned),
    });
    let principals =
        environment.principals().map(|known| Known { arn: known.arn(), address: None });
    resources.chain(principals).collect()
}

/// The ARN that an action of the catalogue acts on where somebody names a resource: the resource
/// itself, or what it holds, as a bucket's objects. `None` if it acts on nothing of the kind.
pub fn acted_on(found: ActionOfService<'_>, resource: &str) -> Option<String> {
    if found.action.is_wildcard_only() {
        return (resource == "*").then(|| "*".to_owned());
    }
    if resource == "*" {
        return Some(resource.to_owned());
    }
    let name = ActionName::parse(&found.full_name())?;
    let fits = |text: &str| {
        let types = ResourceTarget::parse(text, &name, true).map(|target| found.types_of(&target));
        types.is_some_and(|types| types.iter().any(|index| is_of_type(text, found, *index)))
    };
    let is_whole = !is_in_bucket(resource);
    if fits(resource) {
        return Some(resource.to_owned());
    }
    let within = [format!("{resource}/*"), format!("{resource}:*")];
    within.into_iter().filter(|_| is_whole).find(|text| fits(text))
}

/// Whether a pattern of objects is about a type that has such names: a bucket has none with a slash.
fn is_of_type(text: &str, found: ActionOfService<'_>, index: usize) -> bool {
    let formats = &found.resource_type(index).arn_formats;
    !is_in_bucket(text) || formats.iter().any(|format| format.contains('/'))
}

fn is_in_bucket(arn: &str) -> bool {
    let part = Arn::parse(arn).filter(|arn| arn.service() == "s3" && arn.account().is_empty());
    part.is_some_and(|arn| arn.resource().contains('/'))
}

/// The same by the action's name; an action that the catalogue does not know acts on what is named.
pub fn acted_on_by(action: &str, resource: &str, catalog: &Catalog) -> String {
    let found = ActionName::parse(action);
    let found = found.as_ref().and_then(|name| catalog.action(name));
    let fitting = found.and_then(|found| acted_on(found, resource));
    fitting.unwrap_or_else(|| resource.to_owned())
}
