//! Whether one statement applies wherever another does. A yes is proven; a no may be wrong.

use super::condition::ConditionView;
use super::statement::StatementView;
use super::value_relation::{are_disjoint, covers, lacks_empty_text};
use crate::compile::ResourcePattern;
use crate::policy::{
    ActionElement, ActionPattern, ConditionTest, PrincipalElement, PrincipalValue, ResourceElement,
    SetOperator,
};
use crate::value_set::Pattern;

impl StatementView<'_> {
    /// Whether it applies to every request that `other`, a statement of the same policy, applies to.
    /// What they do then is not asked.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.covers_actions(other)
            && self.covers_resources(other)
            && self.covers_principals(other)
            && self.covers_conditions(other)
    }

    // AWS: A-5
    pub(super) fn covers_actions(&self, other: &Self) -> bool {
        let (wide, narrow) = (&self.written.action, &other.written.action);
        match (wide.negated, narrow.negated) {
            (false, false) => all_covered(narrow, wide),
            (true, true) => all_covered(wide, narrow),
            (false, true) => self.is_about_every_action(),
            (true, false) => narrow.entries.iter().all(|entry| self.covers_entry(&entry.pattern)),
        }
    }

    /// Whether it is about every action that an entry of an `Action` matches.
    pub(super) fn covers_entry(&self, pattern: &ActionPattern) -> bool {
        let ActionElement { negated, entries, .. } = &self.written.action;
        match negated {
            false => entries.iter().any(|entry| entry.pattern.covers(pattern)),
            true => entries.iter().all(|entry| !meet(&entry.pattern, pattern)),
        }
    }

    // AWS: R-12
    pub(super) fn covers_resources(&self, other: &Self) -> bool {
        let written = (&self.written.resource, &other.written.resource);
        let (Some(wide), Some(narrow)) = written else {
            return self.written.resource.is_none() && other.written.resource.is_none();
        };
        match (wide.negated, narrow.negated) {
            (false, false) => self.lists_all(wide, other, narrow),
            (true, true) => other.lists_all(narrow, self, wide),
            (false, true) => self.is_about_every_resource(),
            (true, false) => self.shares_none(other),
        }
    }

    /// Whether each resource that `other` lists is covered by one that this statement lists.
    fn lists_all(&self, wide: &ResourceElement, other: &Self, narrow: &ResourceElement) -> bool {
        narrow.entries.iter().enumerate().all(|(number, entry)| {
            let is_covered = |(wider, text): (usize, &str)| {
                *text == *entry.text
                    || match (self.resource(wider), other.resource(number)) {
                        (Some(wide), Some(narrow)) => resource_covers(wide, narrow),
                        _ => false,
                    }
            };
            wide.entries.iter().map(|entry| &*entry.text).enumerate().any(is_covered)
        })
    }

    /// Whether no resource of one statement is among those of the other.
    fn shares_none(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.resources(), other.resources());
        mine.iter().all(|one| theirs.iter().all(|two| are_apart(one, two)))
    }

    /// Its resources as they are asked.
    pub(super) fn resources(&self) -> &[ResourcePattern] {
        let (policy, _) = self.subject.compiled();
        let statement = policy.statements.get(self.number);
        let resources = statement.and_then(|statement| statement.resource.as_ref());
        resources.map_or(&[], |test| &test.entries)
    }

    /// One of them.
    pub(super) fn resource(&self, number: usize) -> Option<&ResourcePattern> {
        self.resources().get(number)
    }

    // AWS: P-3, P-15, P-19
    pub(super) fn covers_principals(&self, other: &Self) -> bool {
        let written = (&self.written.principal, &other.written.principal);
        let (Some(wide), Some(narrow)) = written else {
            return self.written.principal.is_none() && other.written.principal.is_none();
        };
        match (wide.negated, narrow.negated) {
            (false, false) => {
                names(wide, &PrincipalValue::Everyone)
                    || narrow.entries.iter().all(|entry| names(wide, &entry.value))
            }
            (false, true) => names(wide, &PrincipalValue::Everyone),
            (true, true) => {
                wide.entries.iter().all(|entry| names(narrow, &entry.value))
                    && narrow.entries.iter().all(|entry| names(wide, &entry.value))
            }
            (true, false) => false,
        }
    }

    pub(super) fn covers_conditions(&self, other: &Self) -> bool {
        let theirs: Vec<_> = other.conditions().collect();
        // INVARIANT: an operator that is not understood is no condition view, and proves nothing.
        self.conditions().count() == self.written.conditions.len()
            && self.conditions().all(|mine| theirs.iter().any(|one| one.implies(&mine)))
    }
}

fn all_covered(narrow: &ActionElement, wide: &ActionElement) -> bool {
    narrow
        .entries
        .iter()
        .all(|entry| wide.entries.iter().any(|other| other.pattern.covers(&entry.pattern)))
}

fn meet(one: &ActionPattern, other: &ActionPattern) -> bool {
    match (one, other) {
        (ActionPattern::Nothing, _) | (_, ActionPattern::Nothing) => false,
        (ActionPattern::Every, _) | (_, ActionPattern::Every) => true,
        (
            ActionPattern::Of { service, name },
            ActionPattern::Of { service: theirs, name: other },
        ) => service == theirs && Pattern::glob(name).overlaps(&Pattern::glob(other)),
    }
}

fn names(element: &PrincipalElement, value: &PrincipalValue) -> bool {
    element.entries.iter().any(|entry| entry.value == *value)
}

/// Whether one pattern of a policy matches every resource that another matches.
pub(super) fn resource_covers(wide: &ResourcePattern, narrow: &ResourcePattern) -> bool {
    match (wide, narrow) {
        (ResourcePattern::Everything, _) => true,
        // INVARIANT: a variable of the narrow pattern counts as any text, and an unresolved one
        // matches nothing.
        (ResourcePattern::Arn(wide, none), ResourcePattern::Arn(narrow, _)) => {
            none.is_empty() && wide.covers(narrow)
        }
        _ => false,
    }
}

fn are_apart(one: &ResourcePattern, other: &ResourcePattern) -> bool {
    match (one, other) {
        (ResourcePattern::Nothing, _) | (_, ResourcePattern::Nothing) => true,
        (ResourcePattern::Everything, _) | (_, ResourcePattern::Everything) => false,
        (ResourcePattern::Arn(one, _), ResourcePattern::Arn(other, _)) => !one.overlaps(other),
    }
}

impl ConditionView<'_> {
    /// Whether `other` holds wherever this condition of the same policy holds.
    pub(super) fn implies(&self, other: &Self) -> bool {
        let same_key = self.lower_key == other.lower_key;
        same_key && (self.is_as_written(other) || self.implies_by_value(other))
    }

    /// Whether both have one key, one operator and the same values.
    fn is_as_written(&self, other: &Self) -> bool {
        self.operator == other.operator && self.values().eq(other.values())
    }

    fn implies_by_value(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.operator, other.operator);
        let without_key = other.holds_without_key() || !self.holds_without_key();
        let is_empty = self.written.values.is_empty() || other.written.values.is_empty();
        if mine.set != theirs.set || !without_key || is_empty {
            return false;
        }
        let is_null = |test| test == ConditionTest::Null;
        if is_null(mine.test) || is_null(theirs.test) {
            return self.implies_null(other);
        }
        let (Some(own), Some(their)) = (self.set(), other.set()) else { return false };
        match (mine.test.is_negated(), theirs.test.is_negated()) {
            (false, false) => covers(their, own),
            (true, true) => covers(own, their),
            (false, true) => mine.set.is_none() && are_disjoint(own, their),
            (true, false) => false,
        }
    }

    /// The same where one of them is `Null`.
    // AWS: C-25
    fn implies_null(&self, other: &Self) -> bool {
        let wants = |one: &Self, value| one.operator.set.is_none() && one.is_null(value);
        let is_null = self.operator.test == ConditionTest::Null;
        [true, false].into_iter().any(|value| {
            wants(other, value)
                && (wants(self, value) || (!value && !is_null && self.needs_value()))
        })
    }

    /// Whether it holds for no request in which the key is missing or empty.
    // AWS: C-3, C-27
    pub(super) fn needs_value(&self) -> bool {
        let lacks_empty = || self.set().is_some_and(lacks_empty_text);
        !self.holds_without_key()
            && (self.has_set(SetOperator::ForAnyValue)
                || (self.is_plain_positive() && lacks_empty()))
    }
}
