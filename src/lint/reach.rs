//! Whether a policy lets its holder do something to resources that are not its own.

use super::grant::{Ask, Grant};
use super::setting::Setting;
use super::statement::StatementView;
use super::subject::Subject;
use crate::aws::{ActionName, Arn};
use crate::catalog::{ActionOfService, ResourceType};
use crate::evaluate::Decision;

/// On what somebody wants to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// On a resource of another, which the policy does not name in particular.
    Others,
    /// On the user that asks.
    OwnUser,
    /// On whatever the policy leaves: the caller chooses, or makes it.
    Chosen,
}

/// Something that somebody wants to do.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// `iam:PassRole`
    pub action: &'a str,
    /// To what.
    pub reach: Reach,
    /// The resource types that it takes; if none is named, all that the catalogue calls required, or
    /// one of the others.
    pub types: &'a [&'a str],
    /// Values of keys that come with it.
    pub given: &'a [(&'a str, &'a str)],
}

impl<'a> Step<'a> {
    /// On a resource of another.
    pub const fn on_others(action: &'a str) -> Self {
        Self { action, reach: Reach::Others, types: &[], given: &[] }
    }
}

impl Subject<'_> {
    /// The Allow statements by which the policy alone lets somebody take a step, whoever has the
    /// policy and whatever is the case: `None` if it does not. A condition that any caller can
    /// satisfy does not count; every other one does.
    pub fn lets(&self, step: &Step<'_>) -> Option<Vec<usize>> {
        let name = ActionName::parse(step.action)?;
        if !self.may_allow(&name) {
            return None;
        }
        let found = self.catalog().action(&name);
        self.settings().iter().find_map(|setting| {
            let chosen = self.easy_keys().iter();
            let mut tried = chosen.map(|chosen| Attempt { subject: self, step, setting, chosen });
            tried.find_map(|attempt| attempt.succeeds_by(found))
        })
    }

    /// Whether some Allow statement is about an action at all.
    pub(super) fn may_allow(&self, name: &ActionName) -> bool {
        let is_about = |one: &crate::compile::CompiledStatement| {
            one.effect == crate::policy::Effect::Allow && one.action.matches(name)
        };
        self.compiled().0.statements.iter().any(is_about)
    }
}

impl StatementView<'_> {
    /// Whether this statement lets somebody do something to resources of others.
    pub fn lets_act_on_others(&self, action: &str) -> bool {
        let by = self.subject.lets(&Step::on_others(action));
        by.is_some_and(|by| by.contains(&self.number))
    }
}

/// A step at a place, with the keys that a caller chooses.
struct Attempt<'a> {
    subject: &'a Subject<'a>,
    step: &'a Step<'a>,
    setting: &'a Setting,
    chosen: &'a [super::easy_keys::Chosen],
}

impl Attempt<'_> {
    fn succeeds_by(&self, found: Option<ActionOfService<'_>>) -> Option<Vec<usize>> {
        if self.step.reach == Reach::OwnUser {
            return self.granted_on(&self.setting.user());
        }
        let Some(found) = found.filter(|found| !found.action.is_wildcard_only()) else {
            return self.granted_on("*");
        };
        let (needed, others) = types_of(found, self.step.types);
        if needed.is_empty() {
            return others.into_iter().find_map(|one| self.granted_on_one(one));
        }
        let mut by = Vec::new();
        for one in needed {
            by.extend(self.granted_on_one(one)?);
        }
        by.sort_unstable();
        by.dedup();
        Some(by)
    }

    fn granted_on_one(&self, of: &ResourceType) -> Option<Vec<usize>> {
        let chosen = || {
            let is_of_type =
                |text: &String| Arn::parse(text).is_some_and(|arn| of.fit(&arn).is_some());
            let fitting = self.samples().filter(is_of_type).collect::<Vec<_>>();
            fitting.into_iter().find_map(|arn| self.granted_on(&arn))
        };
        let other = self.setting.others(of).find_map(|arn| self.granted_on(&arn));
        match self.step.reach {
            Reach::Chosen => other.or_else(chosen),
            Reach::Others | Reach::OwnUser => other,
        }
    }

    /// What the policy's own resources look like.
    fn samples(&self) -> impl Iterator<Item = String> {
        let elements =
            self.subject.statements().filter_map(|statement| statement.written.resource.as_ref());
        let entries = elements.filter(|element| !element.negated).flat_map(|one| &one.entries);
        entries.filter_map(|entry| self.setting.sample(&entry.text))
    }

    fn granted_on(&self, resource: &str) -> Option<Vec<usize>> {
        let chosen = self.chosen.iter().map(|(key, value)| (&**key, &**value));
        let given: Vec<(&str, &str)> = self.step.given.iter().copied().chain(chosen).collect();
        let user = self.setting.user();
        let ask = Ask { principal: &user, action: self.step.action, resource };
        let Grant { decision, by, .. } = self.subject.grant(ask, &given)?;
        (decision == Decision::Allowed).then_some(by)
    }
}

/// The resource types that all are needed, and those of which one will do.
fn types_of<'c>(
    found: ActionOfService<'c>,
    named: &[&str],
) -> (Vec<&'c ResourceType>, Vec<&'c ResourceType>) {
    let types = || found.service.resource_types_of(found.action);
    let needed =
        types().filter(
            |(used, of)| {
                if named.is_empty() { used.required } else { named.contains(&&*of.name) }
            },
        );
    (needed.map(|(_, of)| of).collect(), types().map(|(_, of)| of).collect())
}
