//! A managed policy of an export.

use std::sync::Arc;

use super::document::document;
use super::holder::arn_of;
use super::{Findings, Object, Shape};
use crate::aws::Arn;
use crate::bundle::Placed;
use crate::environment::{ManagedPolicy, Origin, StoredPolicy};
use crate::text::quote;

const POLICY: Shape = Shape {
    what: "a managed policy",
    read: &["Arn", "DefaultVersionId", "PolicyVersionList"],
    passed_over: &[
        "PolicyName",
        "PolicyId",
        "Path",
        "AttachmentCount",
        "PermissionsBoundaryUsageCount",
        "IsAttachable",
        "Description",
        "CreateDate",
        "UpdateDate",
        "Tags",
    ],
};

const VERSION: Shape = Shape {
    what: "a version of a policy",
    read: &["Document", "VersionId", "IsDefaultVersion"],
    passed_over: &["CreateDate"],
};

/// A version of a managed policy.
#[derive(Debug)]
pub(in crate::load) struct Version {
    pub(in crate::load) id: Option<Box<str>>,
    pub(in crate::load) is_default: bool,
    /// `None` if the export leaves it out.
    pub(in crate::load) document: Option<StoredPolicy>,
}

/// The policy; `None` where the export does not have the version in force.
pub(super) fn managed_policy(
    placed: Placed<'_>,
    findings: &mut Findings,
) -> Option<(Arn, ManagedPolicy)> {
    let object = POLICY.open(placed, findings)?;
    if object.get("Arn").is_none() {
        findings.errors.push(object.lacks("Arn"));
    }
    let arn = arn_of(object.get("Arn")?, "policy", findings)?;
    let default = object.text("DefaultVersionId", findings);
    let listed = object.items("PolicyVersionList", findings);
    let mut versions: Vec<Version> =
        listed.into_iter().filter_map(|at| version(at, arn.as_str(), findings)).collect();
    let Some(index) = in_force(&versions, default) else {
        no_default(&object, &arn, default, findings);
        return None;
    };
    contradiction(&object, &versions, default, findings);
    let chosen = versions.remove(index);
    let Some(document) = chosen.document else {
        no_document(&object, &arn, findings);
        return None;
    };
    let policy = ManagedPolicy {
        document: StoredPolicy { name: arn.as_str().into(), ..document },
        default_version: chosen.id.or(default.map(Box::from)),
        versions: versions
            .into_iter()
            .filter_map(|version| Some((version.id?, version.document?)))
            .collect(),
        origin: Origin::new(placed.source, placed.node.span),
    };
    Some((arn, policy))
}

/// A version of the policy of that name.
pub(in crate::load) fn version(
    at: Placed<'_>,
    policy: &str,
    findings: &mut Findings,
) -> Option<Version> {
    let object = VERSION.open(at, findings)?;
    let id = object.text("VersionId", findings);
    let is_default = object.flag("IsDefaultVersion", findings).unwrap_or(false);
    let name: Arc<str> = match id {
        Some(id) => format!("{policy} {id}").into(),
        None => policy.into(),
    };
    let document = match object.get("Document") {
        Some(at) => Some(findings.keep(document(at, &name))?),
        None => None,
    };
    Some(Version { id: id.map(Box::from), is_default, document })
}

/// Which version is in force: the one that the policy names, else the one that says so itself.
fn in_force(versions: &[Version], default: Option<&str>) -> Option<usize> {
    let named = default.and_then(|default| {
        versions.iter().position(|version| version.id.as_deref() == Some(default))
    });
    named.or_else(|| versions.iter().position(|version| version.is_default))
}

fn no_default(object: &Object<'_>, arn: &Arn, default: Option<&str>, findings: &mut Findings) {
    let placed = object.placed;
    let policy = quote(arn.as_str());
    let message = match default {
        Some(id) => format!("the export does not have the version {} of {policy}", quote(id)),
        None => format!("the export does not say which version of {policy} is in force"),
    };
    findings.remark((placed.source, placed.node.span), "no-default-version", message);
    findings.hint(what_then(arn));
}

fn no_document(object: &Object<'_>, arn: &Arn, findings: &mut Findings) {
    let placed = object.placed;
    let message = format!("the export has no document of {}", quote(arn.as_str()));
    findings.remark((placed.source, placed.node.span), "no-document", message);
    findings.hint(what_then(arn));
}

fn what_then(arn: &Arn) -> &'static str {
    if arn.account() == "aws" {
        "the document that AWS publishes counts"
    } else {
        "answers that depend on it stay undecided"
    }
}

/// Versions that say of themselves something else than the policy says of them.
fn contradiction(
    object: &Object<'_>,
    versions: &[Version],
    default: Option<&str>,
    findings: &mut Findings,
) {
    let says_so = versions.iter().filter(|version| version.is_default);
    let others: Vec<&str> = says_so.filter_map(|version| version.id.as_deref()).collect();
    let Some(default) = default else {
        if others.len() > 1 {
            differ(object, others[0], &others[1..], findings);
        }
        return;
    };
    let others: Vec<&str> = others.into_iter().filter(|id| *id != default).collect();
    let is_there = versions.iter().any(|version| version.id.as_deref() == Some(default));
    if !others.is_empty() && is_there {
        differ(object, default, &others, findings);
    } else if let (Some(first), false) = (others.first(), is_there) {
        differ(object, first, &[default], findings);
    }
}

fn differ(object: &Object<'_>, counts: &str, others: &[&str], findings: &mut Findings) {
    let placed = object.placed;
    let others: Vec<String> = others.iter().map(|id| quote(id)).collect();
    let message = format!(
        "the versions {} and {} are both said to be in force",
        quote(counts),
        others.join(", ")
    );
    findings.remark((placed.source, placed.node.span), "versions-differ", message);
    findings.hint(format!("{} counts", quote(counts)));
}
