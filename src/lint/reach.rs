//! Whether a policy lets its holder do something to resources that are not its own.

use std::collections::BTreeMap;

use super::grant::Ask;
use super::setting::{OTHER_NAME, Setting};
use super::statement::StatementView;
use super::subject::Subject;
use crate::aws::{ActionName, Arn};
use crate::catalog::{Action, ActionOfService, ResourceType, Service};
use crate::compile::{CompiledStatement, ResourcePattern, ResourceTest};
use crate::policy::{ActionEntry, ActionPattern, Effect};
use crate::text::Span;
use crate::value_set::ArnView;

/// On what somebody wants to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// On a resource of another, which the policy does not name in particular.
    Others,
    /// On what the caller has, such as a role: any may be it, but not if the policy leaves out some.
    Held,
    /// On such a resource that has this name.
    Called(&'static str),
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

/// A step as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct StepTaken {
    action: Box<str>,
    reach: Reach,
    types: Vec<Box<str>>,
    given: Vec<(Box<str>, Box<str>)>,
}

impl StepTaken {
    fn of(step: &Step<'_>) -> Self {
        let given = step.given.iter().map(|(key, value)| ((*key).into(), (*value).into()));
        Self {
            action: step.action.into(),
            reach: step.reach,
            types: step.types.iter().map(|name| (*name).into()).collect(),
            given: given.collect(),
        }
    }
}

impl Subject<'_> {
    /// The Allow statements by which the policy alone lets somebody take a step, whoever has the
    /// policy and whatever is the case: `None` if it does not. A condition that any caller can
    /// satisfy does not count; every other one does.
    pub fn lets(&self, step: &Step<'_>) -> Option<Vec<usize>> {
        self.step_or(StepTaken::of(step), || self.lets_by(step))
    }

    fn lets_by(&self, step: &Step<'_>) -> Option<Vec<usize>> {
        let name = ActionName::parse(step.action)?;
        let about: Vec<&CompiledStatement> = self.allows_of(&name).collect();
        if about.is_empty() || (step.reach == Reach::Held && self.leaves_out(step.action)) {
            return None;
        }
        let (found, about) = (self.catalog().action(&name), &*about);
        self.settings().iter().find_map(|setting| {
            let chosen = self.easy_keys().iter();
            let mut tried =
                chosen.map(|chosen| Attempt { subject: self, step, setting, chosen, about });
            tried.find_map(|attempt| attempt.succeeds_by(found))
        })
    }

    /// Whether the policy allows an action on all resources but some, or forbids it on some.
    pub(super) fn leaves_out(&self, action: &str) -> bool {
        let about = || self.statements().filter(|one| one.covers_action(action));
        let is_all_but = |one: &StatementView<'_>| {
            one.is_allow() && one.written.resource.as_ref().is_some_and(|element| element.negated)
        };
        let is_of_all = |one: &StatementView<'_>| one.is_allow() && one.is_about_every_resource();
        about().any(|one| one.is_deny() && one.is_about_some_of(action))
            || (about().any(|one| is_all_but(&one)) && !about().any(|one| is_of_all(&one)))
    }

    /// The Allow statements that are about an action.
    fn allows_of(&self, name: &ActionName) -> impl Iterator<Item = &CompiledStatement> {
        let is_about =
            |one: &&CompiledStatement| one.effect == Effect::Allow && one.action.matches(name);
        self.compiled().0.statements.iter().filter(is_about)
    }
}

/// Whether the resources may be this one. A variable may stand for anything.
fn may_be_about(test: &ResourceTest, arn: &Arn) -> bool {
    let covers = |entry: &ResourcePattern| match entry {
        ResourcePattern::Everything => true,
        ResourcePattern::Nothing => false,
        ResourcePattern::Arn(pattern, _) => pattern.may_match(ArnView::exact(arn)),
    };
    test.negated || test.entries.iter().any(covers)
}

/// About how many actions of a statement a question is asked one by one.
const MOST_ASKED: usize = 300;

/// Actions as different as can be, of which some take no resource.
const ANYTHING: [&str; 5] = [
    "iam:CreateUser",
    "s3:DeleteBucket",
    "ec2:DescribeInstances",
    "kms:ScheduleKeyDeletion",
    "organizations:LeaveOrganization",
];

impl Subject<'_> {
    /// The statements that together allow every action on every resource; none if there is anything
    /// that they do not allow, or not in every case.
    pub fn full_access(&self) -> Vec<StatementView<'_>> {
        let numbers = self.full_access_or(|| {
            let together = if self.grants() { self.every_action() } else { Vec::new() };
            let lets = |action: &&str| self.lets(&Step::on_others(action)).is_some();
            let is_full = !together.is_empty() && ANYTHING.iter().all(lets);
            together.iter().filter(|_| is_full).map(|one| one.number).collect()
        });
        let view = |number: &usize| self.statements().nth(*number);
        numbers.iter().filter_map(view).collect()
    }

    /// One Allow of `*`, or one with `NotAction` and others that give back what it leaves out; all on
    /// every resource.
    fn every_action(&self) -> Vec<StatementView<'_>> {
        let wide = |one: &StatementView<'_>| one.is_allow() && one.is_about_every_resource();
        let wide: Vec<StatementView<'_>> = self.statements().filter(wide).collect();
        if let Some(one) = wide.iter().find(|one| one.is_about_every_action()) {
            return vec![*one];
        }
        let all_but = |one: &&StatementView<'_>| one.written.action.negated;
        let Some(most) = wide.iter().find(all_but) else { return Vec::new() };
        let giving_back = |left_out: &ActionEntry| wide.iter().find(|one| one.gives(left_out));
        let entries = most.written.action.entries.iter();
        let Some(rest) = entries.map(giving_back).collect::<Option<Vec<_>>>() else {
            return Vec::new();
        };
        let mut together: Vec<StatementView<'_>> = vec![*most];
        for one in rest {
            if together.iter().all(|other| other.number != one.number) {
                together.push(*one);
            }
        }
        together
    }
}

/// The actions of a kind that a statement lets somebody do to resources of others.
#[derive(Clone, Debug)]
pub struct OpenActions<'c> {
    /// In the order of the catalogue.
    pub actions: Vec<ActionOfService<'c>>,
    /// Whether there are no more: of very many not each is asked about.
    pub are_all: bool,
}

impl StatementView<'_> {
    /// Whether its resources are some, but not all, of the service that an action belongs to.
    fn is_about_some_of(&self, action: &str) -> bool {
        let service = action.split(':').next().unwrap_or(action);
        let is_of_service = |text: &str| {
            let field = text.split(':').nth(2);
            field.is_none_or(|field| field.eq_ignore_ascii_case(service) || field.contains('*'))
        };
        let Some(element) = &self.written.resource else { return false };
        let is_named = || element.entries.iter().any(|entry| is_of_service(&entry.text));
        !self.is_about_every_resource() && (element.negated || is_named())
    }

    /// Whether an entry of `Action` covers all that another statement leaves out.
    fn gives(&self, left_out: &ActionEntry) -> bool {
        let element = &self.written.action;
        let covers = |one: &ActionEntry| one.pattern.covers(&left_out.pattern);
        !element.negated && element.entries.iter().any(covers)
    }

    /// Where the statement says that it is about an action: the entry of `Action` that matches it,
    /// or the key `NotAction`.
    pub fn place_of(&self, action: &str) -> Span {
        let element = &self.written.action;
        let named = ActionPattern::parse(action);
        let covers = |one: &&ActionEntry| named.as_ref().is_ok_and(|name| one.pattern.covers(name));
        match element.entries.iter().find(covers) {
            Some(entry) if !element.negated => entry.span,
            _ => self.key_span(if element.negated { "NotAction" } else { "Action" }),
        }
    }

    /// Whether it is this statement that lets somebody take a step.
    pub fn lets(&self, step: &Step<'_>) -> bool {
        self.subject.lets(step).is_some_and(|by| by.contains(&self.number))
    }

    /// Whether this statement lets somebody do something to resources of others.
    pub fn lets_act_on_others(&self, action: &str) -> bool {
        self.lets(&Step::on_others(action))
    }

    /// The actions of a kind that have resource types and that this statement lets somebody do to
    /// resources of others.
    pub fn open_actions(&self, is_meant: impl Fn(&ActionOfService<'_>) -> bool) -> OpenActions<'_> {
        let is_meant = |one: &&ActionOfService<'_>| !one.action.is_wildcard_only() && is_meant(one);
        let meant = || self.actions().iter().filter(is_meant).copied();
        if !self.is_allow() || !self.may_reach_others() || meant().next().is_none() {
            return OpenActions { actions: Vec::new(), are_all: true };
        }
        if self.is_sure() {
            return OpenActions { actions: meant().collect(), are_all: true };
        }
        let mut reached = BTreeMap::new();
        let mut actions: Vec<ActionOfService<'_>> = meant().collect();
        actions.retain(|one| self.may_reach(one.service, one.action, &mut reached));
        let are_all = actions.len() <= MOST_ASKED;
        actions.truncate(MOST_ASKED);
        actions.retain(|one| self.lets_act_on_others(&one.full_name()));
        OpenActions { actions, are_all }
    }

    /// Whether this statement lets somebody do some action of a service to resources of others.
    pub fn opens_service(&self, prefix: &str) -> bool {
        let is_of_service = |one: &&ActionOfService<'_>| *one.service.prefix == *prefix;
        let takes_resource = |one: &&ActionOfService<'_>| !one.action.is_wildcard_only();
        let meant = || self.actions().iter().filter(is_of_service).filter(takes_resource);
        if !self.is_allow() || !self.may_reach_others() {
            return false;
        }
        let lets = |one: &ActionOfService<'_>| self.lets_act_on_others(&one.full_name());
        if self.is_sure() { meant().next().is_some() } else { meant().take(MOST_ASKED).any(lets) }
    }

    /// Whether the resources may be some of others' that an action takes. `reached` remembers that
    /// for each type, by service and number.
    fn may_reach<'c>(
        &self,
        service: &'c Service,
        action: &'c Action,
        reached: &mut BTreeMap<(&'c str, usize), bool>,
    ) -> bool {
        service.resource_types_of(action).any(|(used, of)| {
            let key = (&*service.prefix, used.resource_type);
            *reached.entry(key).or_insert_with(|| self.may_be_about(of))
        })
    }

    /// Whether the resources may be some of others' of a type. A variable may stand for anything.
    fn may_be_about(&self, of: &ResourceType) -> bool {
        let compiled = self.subject.compiled().0.statements.get(self.number);
        let Some(test) = compiled.and_then(|one| one.resource.as_ref()) else { return false };
        let settings = self.subject.settings().iter();
        let mut others = settings.flat_map(|setting| setting.named(of, OTHER_NAME));
        test.negated
            || others.any(|text| Arn::parse(&text).is_some_and(|arn| may_be_about(test, &arn)))
    }

    /// Whether it is about every resource, and neither a condition nor a Deny takes anything away.
    fn is_sure(&self) -> bool {
        let denies = self.subject.statements().any(|one| one.is_deny());
        self.is_about_every_resource() && self.written.conditions.is_empty() && !denies
    }

    /// Whether a resource that nobody named may be meant.
    fn may_reach_others(&self) -> bool {
        let Some(element) = &self.written.resource else { return false };
        let is_open = |text: &str| text.contains('*') || text.contains("${");
        element.negated || element.entries.iter().any(|entry| is_open(&entry.text))
    }
}

/// A step at a place, with the keys that a caller chooses.
struct Attempt<'a> {
    subject: &'a Subject<'a>,
    step: &'a Step<'a>,
    setting: &'a Setting,
    chosen: &'a [super::easy_keys::Chosen],
    /// The Allow statements about the action.
    about: &'a [&'a CompiledStatement],
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
        let name = match self.step.reach {
            Reach::Called(name) => name,
            Reach::Others | Reach::Held | Reach::OwnUser | Reach::Chosen => OTHER_NAME,
        };
        let other = self.setting.named(of, name).find_map(|arn| self.granted_on(&arn));
        match self.step.reach {
            Reach::Chosen => other.or_else(chosen),
            Reach::Others | Reach::Held | Reach::OwnUser | Reach::Called(_) => other,
        }
    }

    /// What the policy's own resources look like.
    fn samples(&self) -> impl Iterator<Item = String> {
        let elements =
            self.subject.statements().filter_map(|statement| statement.written.resource.as_ref());
        let entries = elements.filter(|element| !element.negated).flat_map(|one| &one.entries);
        entries.filter_map(|entry| self.setting.sample(&entry.text))
    }

    /// Whether some Allow statement about the action may be about a resource.
    fn may_be_about(&self, resource: &str) -> bool {
        let Some(arn) = Arn::parse(resource).filter(|_| !resource.contains(['*', '?'])) else {
            return true;
        };
        let mut tests = self.about.iter().map(|one| one.resource.as_ref());
        tests.any(|test| test.is_none_or(|test| may_be_about(test, &arn)))
    }

    fn granted_on(&self, resource: &str) -> Option<Vec<usize>> {
        if !self.may_be_about(resource) {
            return None;
        }
        let chosen = self.chosen.iter().map(|(key, value)| (&**key, &**value));
        let given: Vec<(&str, &str)> = self.step.given.iter().copied().chain(chosen).collect();
        let user = self.setting.user();
        let ask = Ask { principal: &user, action: self.step.action, resource };
        self.subject.surely_granted_by(ask, &given)
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
