//! Commands that print a resource's policy, tags, or settings.

use super::output::arn_of;
use super::policy_output::document_node;
use crate::aws::{Arn, is_account_id};
use crate::bundle::{Placed, Text, Trouble};
use crate::environment::{Environment, Fact, Origin, PublicAccess, Resource};
use crate::load::authorization_details::{Findings, Object, Shape, document};
use crate::load::{Loaded, Stated};
use crate::text::{Value, quote};

const PUBLIC_ACCESS: Shape = Shape {
    what: "a public access block",
    read: &["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"],
    passed_over: &[],
};

const ALIAS: Shape = Shape {
    what: "an alias",
    read: &["AliasArn"],
    passed_over: &["AliasName", "TargetKeyId", "CreationDate", "LastUpdatedDate"],
};

/// The names of tags differ between services.
const TAG: Shape = Shape {
    what: "a tag",
    read: &["Key", "Value", "TagKey", "TagValue", "key", "value"],
    passed_over: &[],
};

/// What an output holds beside what is read.
const OUTPUT: Shape = Shape {
    what: "the output",
    read: &[
        "Policy",
        "policyText",
        "ResourcePolicy",
        "Attributes",
        "PublicAccessBlockConfiguration",
        "TagSet",
        "Tags",
        "tags",
        "Aliases",
        "ARN",
    ],
    passed_over: &[
        "Name",
        "PolicyName",
        "RevisionId",
        "registryId",
        "repositoryName",
        "Truncated",
        "NextMarker",
        "NextToken",
        "ResponseMetadata",
    ],
};

/// Reads one output about the resource of the ARN `about`. Where the text holds `null`, there is
/// none of what the command asks for.
///
/// # Errors
/// Every mistake in it.
pub fn read_about(
    text: &Text,
    command: &str,
    about: &str,
    stated: &Stated,
) -> Result<Loaded, Vec<Trouble>> {
    let mut findings = Findings::default();
    let placed = Placed { node: &text.node, source: &text.source };
    let mut resource = Resource::new(Origin::new(&text.source, text.node.span));
    resource.is_partial = true;
    resource.account = account(about, stated);
    if placed.is_null() {
        none_of(command, &mut resource, placed, &mut findings);
    } else if let Some(output) = OUTPUT.open(placed, &mut findings) {
        expect_about(&output, about, &mut findings);
        said_of(&output, (command, about), &mut resource, &mut findings);
    }
    let mut environment = Environment::default();
    environment.resources.insert(about, resource);
    findings.finish(environment)
}

fn account(about: &str, stated: &Stated) -> Option<Box<str>> {
    let arn = Arn::parse(about);
    let of_arn = arn.as_ref().map(Arn::account).filter(|account| is_account_id(account));
    of_arn.map(Box::from).or_else(|| stated.account.clone())
}

/// What the commands ask for that may say that there is none.
fn none_of(command: &str, resource: &mut Resource, at: Placed<'_>, findings: &mut Findings) {
    match command {
        "get-public-access-block" => resource.public_access_block = Fact::None,
        "get-bucket-tagging"
        | "list-resource-tags"
        | "list-queue-tags"
        | "list-tags"
        | "list-tags-for-resource" => resource.tags = Fact::Is(Vec::new()),
        "list-aliases" => {}
        _ if prints_policy(command) => resource.policy = Fact::None,
        _ => {
            let message = format!("nothing is known of a command {}", quote(command));
            findings.remark((at.source, at.node.span), "not-understood", message);
        }
    }
}

fn prints_policy(command: &str) -> bool {
    command.ends_with("-policy")
        || matches!(command, "get-queue-attributes" | "get-topic-attributes")
}

fn said_of(
    output: &Object<'_>,
    (command, about): (&str, &str),
    resource: &mut Resource,
    findings: &mut Findings,
) {
    let at = output.placed;
    let is_about_policy = ["Policy", "policyText", "ResourcePolicy", "Attributes"]
        .iter()
        .any(|field| output.get(field).is_some());
    if let Some(node) = document_node(at.node) {
        let policy = findings.keep(document(at.at(node), about));
        resource.policy = policy.map_or(Fact::Unsaid, Fact::Is);
    } else if let Some(odd) = odd_policy(output) {
        findings.errors.push(odd.wrong_type("a policy document"));
    } else if is_about_policy || prints_policy(command) || output.get("ARN").is_some() {
        resource.policy = Fact::None;
    }
    if let Some(block) = output.get("PublicAccessBlockConfiguration") {
        resource.public_access_block =
            public_access(block, findings).map_or(Fact::Unsaid, Fact::Is);
    }
    if let Some(tags) = ["TagSet", "Tags", "tags"].iter().find_map(|field| output.get(field)) {
        resource.tags = Fact::Is(tags_of(tags, findings));
    }
    for alias in output.items("Aliases", findings) {
        let alias = ALIAS.open(alias, findings);
        let arn = alias.and_then(|alias| alias.needed("AliasArn", findings));
        resource.aliases.extend(arn.map(Box::from));
    }
}

/// Something that stands where a policy should, and is none.
fn odd_policy<'n>(output: &Object<'n>) -> Option<Placed<'n>> {
    let field =
        ["Policy", "policyText", "ResourcePolicy"].iter().find_map(|field| output.get(field))?;
    let is_empty = field.node.as_text().is_some_and(|text| text.trim().is_empty());
    (!is_empty).then_some(field)
}

fn public_access(at: Placed<'_>, findings: &mut Findings) -> Option<PublicAccess> {
    let object = PUBLIC_ACCESS.open(at, findings)?;
    let mut is_set = |name: &str| object.flag(name, findings).unwrap_or(false);
    Some(PublicAccess {
        block_public_acls: is_set("BlockPublicAcls"),
        ignore_public_acls: is_set("IgnorePublicAcls"),
        block_public_policy: is_set("BlockPublicPolicy"),
        restrict_public_buckets: is_set("RestrictPublicBuckets"),
    })
}

/// Tags as a list, or as an object of names and values.
fn tags_of(at: Placed<'_>, findings: &mut Findings) -> Vec<(Box<str>, Box<str>)> {
    if let Value::Object(members) = &at.node.value {
        let pair = |member: &crate::text::Member| {
            let value = findings.keep(at.at(&member.value).text())?;
            Some((member.key.text.clone(), value.into()))
        };
        return members.iter().filter_map(pair).collect();
    }
    let tags = findings.keep(at.list()).into_iter().flatten().collect::<Vec<_>>();
    tags.into_iter().filter_map(|tag| tag_of(tag, findings)).collect()
}

fn tag_of(at: Placed<'_>, findings: &mut Findings) -> Option<(Box<str>, Box<str>)> {
    let object = TAG.open(at, findings)?;
    let key = ["TagKey", "key"].into_iter().find(|name| object.get(name).is_some());
    let value = ["Value", "TagValue", "value"].into_iter().find(|name| object.get(name).is_some());
    let key = object.needed(key.unwrap_or("Key"), findings)?;
    let value = value.and_then(|value| object.text(value, findings));
    Some((key.into(), value.unwrap_or_default().into()))
}

/// An output that names another resource than its folder does.
fn expect_about(output: &Object<'_>, about: &str, findings: &mut Findings) {
    let Some(said) = arn_of(output.placed.node).filter(|said| *said != about) else { return };
    let place = (output.placed.source, output.placed.node.span);
    let message = format!("this is about {}, its folder about {}", quote(said), quote(about));
    findings.remark(place, "names-differ", message);
    findings.hint("the folder counts");
}
