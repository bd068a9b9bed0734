//! In: the actions of a policy. Out: those that do not exist, and those that do not go with the
//! statement's resources.

mod missing_required_resource;
mod resource_mismatch;
mod retired;
mod unknown;
mod unsupported_action;

use crate::catalog::ActionOfService;
use crate::lint::rule::Rule;
use crate::lint::statement::StatementView;
use crate::policy::{ActionEntry, ActionPattern};

pub(super) const RULES: &[&Rule] = &[
    &unknown::ACTION_WILDCARD_MATCHES_NOTHING,
    &unknown::INVALID_ACTION,
    &unknown::INVALID_SERVICE_IN_ACTION,
    &missing_required_resource::RULE,
    &resource_mismatch::RULE,
    &retired::RULE,
    &unsupported_action::RULE,
];

/// The entries of `Action` that name one action in full, if the catalogue knows it.
pub(in crate::lint) fn each_named<'s>(
    statement: &StatementView<'s>,
) -> impl Iterator<Item = (&'s ActionEntry, ActionOfService<'s>)> {
    let (element, catalog) = (&statement.written.action, statement.subject.catalog());
    let entries = element.entries.iter().filter(|_| !element.negated);
    entries.filter_map(|entry| {
        let ActionPattern::Of { service, name } = &entry.pattern else { return None };
        let service = catalog.service(service)?;
        let action = service.action(name)?;
        Some((entry, ActionOfService { service, action }))
    })
}
