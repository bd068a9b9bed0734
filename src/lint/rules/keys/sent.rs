//! Which condition keys come with an action, as the catalogue tells.

use crate::aws::global_key;
use crate::catalog::{ActionOfService, ConditionKey, KeySet, ResourceType, Service};
use crate::lint::condition::ConditionView;
use crate::lint::rules::resources::arn::WrittenArn;
use crate::lint::rules::resources::formats::Format;
use crate::lint::statement::StatementView;
use crate::policy::{ActionPattern, ConditionTest, SetOperator};

use super::names::is_claim;

/// A condition on a key of which the catalogue tells which actions send it, in a statement all of
/// whose actions it knows.
pub(super) struct Sending<'s> {
    condition: ConditionView<'s>,
    key: ConditionKey<'s>,
    resources: Option<Vec<WrittenArn<'s>>>,
}

/// Global keys that come with some actions only, as the catalogue lists them.
const LISTED_GLOBAL: &[&str] = &["aws:requesttag/", "aws:resourcetag/", "aws:tagkeys"];

impl<'s> Sending<'s> {
    /// `None` if the catalogue cannot tell.
    pub(super) fn of(condition: &ConditionView<'s>) -> Option<Self> {
        let lower = &*condition.lower_key;
        let is_listed = LISTED_GLOBAL.iter().any(|family| lower.starts_with(family));
        if is_claim(lower) || (global_key(lower).is_some() && !is_listed) {
            return None;
        }
        let statement = condition.statement;
        let catalog = statement.subject.catalog();
        let prefix = lower.split(':').next()?;
        if !is_listed && catalog.service(prefix).is_none() {
            return None;
        }
        let key = catalog.condition_key(lower)?;
        let resources = known_resources(statement);
        let sending = Self { condition: condition.clone(), key, resources };
        let is_listed = is_listed || sending.is_listed_by(catalog.service(prefix)?);
        (is_listed && knows_every_action(statement)).then_some(sending)
    }

    /// Whether an action sends the key on some resource of the statement.
    // AWS: C-36, R-10
    pub(super) fn is_sent_by(&self, one: &ActionOfService<'_>) -> bool {
        if self.has(one.action.condition_keys) || self.is_sent_unlisted(one) {
            return true;
        }
        one.service.resource_types_of(one.action).any(|(used, of_type)| {
            let formats = || Format::of_type(of_type);
            (self.has(used.condition_keys) || self.has(of_type.condition_keys))
                && self.resources.as_ref().is_none_or(|arns| {
                    arns.iter().any(|arn| formats().any(|format| format.fits(arn)))
                })
        })
    }

    fn is_sent_unlisted(&self, one: &ActionOfService<'_>) -> bool {
        one.unlisted_keys().any(|key| key == self.condition.lower_key)
    }

    /// Whether some action of the statement sends it.
    pub(super) fn is_sent(&self) -> bool {
        self.condition.statement.actions().iter().any(|one| self.is_sent_by(one))
    }

    /// Whether the catalogue lists the key with any action of its service; a key that it lists with
    /// none is missing there.
    fn is_listed_by(&self, service: &Service) -> bool {
        let by_type = |one: &ResourceType| self.has(one.condition_keys);
        service.actions.iter().any(|action| self.has(action.condition_keys))
            || service.resource_types.iter().any(by_type)
    }

    fn has(&self, set: KeySet) -> bool {
        let catalog = self.condition.statement.subject.catalog();
        catalog.condition_keys(set).any(|key| key.name == self.key.name)
    }
}

/// Whether each entry of `Action` is known to the catalogue.
fn knows_every_action(statement: StatementView<'_>) -> bool {
    let catalog = statement.subject.catalog();
    let is_known = |pattern: &ActionPattern| match pattern {
        ActionPattern::Every => true,
        ActionPattern::Nothing => false,
        ActionPattern::Of { .. } => !catalog.matching(pattern).is_empty(),
    };
    statement.written.action.entries.iter().all(|entry| is_known(&entry.pattern))
}

/// The ARNs of the statement; `None` if it is about more than ARNs that can be read.
fn known_resources(statement: StatementView<'_>) -> Option<Vec<WrittenArn<'_>>> {
    let element = statement.written.resource.as_ref().filter(|element| !element.negated)?;
    let arns = element.entries.iter().map(|entry| WrittenArn::of(statement, entry));
    arns.collect()
}

/// Whether a condition holds where the key is absent.
// AWS: C-3, C-5, C-25 to C-28
pub(super) fn holds_if_absent(condition: &ConditionView<'_>) -> bool {
    let operator = condition.operator;
    if operator.test == ConditionTest::Null {
        return condition.is_null(true);
    }
    operator.if_exists
        || match operator.set {
            Some(SetOperator::ForAllValues) => true,
            Some(SetOperator::ForAnyValue) => false,
            None => operator.test.is_negated(),
        }
}

/// Whether it is written to spare requests without the key.
pub(super) fn spares_absent(condition: &ConditionView<'_>) -> bool {
    condition.operator.if_exists || condition.has_set(SetOperator::ForAllValues)
}
