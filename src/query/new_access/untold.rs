//! What differs between two environments, counts in a policy, and is not compared.

use super::askers::have_same_organization;
use crate::aws::{Arn, GlobalKeyIndex, key};
use crate::environment::{Environment, VpcEndpoint};
use crate::request::{ContextKeys, Request};
use crate::text::quote;

/// The keys that tell organizations apart.
const OF_ORGANIZATIONS: [GlobalKeyIndex; 4] = [
    key::PRINCIPAL_ORG_ID,
    key::PRINCIPAL_ORG_PATHS,
    key::RESOURCE_ORG_ID,
    key::RESOURCE_ORG_PATHS,
];

/// How the names of keys end that are about the tags of a resource, up to the tag.
const TAG_KEYS: [&str; 2] = ["resourcetag/", "existingobjecttag/"];

/// What differs, as the reasons why nothing is proven.
pub(super) fn untold(
    environments: [&Environment; 2],
    samples: &[Request; 2],
    keys: &ContextKeys,
) -> Vec<String> {
    let mut found: Vec<String> = of_organization(samples, keys).into_iter().collect();
    let [before, after] = environments;
    let arns = after.resources.iter().map(|(arn, _)| arn.to_owned());
    let roles = after.principals().filter(|one| one.kind == "role").map(|one| one.arn());
    for arn in arns.chain(roles) {
        found.extend(of_resource(&arn, environments, keys));
    }
    for (id, endpoint) in after.endpoints.iter() {
        let was = before.endpoints.get(id);
        if was.is_some_and(|was| is_elsewhere(was, endpoint)) {
            found.push(format!("what {} lets through, whose VPC or type differs", quote(id)));
        }
    }
    found
}

/// What hangs on the organization beside what is known of the callers, if it differs.
pub(super) fn of_organization(requests: &[Request; 2], keys: &ContextKeys) -> Option<String> {
    let is_of_one = |id| keys.global(id).is_some_and(|global| OF_ORGANIZATIONS.contains(&global));
    let differs = keys.ids().any(is_of_one) && !have_same_organization(requests);
    differs.then(|| "what else the organization's members and resources gain".to_owned())
}

fn of_resource(text: &str, environments: [&Environment; 2], keys: &ContextKeys) -> Option<String> {
    let arn = Arn::parse(text)?;
    let [was, is] = environments.map(|environment| environment.target(&arn));
    let name = quote(text);
    if was.account.is_some() && is.account.is_some() && was.account != is.account {
        return Some(format!("what else {name} gives, whose owner differs"));
    }
    let tags = [was.tags.known()?, is.tags.known()?];
    let tags_of = |id| {
        let key: &str = keys.lower_name(id);
        TAG_KEYS.iter().find_map(|start| Some(key.split_once(start)?.1))
    };
    let mut tested = keys.ids().filter_map(tags_of);
    let differs = tested.any(|tag| {
        let value = |side: usize| {
            let mut with_tag = tags[side].iter().filter(|(name, _)| name.to_lowercase() == tag);
            with_tag.next().map(|(_, value)| value)
        };
        value(0) != value(1)
    });
    differs.then(|| format!("what else {name} gives, whose tags differ"))
}

/// Whether requests through the endpoint carry other keys than before.
fn is_elsewhere(was: &VpcEndpoint, is: &VpcEndpoint) -> bool {
    was.kind != is.kind || was.vpc != is.vpc
}
