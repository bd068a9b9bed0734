//! Commands that print users, groups, roles, or one of their policies.

use crate::bundle::{Placed, Text, Trouble};
use crate::load::authorization_details::{Extent, Findings, Kind, Shape, read_listed};
use crate::load::{Loaded, Stated};
use crate::text::{Node, Value};

/// What a command prints about principals.
pub(super) struct Printed {
    /// The field that it is recognised by.
    field: &'static str,
    kind: Kind,
    extent: Extent,
}

const PRINTED: &[Printed] = &[
    Printed { field: "User", kind: Kind::User, extent: Extent::ButPolicies },
    Printed { field: "Role", kind: Kind::Role, extent: Extent::ButPolicies },
    Printed { field: "Group", kind: Kind::Group, extent: Extent::ButPolicies },
    Printed { field: "Users", kind: Kind::User, extent: Extent::ButTags },
    Printed { field: "Roles", kind: Kind::Role, extent: Extent::ButTags },
    Printed { field: "Groups", kind: Kind::Group, extent: Extent::ButTags },
];

const OUTPUT: Shape = Shape {
    what: "the output",
    read: &["User", "Role", "Group", "Users", "Roles", "Groups"],
    passed_over: &["IsTruncated", "Marker", "NextToken", "ResponseMetadata"],
};

/// What `get-role` and its like print, or `None`.
pub(super) fn printed(output: &Node) -> Option<&'static Printed> {
    PRINTED.iter().find(|printed| match output.get(printed.field).map(|node| &node.value) {
        Some(Value::Object(members)) => members.iter().any(|member| &*member.key.text == "Arn"),
        Some(Value::List(items)) => items.iter().all(|item| item.get("Arn").is_some()),
        _ => false,
    })
}

/// Reads it.
pub(super) fn read_printed(
    text: &Text,
    printed: &Printed,
    stated: &Stated,
) -> Result<Loaded, Vec<Trouble>> {
    let mut findings = Findings::default();
    let placed = Placed { node: &text.node, source: &text.source };
    let mut listed = Vec::new();
    if let Some(output) = OUTPUT.open(placed, &mut findings) {
        let things = output.get(printed.field).map(Placed::one_or_more).unwrap_or_default();
        listed.extend(things.into_iter().map(|thing| (printed.kind, thing)));
    }
    read_listed(listed, printed.extent, stated, findings)
}
