//! What differs between two environments, counts in a policy, and is not compared.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::askers::{Asker, have_same_organization};
use crate::aws::{Arn, GlobalKeyIndex, holds_unknown, key, map_unknown};
use crate::compile::CompiledPolicy;
use crate::environment::{Environment, Fact, KnownPrincipal, VpcEndpoint};
use crate::policy::PrincipalValue;
use crate::request::{ContextKeys, Request};
use crate::text::quote;
use crate::value_set::Pattern;

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
    let principals = after.principals().map(|one| one.arn());
    for arn in arns.chain(principals) {
        found.extend(of_resource(&arn, environments, keys));
    }
    let has_unknown_facts = environments.iter().any(|one| {
        let organization = one.organization.known();
        let facts = organization.map(|one| [&one.id, &one.management_account]);
        facts.into_iter().flatten().flatten().any(|fact| holds_unknown(fact))
    });
    if has_unknown_facts {
        found.push("what the organization's id and management account are".to_owned());
    }
    for (id, endpoint) in after.endpoints.iter() {
        if endpoint.vpc.as_deref().is_some_and(holds_unknown) && tests_vpc(keys) {
            found.push(format!("what {} lets through, whose VPC is open", quote(id)));
        }
        let was = before.endpoints.get(id);
        if was.is_some_and(|was| is_elsewhere(was, endpoint)) {
            found.push(format!("what {} lets through, whose VPC or type differs", quote(id)));
        }
    }
    found
}

fn tests_vpc(keys: &ContextKeys) -> bool {
    keys.ids().any(|id| keys.global(id) == Some(key::SOURCE_VPC))
}

/// The ARNs of users and roles that nobody knows yet, if conditions test ARNs of callers or somebody
/// of the same name is named.
// AWS: P-5, P-7
pub(super) fn unknown_arns<'p>(
    environments: [&Environment; 2],
    policies: impl Iterator<Item = &'p Arc<CompiledPolicy>>,
    keys: &ContextKeys,
) -> BTreeSet<String> {
    let tests_arns = keys.ids().any(|id| keys.global(id) == Some(key::PRINCIPAL_ARN));
    let statements = policies.flat_map(|policy| &policy.statements);
    let named: Vec<&PrincipalValue> =
        statements.flat_map(|statement| statement.principal.values()).collect();
    let is_named = |one: &KnownPrincipal<'_>| {
        let any = Pattern::glob(&map_unknown(&one.arn(), |_| "*".to_owned()));
        named.iter().any(|value| match value {
            PrincipalValue::User(arn) | PrincipalValue::Role(arn) => any.matches(arn.as_str()),
            _ => false,
        })
    };
    let all = environments.into_iter().flat_map(Environment::principals);
    all.filter(|one| holds_unknown(&one.arn()) && (tests_arns || is_named(one)))
        .map(|one| format!("which ARN {} has", quote(&one.arn())))
        .collect()
}

/// Tags of a caller that conditions test and whose values nobody knows on either side, and that need
/// not be the same on both.
pub(super) fn unknown_tags(asker: &Asker, keys: &ContextKeys) -> Vec<String> {
    let [Some(one), Some(other)] = &asker.sides else { return Vec::new() };
    let tested = keys.ids().filter_map(|id| keys.lower_name(id).strip_prefix("aws:principaltag/"));
    let is_open = |tag: &&str| {
        let [was, is] = [one, other].map(|person| unknown_tag(&person.request, tag));
        was.is_some() && is.is_some() && was != is
    };
    let open = tested.filter(is_open);
    open.map(|tag| format!("which value the tag {} of {} has", quote(tag), quote(&asker.name)))
        .collect()
}

/// What stands for the value of a caller's tag that nobody knows; empty if nothing is said of tags.
fn unknown_tag<'r>(request: &'r Request, tag: &str) -> Option<&'r str> {
    let Some(tags) = &request.principal_tags else { return Some("") };
    let mut values = tags.iter().filter(|(name, _)| name.to_lowercase() == tag);
    values.next().map(|(_, value)| &**value).filter(|value| holds_unknown(value))
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
    let aliases = [&was, &is].map(|target| target.resource.map(|resource| &resource.aliases));
    let tests_aliases = keys.ids().any(|id| keys.lower_name(id) == "kms:resourcealiases");
    if tests_aliases && aliases[0].is_some() && aliases[1].is_some() && aliases[0] != aliases[1] {
        return Some(format!("what else {name} gives, whose aliases differ"));
    }
    let are_there = was.resource.is_some() && is.resource.is_some();
    let tags = [was.tags, is.tags];
    let said = tags.iter().filter(|tags| tags.is_said()).count();
    if said == 0 || (said == 1 && !are_there) {
        return None;
    }
    let tags_of = |id| {
        let key: &str = keys.lower_name(id);
        TAG_KEYS.iter().find_map(|start| Some(key.split_once(start)?.1))
    };
    let mut tested = keys.ids().filter_map(tags_of);
    let differs = tested.any(|tag| {
        let value = |side: usize| match &tags[side] {
            Fact::Unsaid => Some(None),
            Fact::None => None,
            Fact::Is(all) => {
                let mut with_tag = all.iter().filter(|(name, _)| name.to_lowercase() == tag);
                with_tag.next().map(|(_, value)| Some(value))
            }
        };
        value(0) != value(1)
    });
    differs.then(|| format!("what else {name} gives, whose tags differ"))
}

/// Whether requests through the endpoint carry other keys than before.
fn is_elsewhere(was: &VpcEndpoint, is: &VpcEndpoint) -> bool {
    was.kind != is.kind || was.vpc != is.vpc
}
