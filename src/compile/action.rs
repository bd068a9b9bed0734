//! `Action` and `NotAction`, compiled.

use crate::aws::ActionName;
use crate::policy::{ActionElement, ActionEntry, ActionPattern};
use crate::value_set::Pattern;

/// What an `Action` or `NotAction` element asks of an action.
// AWS
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ActionTest {
    /// Whether it is `NotAction`.
    pub negated: bool,
    pub(crate) entries: Box<[ActionEntryTest]>,
}

/// What one entry asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ActionEntryTest {
    /// `*`
    Every,
    /// A service, and the names of its actions.
    Of { service: Box<str>, name: Pattern },
    /// No action.
    Nothing,
}

impl ActionTest {
    pub(super) fn compile(element: &ActionElement) -> Self {
        let entry = |written: &ActionEntry| ActionEntryTest::of(&written.pattern);
        let entries = element.entries.iter().map(entry).collect();
        Self { negated: element.negated, entries }
    }

    /// The actions of any of these entries, as policies write them.
    pub(crate) fn of<'t>(entries: impl IntoIterator<Item = &'t str>) -> Self {
        let pattern = |text: &str| ActionPattern::parse(text).unwrap_or(ActionPattern::Nothing);
        let entries = entries.into_iter().map(|text| ActionEntryTest::of(&pattern(text)));
        Self { negated: false, entries: entries.collect() }
    }

    /// The number of the entry that matches an action, if no other does.
    pub(crate) fn only_match(&self, action: &ActionName) -> Option<usize> {
        let matches = |(_, entry): &(usize, &ActionEntryTest)| entry.matches(action);
        let mut matching = self.entries.iter().enumerate().filter(matches);
        let (first, _) = matching.next()?;
        matching.next().is_none().then_some(first)
    }

    /// Whether an action fits.
    pub fn matches(&self, action: &ActionName) -> bool {
        // AWS: S-12, A-5
        self.entries.iter().any(|entry| entry.matches(action)) != self.negated
    }
}

impl ActionEntryTest {
    fn of(pattern: &ActionPattern) -> Self {
        match pattern {
            ActionPattern::Every => Self::Every,
            ActionPattern::Of { service, name } => {
                Self::Of { service: service.clone(), name: Pattern::glob(name) }
            }
            ActionPattern::Nothing => Self::Nothing,
        }
    }

    fn matches(&self, action: &ActionName) -> bool {
        match self {
            Self::Every => true,
            Self::Of { service, name } => {
                **service == *action.service() && name.matches(action.name())
            }
            Self::Nothing => false,
        }
    }
}
