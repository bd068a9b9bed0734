//! Pages of an export.

use super::{Findings, Object, Shape};
use crate::bundle::Placed;
use crate::text::{Span, Value};

/// The lists of an export by what they hold.
pub(super) const LISTS: [(&str, Kind); 4] = [
    ("UserDetailList", Kind::User),
    ("GroupDetailList", Kind::Group),
    ("RoleDetailList", Kind::Role),
    ("Policies", Kind::ManagedPolicy),
];

const PAGE: Shape = Shape {
    what: "the export",
    read: &[
        "UserDetailList",
        "GroupDetailList",
        "RoleDetailList",
        "Policies",
        "IsTruncated",
        "Marker",
        "NextToken",
    ],
    passed_over: &["ResponseMetadata"],
};

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) enum Kind {
    User,
    Group,
    Role,
    ManagedPolicy,
}

/// Everything that the pages list, in the order of the text.
pub(super) fn listed<'n>(export: Placed<'n>, findings: &mut Findings) -> Vec<(Kind, Placed<'n>)> {
    let pages: Vec<Object<'n>> =
        export.one_or_more().into_iter().filter_map(|page| PAGE.open(page, findings)).collect();
    if let Some(last) = pages.last() {
        expect_last(last, findings);
    }
    let mut all = Vec::new();
    for page in pages {
        for (list, kind) in LISTS {
            all.extend(page.items(list, findings).into_iter().map(|item| (kind, item)));
        }
    }
    all
}

/// The code of the remark that a further page follows.
pub(in crate::load) const TRUNCATED: &str = "truncated-export";

/// AWS says so where more pages follow, and so does the AWS CLI where `--max-items` cut it short.
fn expect_last(page: &Object<'_>, findings: &mut Findings) {
    let is_truncated = page.flag("IsTruncated", findings).unwrap_or(false);
    let token = page.get("NextToken");
    if !is_truncated && token.is_none() {
        return;
    }
    let place = page.get("IsTruncated").filter(|_| is_truncated).or(token);
    let span = place.map_or(Span::default(), |place| place.node.span);
    let message = "the export is not whole in this file: a further page follows";
    findings.remark((page.placed.source, span), TRUNCATED, message);
    findings.hint("give the other pages too, or export without `--no-paginate` and `--max-items`");
}

/// Whether a value looks like an export: by its lists, since every export has one of them.
pub(super) fn is_page(value: &Value) -> bool {
    let Value::Object(members) = value else { return false };
    members.iter().any(|member| match &*member.key.text {
        "UserDetailList" | "GroupDetailList" | "RoleDetailList" => true,
        "Policies" => match &member.value.value {
            Value::List(items) => {
                items.first().is_some_and(|first| first.get("PolicyVersionList").is_some())
            }
            _ => false,
        },
        _ => false,
    })
}
