//! What the catalogue says of actions, so that requests are ones that AWS sees.

use std::cmp::Reverse;

use super::draft::Draft;
use super::known::{self, SomeAction};
use super::scene::Scene;
use crate::aws::{ActionName, Arn};
use crate::catalog::{Action, ActionOfService, ResourceType, Service, Touched};
use crate::policy::ActionPattern;
use crate::text::Arrange;

/// How many actions of the catalogue are tried where none that is named or well known will do.
const MOST: usize = 12;

/// Among how many actions those are looked for that carry the keys of the request beside them.
const MOST_BESIDE: usize = 48;

/// How many well-known actions that suit are enough.
const ENOUGH: usize = 2;

impl<'c> Scene<'c> {
    /// An action that AWS lists today; `None` as well if there is no catalogue.
    pub(super) fn catalogued(&self, action: &str) -> Option<ActionOfService<'c>> {
        let found = self.catalog?.action(&ActionName::parse(action)?)?;
        (!found.action.is_legacy).then_some(found)
    }

    fn service(&self, prefix: &str) -> Option<&'c Service> {
        self.catalog?.service(prefix)
    }

    /// Whether AWS asks about such an action on such a resource.
    // AWS
    pub(super) fn suits(&self, action: &str, resource: &str) -> bool {
        let Some(found) = self.catalogued(action) else { return known::suits(action, resource) };
        match Arn::parse(resource) {
            Some(arn) => acts_on(found.service, found.action, &arn),
            None => found.action.is_wildcard_only(),
        }
    }

    /// The home region and account of made-up resources.
    pub(super) fn home(&self) -> Touched<'_> {
        let account = &self.cast.account;
        Touched { partition: "aws", region: known::REGION, account, named: None }
    }

    /// Resources that an action may be asked on, the likeliest first: one of each type that it takes,
    /// or `*`. None for an action that nobody knows.
    pub(super) fn resources_for(&self, action: &str, place: Touched<'_>) -> Vec<String> {
        let usual = known::usual_resource(action, place);
        let Some(found) = self.catalogued(action) else { return usual.into_iter().collect() };
        if found.action.is_wildcard_only() {
            return vec!["*".to_owned()];
        }
        let mut uses: Vec<_> = found.service.resource_types_of(found.action).collect();
        uses.arrange_by_cached_key(|(used, one)| {
            (!used.required, known_of_type(found.service, one, place).is_none())
        });
        let of_types = uses.into_iter().filter_map(|(_, one)| made_up(found.service, one, place));
        let mut resources: Vec<String> = Vec::new();
        for resource in usual.into_iter().chain(of_types) {
            if self.suits(action, &resource) && !resources.contains(&resource) {
                resources.push(resource);
            }
        }
        resources
    }

    /// Actions that an entry covers: those that policies name, those that everybody knows, others of
    /// AWS's where too few of those suit one of the resources, and invented ones where AWS has none.
    pub(super) fn some_actions(
        &self,
        pattern: &ActionPattern,
        resources: &[String],
    ) -> Vec<SomeAction> {
        let mut some = known::some_actions(pattern, &self.actions);
        let suits = |name: &str| resources.iter().any(|resource| self.suits(name, resource));
        let is_open = resources.is_empty();
        let suitable = some.iter().filter(|one| is_open || suits(&one.name)).count();
        if suitable < ENOUGH {
            let others = self.matching(pattern, resources);
            let (first, rest): (Vec<_>, Vec<_>) =
                others.iter().partition(|name| is_open || suits(name));
            let others = first.into_iter().take(MOST).chain(rest.into_iter().take(ENOUGH));
            push_real(&mut some, others.cloned());
        }
        if some.is_empty() || !self.is_complete(pattern) {
            some.extend(known::invented(pattern));
        }
        some
    }

    /// Whether the catalogue would have what a pattern stands for.
    fn is_complete(&self, pattern: &ActionPattern) -> bool {
        match pattern {
            ActionPattern::Of { service, .. } => self.service(service).is_some(),
            ActionPattern::Every | ActionPattern::Nothing => true,
        }
    }

    /// The catalogue's actions that an entry covers; of an entry that covers all, those of the
    /// resources' services.
    fn matching(&self, pattern: &ActionPattern, resources: &[String]) -> Vec<Box<str>> {
        let Some(catalog) = self.catalog else { return Vec::new() };
        let found = match pattern {
            ActionPattern::Every => {
                let services = resources.iter().filter_map(|resource| {
                    let arn = Arn::parse(resource)?;
                    Some(every_action_of(arn.service()))
                });
                services.flat_map(|pattern| catalog.matching(&pattern)).collect()
            }
            ActionPattern::Of { .. } | ActionPattern::Nothing => catalog.matching(pattern),
        };
        let listed = found.iter().filter(|one| !one.action.is_legacy);
        listed.map(|one| one.full_name().into()).collect()
    }

    /// Actions of a service for which `is_outside` holds, likewise; the likest in name first.
    pub(super) fn actions_beside(
        &self,
        service: &str,
        near: &Draft,
        is_outside: &dyn Fn(&str) -> bool,
    ) -> Vec<SomeAction> {
        let mut some = known::some_actions(&every_action_of(service), &self.actions);
        some.retain(|one| is_outside(&one.name));
        let is_real = |name: &str| self.is_real(&Draft { action: name.into(), ..near.clone() });
        if !some.iter().any(|one| is_real(&one.name)) {
            let mut others = self.matching(&every_action_of(service), &[]);
            others.retain(|name| is_outside(name));
            others.arrange_by_cached_key(|name| {
                (!self.suits(name, &near.resource), Reverse(common_ending(name, &near.action)))
            });
            others.truncate(MOST_BESIDE);
            others.arrange_by_cached_key(|name| !is_real(name));
            push_real(&mut some, others.into_iter().take(MOST));
        }
        if some.is_empty() || self.service(service).is_none() {
            let invented = known::invented(&every_action_of(service)).into_iter();
            some.extend(invented.filter(|one| is_outside(&one.name)));
        }
        some
    }
}

fn push_real(some: &mut Vec<SomeAction>, names: impl Iterator<Item = Box<str>>) {
    for name in names {
        if !some.iter().any(|one| one.name.eq_ignore_ascii_case(&name)) {
            some.push(SomeAction { name, made_up: false });
        }
    }
}

fn every_action_of(service: &str) -> ActionPattern {
    ActionPattern::Of { service: service.into(), name: "*".into() }
}

/// Whether one of the action's types describes the ARN, and no type of the service does better.
// AWS: R-11
fn acts_on(service: &Service, action: &Action, arn: &Arn) -> bool {
    let own = service.resource_types_of(action).filter_map(|(_, one)| one.fit(arn)).max();
    own.is_some() && own == best_fit(service, arn)
}

fn best_fit(service: &Service, arn: &Arn) -> Option<usize> {
    service.resource_types.iter().filter_map(|one| one.fit(arn)).max()
}

/// A resource of a type: one as people know them, else one by the type's format.
fn made_up(service: &Service, one: &ResourceType, place: Touched<'_>) -> Option<String> {
    let by_format = || Some(one.wildcard_arn(place)?.as_str().replace('*', "example"));
    known_of_type(service, one, place).or_else(by_format)
}

fn known_of_type(service: &Service, one: &ResourceType, place: Touched<'_>) -> Option<String> {
    let is_of_type = |text: &String| {
        let arn = Arn::parse(text);
        arn.is_some_and(|arn| one.fit(&arn).is_some() && one.fit(&arn) == best_fit(service, &arn))
    };
    known::resources_of_service(&service.prefix, place).find(is_of_type)
}

/// How many letters the ends of two names share.
fn common_ending(one: &str, other: &str) -> usize {
    let letters = |text: &str| text.to_ascii_lowercase().into_bytes();
    let (one, other) = (letters(one), letters(other));
    one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count()
}
