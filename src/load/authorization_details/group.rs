//! A group of an export.

use super::holder::Holder;
use super::{Findings, Shape};
use crate::bundle::Placed;
use crate::environment::Group;

const GROUP: Shape = Shape {
    what: "a group",
    read: &["Arn", "GroupName", "GroupId", "Path", "GroupPolicyList", "AttachedManagedPolicies"],
    passed_over: &["CreateDate"],
};

pub(super) fn group<'n>(
    placed: Placed<'n>,
    findings: &mut Findings,
) -> Option<(Holder<'n>, Group)> {
    let holder = Holder::open(placed, (&GROUP, "group", "GroupName"), findings)?;
    let group = Group {
        path: holder.path.clone(),
        id: holder.id("GroupId", findings),
        policies: holder.policies("GroupPolicyList", findings),
        ..Group::new(holder.origin())
    };
    Some((holder, group))
}
