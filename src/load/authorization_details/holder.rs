//! What users, groups and roles have in common.

use super::document::document;
use super::{Findings, Object, Shape};
use crate::aws::Arn;
use crate::bundle::Placed;
use crate::environment::{Fact, Origin, PolicyEntry};
use crate::text::{printable, quote};

/// A user, group or role of an export.
#[derive(Debug)]
pub(super) struct Holder<'n> {
    pub(super) object: Object<'n>,
    pub(super) kind: &'static str,
    pub(super) arn: Option<Arn>,
    pub(super) name: Box<str>,
    pub(super) path: Fact<Box<str>>,
}

/// A name with its path.
struct Called {
    path: Fact<Box<str>>,
    name: Box<str>,
}

const ATTACHED: Shape =
    Shape { what: "an attached policy", read: &["PolicyArn"], passed_over: &["PolicyName"] };

const INLINE: Shape =
    Shape { what: "an inline policy", read: &["PolicyName", "PolicyDocument"], passed_over: &[] };

const BOUNDARY: Shape = Shape {
    what: "a permissions boundary",
    read: &["PermissionsBoundaryArn"],
    passed_over: &["PermissionsBoundaryType"],
};

const TAG: Shape = Shape { what: "a tag", read: &["Key", "Value"], passed_over: &[] };

impl<'n> Holder<'n> {
    /// Opens the object at a place; `kind` is `user`, and its name stands in the field `name`.
    pub(super) fn open(
        placed: Placed<'n>,
        (shape, kind, name): (&Shape, &'static str, &str),
        findings: &mut Findings,
    ) -> Option<Self> {
        let object = shape.open(placed, findings)?;
        let arn = match object.get("Arn") {
            Some(at) => Some(arn_of(at, kind, findings)?),
            None => None,
        };
        let said = Called {
            path: object.text("Path", findings).map_or(Fact::Unsaid, |path| Fact::Is(path.into())),
            name: match (&arn, object.text(name, findings)) {
                (Some(_), said) => said.unwrap_or_default().into(),
                (None, _) => object.needed(name, findings)?.into(),
            },
        };
        let called = match &arn {
            Some(arn) => by_arn(arn, said, placed, findings),
            None => said,
        };
        Some(Self { object, kind, arn, name: called.name, path: called.path })
    }

    pub(super) fn origin(&self) -> Origin {
        Origin::new(self.object.placed.source, self.object.placed.node.span)
    }

    pub(super) fn id(&self, field: &str, findings: &mut Findings) -> Option<Box<str>> {
        self.object.text(field, findings).map(Box::from)
    }

    /// How a policy of this one is called: `role/app/s3`.
    pub(super) fn name_of(&self, policy: &str) -> String {
        format!("{}/{}/{policy}", self.kind, self.name)
    }

    /// Attached and inline policies.
    pub(super) fn policies(&self, inline: &str, findings: &mut Findings) -> Vec<PolicyEntry> {
        let attached = self.object.items("AttachedManagedPolicies", findings);
        let mut all: Vec<PolicyEntry> =
            attached.into_iter().filter_map(|at| attached_policy(at, findings)).collect();
        let inline = self.object.items(inline, findings);
        all.extend(inline.into_iter().filter_map(|at| self.inline(at, findings)));
        all
    }

    fn inline(&self, at: Placed<'n>, findings: &mut Findings) -> Option<PolicyEntry> {
        let object = INLINE.open(at, findings)?;
        let name = object.needed("PolicyName", findings)?;
        let called = self.name_of(name);
        if let Some(node) = object.get("PolicyDocument") {
            let policy = findings.keep(document(node, &called))?;
            return Some(PolicyEntry::Inline { name: name.into(), policy });
        }
        let origin = Origin::new(at.source, at.node.span);
        Some(PolicyEntry::Unknown { unknown: self.without(&called, &origin, findings), origin })
    }

    /// Notes that the export has a policy without its document.
    pub(super) fn without(
        &self,
        policy: &str,
        origin: &Origin,
        findings: &mut Findings,
    ) -> Box<str> {
        let place = (&origin.source, origin.span);
        let message = format!("the export has no document of {}", quote(policy));
        findings.remark(place, "no-document", message);
        findings.hint("answers that depend on it stay undecided");
        let account = self.arn.as_ref().map_or("", Arn::account);
        let unknown = printable(&format!("{account}/{policy}"));
        findings.unknown(&unknown, "a document that the export leaves out", origin.clone())
    }

    pub(super) fn permissions_boundary(&self, findings: &mut Findings) -> Fact<PolicyEntry> {
        let Some(at) = self.object.get("PermissionsBoundary") else { return Fact::None };
        let object = BOUNDARY.open(at, findings);
        let arn = object.and_then(|object| object.needed("PermissionsBoundaryArn", findings));
        arn.map_or(Fact::Unsaid, |arn| Fact::Is(attached_as(arn, at, findings)))
    }

    /// The tags; where the field is not there, nothing is said of them.
    pub(super) fn tags(&self, findings: &mut Findings) -> Fact<Vec<(Box<str>, Box<str>)>> {
        if self.object.get("Tags").is_none() {
            return Fact::Unsaid;
        }
        let tags = self.object.items("Tags", findings);
        Fact::Is(tags.into_iter().filter_map(|at| tag(at, findings)).collect())
    }
}

/// A tag as most services write it.
pub(in crate::load) fn tag(
    at: Placed<'_>,
    findings: &mut Findings,
) -> Option<(Box<str>, Box<str>)> {
    let object = TAG.open(at, findings)?;
    let key = object.needed("Key", findings)?;
    Some((key.into(), object.text("Value", findings).unwrap_or_default().into()))
}

fn attached_policy(at: Placed<'_>, findings: &mut Findings) -> Option<PolicyEntry> {
    let object = ATTACHED.open(at, findings)?;
    let arn = object.needed("PolicyArn", findings)?;
    Some(attached_as(arn, at, findings))
}

fn attached_as(arn: &str, at: Placed<'_>, findings: &mut Findings) -> PolicyEntry {
    let is_policy = Arn::parse(arn).is_some_and(|arn| arn.resource().starts_with("policy/"));
    if !is_policy {
        findings.error(at, "invalid-arn", format!("{} is not the ARN of a policy", quote(arn)));
    }
    PolicyEntry::Attached { arn: arn.into(), origin: Origin::new(at.source, at.node.span) }
}

/// The ARN of a user, group, role or policy.
pub(super) fn arn_of(at: Placed<'_>, kind: &str, findings: &mut Findings) -> Option<Arn> {
    let text = findings.keep(at.text())?;
    let arn = Arn::parse(text).filter(|arn| arn.service() == "iam" && split(arn, kind).is_some());
    if arn.is_none() {
        findings.error(at, "invalid-arn", format!("{} is not the ARN of a {kind}", quote(text)));
    }
    arn
}

/// `/team/` and `app` of `role/team/app`.
fn split<'a>(arn: &'a Arn, kind: &str) -> Option<(&'a str, &'a str)> {
    let below = arn.resource().strip_prefix(kind).filter(|below| below.starts_with('/'))?;
    let name = below.rfind('/')? + 1;
    (name < below.len()).then(|| below.split_at(name))
}

/// Name and path by the ARN, which counts where a field says something else.
fn by_arn(arn: &Arn, said: Called, placed: Placed<'_>, findings: &mut Findings) -> Called {
    let kind = arn.resource().split('/').next().unwrap_or_default();
    let Some((path, name)) = split(arn, kind) else { return said };
    let differs = (!said.name.is_empty() && *said.name != *name)
        || said.path.known().is_some_and(|said| **said != *path);
    if differs {
        let said_path = said.path.known().map_or("", |path| path);
        let said = quote(&format!("{said_path}{}", said.name));
        let message = format!("name and path are {said}, the ARN says {}", quote(arn.as_str()));
        findings.remark((placed.source, placed.node.span), "names-differ", message);
        findings.hint("the ARN counts");
    }
    Called { path: Fact::Is(path.into()), name: name.into() }
}
