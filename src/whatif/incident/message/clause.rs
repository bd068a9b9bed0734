//! The reason that a message gives: which layer, and whether a Deny matched or an Allow lacked.

use super::super::flat::Flat;
use super::super::model::Denied;
use super::parts::skip;
use crate::aws::PolicyType;

/// AWS's words for the layers, the longer before those that they begin with.
// AWS: M-4
const LAYERS: [(&str, PolicyType); 16] = [
    ("identity-based polic", PolicyType::Identity),
    ("identity based polic", PolicyType::Identity),
    ("resource-based polic", PolicyType::Resource),
    ("resource based polic", PolicyType::Resource),
    ("role trust polic", PolicyType::Resource),
    ("trust polic", PolicyType::Resource),
    ("key polic", PolicyType::Resource),
    ("bucket polic", PolicyType::Resource),
    ("permissions boundar", PolicyType::PermissionsBoundary),
    ("permission boundar", PolicyType::PermissionsBoundary),
    ("session polic", PolicyType::Session),
    ("service control polic", PolicyType::ServiceControl),
    ("resource control polic", PolicyType::ResourceControl),
    ("VPC endpoint polic", PolicyType::VpcEndpoint),
    ("VPCE polic", PolicyType::VpcEndpoint),
    ("endpoint polic", PolicyType::VpcEndpoint),
];

/// The reason behind a place, and where it ends; the place itself if no reason stands there.
pub(super) fn clause(flat: &Flat, at: usize) -> (Option<Denied>, usize) {
    let start = skip(flat, at, "\"'`,;.)");
    if let Some(behind) = flat.follows("because no ", start) {
        let (layer, end) = layer(flat, behind);
        let (_, end) = policy(flat, end);
        return (Some(Denied { explicit: Some(false), ..layer }), end);
    }
    let Some(behind) = flat.follows("with an explicit deny", start) else { return (None, at) };
    let articles = [" in a ", " in an ", " in the ", " in "];
    let Some(behind) = articles.iter().find_map(|words| flat.follows(words, behind)) else {
        return (Some(Denied { explicit: Some(true), ..Denied::default() }), behind);
    };
    let (layer, end) = layer(flat, behind);
    let (policy, end) = policy(flat, end);
    (Some(Denied { explicit: Some(true), policy, ..layer }), end)
}

/// The layer that is named at a place, and where its name ends.
fn layer(flat: &Flat, at: usize) -> (Denied, usize) {
    let known = LAYERS.iter().find_map(|(name, layer)| Some((*layer, flat.follows(name, at)?)));
    let (layer, least) = match known {
        Some((layer, end)) => (Some(layer), end),
        None => (None, at),
    };
    let rest = &flat.text[least..];
    let ends =
        |char: char| !(char.is_ascii_alphabetic() || (layer.is_none() && " -".contains(char)));
    let length = rest.find(ends).unwrap_or(rest.len());
    let name = flat.text[at..least + length].replace('\n', " ");
    let name = name.split(" allows").next().unwrap_or_default().trim();
    let end = at + name.len();
    let layer_name = (!name.is_empty()).then(|| singular(name).into());
    (Denied { layer, layer_name, ..Denied::default() }, end)
}

fn singular(name: &str) -> String {
    let policies = name.strip_suffix("policies").map(|start| format!("{start}policy"));
    policies.unwrap_or_else(|| name.to_owned())
}

/// The ARN of the policy that newer messages carry: `: arn:..`, `(arn:..)`.
fn policy(flat: &Flat, at: usize) -> (Option<Box<str>>, usize) {
    let start = skip(flat, at, ":(");
    if flat.follows("arn:", start).is_none() {
        return (None, at);
    }
    let rest = &flat.text[start..];
    let length = rest.find(|char: char| char.is_whitespace() || "\"'`<>(),;".contains(char));
    let arn = rest[..length.unwrap_or(rest.len())].trim_end_matches(['.', ':']);
    (Some(arn.into()), start + arn.len())
}
