//! How a statement comes to be about an action and on which resources.

use crate::lint::statement::StatementView;
use crate::value_set::Pattern;

/// How the action is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActionSide {
    /// In full.
    Named,
    /// By a wildcard.
    Wildcard,
    /// `NotAction` does not list it.
    LeftOut,
}

/// How the resources are said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResourceSide {
    /// All but those of `NotResource`.
    NotResource,
    /// By a wildcard that may stand for any name.
    Star,
}

/// How a statement that grants says an action of IAM on roles; `None` if it does not, or names the
/// roles, or allows everything anyway.
pub(super) fn said_how(
    statement: &StatementView<'_>,
    action: &str,
) -> Option<(ActionSide, ResourceSide)> {
    if !statement.grants() || !statement.covers_action(action) {
        return None;
    }
    let action_side = match (statement.written.action.negated, statement.names_action(action)) {
        (true, _) => ActionSide::LeftOut,
        (false, true) => ActionSide::Named,
        (false, false) => ActionSide::Wildcard,
    };
    let resource_side = resource_side(statement)?;
    let is_full = !statement.subject.full_access().is_empty();
    (!is_full).then_some((action_side, resource_side))
}

/// A wildcard counts where it may stand for the beginning of a role's name: `role/app-*` names some
/// roles, `role/*` none.
fn resource_side(statement: &StatementView<'_>) -> Option<ResourceSide> {
    let element = statement.written.resource.as_ref()?;
    if element.negated {
        return Some(ResourceSide::NotResource);
    }
    let roles = Pattern::glob("arn:*:iam:*:*:role/*");
    let is_open = |text: &str| match text.split_once(":role/") {
        Some((_, name)) => {
            name.strip_prefix("aws-service-role/").unwrap_or(name).starts_with(['*', '?'])
        }
        None => text.contains('*') && Pattern::glob(text).overlaps(&roles),
    };
    element.entries.iter().any(|entry| is_open(&entry.text)).then_some(ResourceSide::Star)
}
