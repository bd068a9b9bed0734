//! The files of an exported organization, sorted by what they say.

use std::collections::BTreeMap;

use crate::bundle::{Placed, Text};
use crate::environment::{Origin, PolicyEntry, StoredPolicy};
use crate::load::authorization_details::{Findings, Object, Shape, content};
use crate::text::{Value, quote};

/// Something that a list of the organization names: a root, a unit, an account, a policy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed<'n> {
    pub(super) id: &'n str,
    pub(super) name: Option<&'n str>,
    pub(super) at: Placed<'n>,
}

/// A policy that is attached somewhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct AttachedPolicy<'n> {
    listed: Listed<'n>,
    arn: &'n str,
}

/// What all files say.
#[derive(Debug, Default)]
pub(super) struct OrganizationFiles<'n> {
    /// `describe-organization.json`: id and management account.
    pub(super) organization: Option<(Option<&'n str>, Option<&'n str>, Placed<'n>)>,
    pub(super) roots: Vec<Listed<'n>>,
    /// Units and accounts by what they stand below; `None` where that was not exported.
    pub(super) units: BTreeMap<&'n str, Vec<Listed<'n>>>,
    pub(super) accounts: BTreeMap<&'n str, Vec<Listed<'n>>>,
    pub(super) service_control: BTreeMap<&'n str, Option<Vec<AttachedPolicy<'n>>>>,
    pub(super) resource_control: BTreeMap<&'n str, Option<Vec<AttachedPolicy<'n>>>>,
    pub(super) policies: BTreeMap<&'n str, StoredPolicy>,
}

const ORGANIZATION: Shape = Shape {
    what: "an organization",
    read: &["Id", "MasterAccountId"],
    passed_over: &[
        "Arn",
        "FeatureSet",
        "MasterAccountArn",
        "MasterAccountEmail",
        "AvailablePolicyTypes",
    ],
};

/// A root, a unit, an account or a policy, as lists of the organization have them.
const LISTED: Shape = Shape {
    what: "a part of the organization",
    read: &["Id", "Name", "Arn"],
    passed_over: &[
        "AwsManaged",
        "Description",
        "Email",
        "JoinedMethod",
        "JoinedTimestamp",
        "Path",
        "Paths",
        "PolicyTypes",
        "State",
        "Status",
        "Type",
    ],
};

const DESCRIBED: Shape =
    Shape { what: "a policy", read: &["PolicySummary", "Content"], passed_over: &[] };

/// The output of a command: the field that it is in, and what comes with pages.
fn output(field: &'static str) -> Shape {
    let read: &'static [&'static str] = match field {
        "Organization" => &["Organization"],
        "Roots" => &["Roots"],
        "OrganizationalUnits" => &["OrganizationalUnits"],
        "Accounts" => &["Accounts"],
        "Policies" => &["Policies"],
        _ => &["Policy"],
    };
    Shape { what: "the output", read, passed_over: &["NextToken", "ResponseMetadata"] }
}

impl<'n> OrganizationFiles<'n> {
    /// Reads all files; paths are relative to the folder of the organization.
    pub(super) fn read(files: &'n [(String, Text)], findings: &mut Findings) -> Self {
        let mut all = Self::default();
        for (path, text) in files {
            let at = Placed { node: &text.node, source: &text.source };
            let parts: Vec<&str> = path.trim_end_matches(".json").split('/').collect();
            all.file(&parts, at, findings);
        }
        all
    }

    fn file(&mut self, parts: &[&'n str], at: Placed<'n>, findings: &mut Findings) {
        match parts {
            ["describe-organization"] => self.organization(at, findings),
            ["list-roots"] => self.roots.extend(list(at, "Roots", findings)),
            ["parents", parent, "list-organizational-units-for-parent"] => {
                let units = self.units.entry(parent).or_default();
                units.extend(list(at, "OrganizationalUnits", findings));
            }
            ["parents", parent, "list-accounts-for-parent"] => {
                let accounts = self.accounts.entry(parent).or_default();
                accounts.extend(list(at, "Accounts", findings));
            }
            ["targets", target, "service-control-policies"] => {
                self.service_control.insert(target, attached(at, findings));
            }
            ["targets", target, "resource-control-policies"] => {
                self.resource_control.insert(target, attached(at, findings));
            }
            ["policies", id, "describe-policy"] => {
                if let Some(policy) = described(at, id, findings) {
                    self.policies.insert(id, policy);
                }
            }
            _ => {
                let message = "nothing of an organization is read from a file of this name";
                findings.remark((at.source, at.node.span), "not-understood", message);
            }
        }
    }

    fn organization(&mut self, at: Placed<'n>, findings: &mut Findings) {
        let page = output("Organization").open(at, findings);
        let Some(node) = page.and_then(|page| page.get("Organization")) else { return };
        let Some(object) = ORGANIZATION.open(node, findings) else { return };
        let (id, management) =
            (object.text("Id", findings), object.text("MasterAccountId", findings));
        self.organization = Some((id, management, node));
    }

    /// A policy as it is attached: its document, AWS's own by its ARN.
    pub(super) fn entry(&self, attached: AttachedPolicy<'n>) -> PolicyEntry {
        let AttachedPolicy { listed, arn } = attached;
        let origin = Origin::new(listed.at.source, listed.at.node.span);
        match self.policies.get(listed.id) {
            Some(policy) if !is_of_aws(arn) => {
                PolicyEntry::Inline { name: policy.name.as_ref().into(), policy: policy.clone() }
            }
            _ => PolicyEntry::Attached { arn: arn.into(), origin },
        }
    }
}

fn is_of_aws(arn: &str) -> bool {
    crate::aws::Arn::parse(arn).is_some_and(|arn| arn.account() == "aws")
}

/// The items of a list, in one page or several.
fn list<'n>(at: Placed<'n>, field: &'static str, findings: &mut Findings) -> Vec<Listed<'n>> {
    items(at, field, findings)
        .into_iter()
        .filter_map(|object| {
            let id = object.needed("Id", findings)?;
            Some(Listed { id, name: object.text("Name", findings), at: object.placed })
        })
        .collect()
}

fn items<'n>(at: Placed<'n>, field: &'static str, findings: &mut Findings) -> Vec<Object<'n>> {
    let shape = output(field);
    let mut all = Vec::new();
    for page in at.one_or_more() {
        let Some(page) = shape.open(page, findings) else { continue };
        for item in page.items(field, findings) {
            all.extend(LISTED.open(item, findings));
        }
    }
    all
}

/// What is attached to a target. `None`: the organization does not have policies of this type.
fn attached<'n>(at: Placed<'n>, findings: &mut Findings) -> Option<Vec<AttachedPolicy<'n>>> {
    if at.is_null() {
        return None;
    }
    let policies = items(at, "Policies", findings).into_iter().filter_map(|object| {
        let (id, arn) = (object.needed("Id", findings)?, object.needed("Arn", findings)?);
        let listed = Listed { id, name: object.text("Name", findings), at: object.placed };
        Some(AttachedPolicy { listed, arn })
    });
    Some(policies.collect())
}

/// The document of a policy, called as people call it.
fn described(at: Placed<'_>, id: &str, findings: &mut Findings) -> Option<StoredPolicy> {
    let page = output("Policy").open(at, findings)?;
    let object = DESCRIBED.open(page.get("Policy")?, findings)?;
    let summary = object.get("PolicySummary").and_then(|at| LISTED.open(at, findings));
    let name = summary.and_then(|summary| summary.text("Name", findings)).unwrap_or(id);
    let node = object.get("Content")?;
    let text = findings.keep(node.text())?;
    let (source, value) = findings.keep(content(node, text, name))?;
    if !matches!(value.value, Value::Object(_)) {
        findings.error(node, "wrong-type", format!("the content of {} is no policy", quote(name)));
    }
    let origin = Origin::new(node.source, node.node.span);
    Some(StoredPolicy::made(name, source, value, origin))
}
