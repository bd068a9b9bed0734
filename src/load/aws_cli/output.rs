//! Outputs that say themselves what they are about.

use super::endpoint::endpoints;
use super::inline_policy::{inline_policy, is_inline_policy};
use super::policy_output::document_node;
use super::principal::{printed, read_printed};
use super::resource::read_about;
use crate::aws::Arn;
use crate::bundle::{Placed, Text, Trouble};
use crate::load::authorization_details::document;
use crate::load::{Loaded, Stated};
use crate::text::{Node, Value, quote};

/// The fields by which outputs about resources are known, beside those of principals.
const OF_RESOURCES: &[&str] = &["ResourcePolicy", "policyText"];

/// Whether a value is what one of the commands prints whose outputs are understood.
pub fn is_output(node: &Node) -> bool {
    let has_endpoints = match &node.value {
        Value::List(pages) => pages.first().is_some_and(|page| page.get("VpcEndpoints").is_some()),
        _ => node.get("VpcEndpoints").is_some(),
    };
    has_endpoints || printed(node).is_some() || is_of_resource(node) || is_policy_alone(node)
}

fn is_of_resource(node: &Node) -> bool {
    arn_of(node).is_some() || OF_RESOURCES.iter().any(|field| node.get(field).is_some())
}

/// A document, and little that says whose.
fn is_policy_alone(node: &Node) -> bool {
    let is_named = |name: &str| matches!(node.get(name).map(|it| &it.value), Some(Value::Text(_)));
    node.get("PolicyVersion").is_some() || is_named("Policy") || is_inline_policy(node)
}

/// The ARN that an output says itself: of a queue, a topic, a secret.
pub(super) fn arn_of(node: &Node) -> Option<&str> {
    let attributes = node.get("Attributes");
    let within = |name: &str| attributes.and_then(|attributes| attributes.get(name));
    let secret = node.get("ARN").filter(|_| node.get("Name").is_some());
    within("QueueArn").or(within("TopicArn")).or(secret)?.as_text()
}

/// Reads an output that says itself what it is about.
///
/// # Errors
/// Every mistake in it, or that it does not say what it is about.
pub fn read(text: &Text, stated: &Stated) -> Result<Loaded, Vec<Trouble>> {
    if let Some(printed) = printed(&text.node) {
        return read_printed(text, printed, stated);
    }
    if is_inline_policy(&text.node) {
        return inline_policy(text, stated);
    }
    if is_of_resource(&text.node) || text.node.get("Policy").is_some() {
        return match subject(text).map_err(|why| vec![why])? {
            Some(arn) => read_about(text, "", &arn, stated),
            None => Err(vec![nobodys(text)]),
        };
    }
    if is_policy_alone(&text.node) {
        return Err(vec![nobodys(text)]);
    }
    endpoints(text)
}

/// What an output is about: what it says itself, or what all statements of its document name. The
/// policy of a bucket or function may name nothing else.
fn subject(text: &Text) -> Result<Option<String>, Trouble> {
    if let Some(arn) = arn_of(&text.node) {
        return Ok(Some(arn.to_owned()));
    }
    let Some(node) = document_node(&text.node) else { return Ok(None) };
    let policy = document(Placed { node, source: &text.source }, "policy")?;
    let mut owners = resources(&policy.node).into_iter().map(owner);
    let first = owners.next().flatten();
    Ok(first.filter(|first| owners.all(|owner| owner.as_ref() == Some(first))))
}

fn resources(document: &Node) -> Vec<&str> {
    let statements = document.get("Statement").into_iter().flat_map(one_or_more);
    let resources = statements.filter_map(|statement| statement.get("Resource"));
    let texts = resources.flat_map(one_or_more);
    texts.map(|resource| resource.as_text().unwrap_or_default()).collect()
}

fn one_or_more(node: &Node) -> std::slice::Iter<'_, Node> {
    match &node.value {
        Value::List(items) => items.iter(),
        _ => std::slice::from_ref(node).iter(),
    }
}

/// The bucket or function that has a policy with this resource.
fn owner(resource: &str) -> Option<String> {
    let arn = Arn::parse(resource)?;
    let name = match arn.service() {
        "s3" => arn.resource().split('/').next()?,
        "lambda" => arn.resource(),
        _ => return None,
    };
    let is_one = !name.is_empty() && !name.contains(['*', '?', '$']);
    is_one.then(|| format!("{}{name}", arn.head()))
}

fn nobodys(text: &Text) -> Trouble {
    let placed = Placed { node: &text.node, source: &text.source };
    let mut start = placed.trouble("subject-not-said", "this policy does not say whose it is");
    start.diagnostic.span.end = start.diagnostic.span.end.min(start.diagnostic.span.start + 1);
    let hint = match text.node.get("PolicyName").and_then(Node::as_text) {
        Some(name) => format!("give who holds {} in an environment of iamsim", quote(name)),
        None => {
            "put it into the folder that `iamsim env commands` writes, or name its holder in an \
                 environment of iamsim"
                .to_owned()
        }
    };
    start.with_hint(hint)
}
