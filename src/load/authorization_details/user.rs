//! A user of an export.

use super::holder::Holder;
use super::{Findings, Shape};
use crate::bundle::Placed;
use crate::environment::User;

const USER: Shape = Shape {
    what: "a user",
    read: &[
        "Arn",
        "UserName",
        "UserId",
        "Path",
        "GroupList",
        "UserPolicyList",
        "AttachedManagedPolicies",
        "PermissionsBoundary",
        "Tags",
    ],
    passed_over: &["CreateDate", "PasswordLastUsed"],
};

pub(super) fn user<'n>(placed: Placed<'n>, findings: &mut Findings) -> Option<(Holder<'n>, User)> {
    let holder = Holder::open(placed, (&USER, "user", "UserName"), findings)?;
    let groups = holder.object.items("GroupList", findings);
    let user = User {
        path: holder.path.clone(),
        id: holder.id("UserId", findings),
        tags: holder.tags(findings),
        groups: groups
            .into_iter()
            .filter_map(|group| findings.keep(group.text()).map(Box::from))
            .collect(),
        policies: holder.policies("UserPolicyList", findings),
        permissions_boundary: holder.permissions_boundary(findings),
        ..User::new(holder.origin())
    };
    Some((holder, user))
}
