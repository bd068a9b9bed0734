//! A role of an export.

use super::document::document;
use super::holder::Holder;
use super::{Findings, Shape};
use crate::bundle::Placed;
use crate::environment::{Fact, Role, StoredPolicy};
use crate::text::quote;

/// Instance profiles are passed over: they carry a role to a machine and decide nothing.
const ROLE: Shape = Shape {
    what: "a role",
    read: &[
        "Arn",
        "RoleName",
        "RoleId",
        "Path",
        "AssumeRolePolicyDocument",
        "RolePolicyList",
        "AttachedManagedPolicies",
        "PermissionsBoundary",
        "Tags",
    ],
    passed_over: &[
        "CreateDate",
        "Description",
        "MaxSessionDuration",
        "RoleLastUsed",
        "InstanceProfileList",
    ],
};

pub(super) fn role<'n>(placed: Placed<'n>, findings: &mut Findings) -> Option<(Holder<'n>, Role)> {
    let holder = Holder::open(placed, (&ROLE, "role", "RoleName"), findings)?;
    let role = Role {
        path: holder.path.clone(),
        id: holder.id("RoleId", findings),
        tags: holder.tags(findings),
        policies: holder.policies("RolePolicyList", findings),
        permissions_boundary: holder.permissions_boundary(findings),
        trust: trust(&holder, findings),
        ..Role::new(holder.origin())
    };
    Some((holder, role))
}

fn trust(holder: &Holder<'_>, findings: &mut Findings) -> Fact<StoredPolicy> {
    if let Some(at) = holder.object.get("AssumeRolePolicyDocument") {
        let policy = findings.keep(document(at, &holder.name_of("trust")));
        return policy.map_or(Fact::Unsaid, Fact::Is);
    }
    let placed = holder.object.placed;
    let message = format!("the export has no trust policy of role {}", quote(&holder.name));
    findings.remark((placed.source, placed.node.span), "no-document", message);
    findings.hint("who may assume the role stays undecided");
    Fact::Unsaid
}
