//! Drafts that differ from another on one axis.

use super::ask::Subject;
use super::draft::Draft;
use super::known::{SomeAction, invented_for};
use super::resources::{at_large, near_entries};
use super::rest::usual;
use super::sample::variables;
use super::{callers, resources, values};
use crate::aws::{ActionName, PolicyKind, key};
use crate::evaluate::Element;
use crate::request::{Given, KeyState};
use crate::text::Arrange;

/// How many actions are tried for each entry.
const MOST_ACTIONS: usize = 24;

/// The draft at each value that an element lists, with the value's number. Several drafts for one
/// value are tries in the order of preference.
pub(super) fn listed(
    subject: &Subject<'_>,
    element: Element,
    draft: &Draft,
) -> Vec<(usize, Draft)> {
    match element {
        Element::Principal => callers::listed(subject, draft),
        Element::Action => listed_actions(subject, draft),
        Element::Resource => resources::listed(subject, draft),
        Element::Condition(number) => values::listed(subject, number, draft),
    }
}

/// The draft just beside each value that an element lists.
pub(super) fn unlisted(
    subject: &Subject<'_>,
    element: Element,
    draft: &Draft,
) -> Vec<(usize, Draft)> {
    match element {
        Element::Principal => callers::unlisted(subject, draft),
        Element::Action => unlisted_actions(subject, draft),
        Element::Resource => resources::unlisted(subject, draft),
        Element::Condition(number) => values::unlisted(subject, number, draft),
    }
}

fn listed_actions(subject: &Subject<'_>, draft: &Draft) -> Vec<(usize, Draft)> {
    let mut found = Vec::new();
    let scene = subject.scene;
    let resources = near_entries(subject, draft);
    let is_unfit = |name: &str| {
        !resources.is_empty() && !resources.iter().any(|resource| scene.suits(name, resource))
    };
    for (number, entry) in subject.written.action.entries.iter().enumerate() {
        let own = draft.action.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let mut some = scene.some_actions(&entry.pattern, &resources);
        some.arrange_by_cached_key(|some| {
            let is_other = !some.name.to_ascii_lowercase().starts_with(&own);
            (some.made_up, is_unfit(&some.name), is_other)
        });
        let made_up = some.iter_mut().filter(|some| some.made_up);
        for (some, name) in made_up.zip(invented_for(&entry.text)) {
            some.name = name;
        }
        if some.is_empty() && ActionName::parse(&entry.text).is_some() {
            some.push(SomeAction { name: entry.text.clone(), made_up: false });
        }
        let tried = some.into_iter().take(MOST_ACTIONS);
        found.extend(tried.map(|action| (number, with_action(subject, draft, action))));
    }
    found
}

/// Actions of the same services that the element does not list, with the number of the first entry
/// of their service; then of other services, but for a policy that only its own service asks.
fn unlisted_actions(subject: &Subject<'_>, draft: &Draft) -> Vec<(usize, Draft)> {
    let entries = &subject.written.action.entries;
    let first_of = |action: &str| {
        let service = |text: &str| text.split(':').next().map(str::to_ascii_lowercase);
        let position = entries.iter().position(|entry| service(&entry.text) == service(action));
        position.unwrap_or(entries.len())
    };
    let mut services = Vec::new();
    services.extend(ActionName::parse(&draft.action).map(|action| action.service().to_owned()));
    let listed = entries.iter().filter_map(|entry| Some(entry.text.split_once(':')?.0));
    services.extend(listed.map(str::to_ascii_lowercase));
    if !matches!(subject.kind(), PolicyKind::Resource | PolicyKind::Trust) {
        services.extend(["s3".to_owned(), "ec2".to_owned(), "iam".to_owned()]);
    }
    let mut seen = std::collections::BTreeSet::new();
    services.retain(|service| seen.insert(service.clone()));
    let is_outside = |name: &str| {
        let test = &subject.compiled.action;
        ActionName::parse(name).is_some_and(|name| test.matches(&name) == test.negated)
    };
    let scene = subject.scene;
    let beside = |service: &String| scene.actions_beside(service, draft, &is_outside);
    let mut actions: Vec<SomeAction> = services.iter().flat_map(beside).collect();
    let is_real =
        |some: &SomeAction| scene.is_real(&Draft { action: some.name.clone(), ..draft.clone() });
    actions.arrange_by_cached_key(|some| !is_real(some));
    let numbered = actions.into_iter().map(|action| (first_of(&action.name), action));
    numbered.map(|(value, action)| (value, with_action(subject, draft, action))).collect()
}

/// The draft with another action; a resource that only stands for the action's follows it.
pub(super) fn with_action(subject: &Subject<'_>, draft: &Draft, action: SomeAction) -> Draft {
    let mut other = Draft { action: action.name, made_up: action.made_up, ..draft.clone() };
    let scene = subject.scene;
    let usual = |draft: &Draft| at_large(scene, subject.kind(), draft).into_iter().next();
    let service = |draft: &Draft| draft.action.split(':').next().map(str::to_ascii_lowercase);
    let is_known = !scene.resources_for(&other.action, scene.home()).is_empty();
    if (is_known || service(draft) != service(&other))
        && usual(draft).as_deref() == Some(&*draft.resource)
        && let Some(resource) = usual(&other)
    {
        other.resource = resource.into();
    }
    other
}

/// The draft with a value for every variable of these texts. What only the caller has is not made
/// up.
pub(super) fn with_variables<'t>(
    subject: &Subject<'_>,
    texts: impl IntoIterator<Item = &'t str>,
    draft: &Draft,
) -> Draft {
    let (scene, version) = (subject.scene, subject.policy.document.version);
    let mut draft = draft.clone();
    for name in texts.into_iter().flat_map(|text| variables(text, version)) {
        let Some(context) = scene.context(&draft) else { return draft };
        let Some(key) = scene.key(&name) else { continue };
        let is_callers = matches!(scene.keys.global(key), Some(key::USERNAME | key::PRINCIPAL_ARN));
        if matches!(context.state(key), KeyState::Absent) && !is_callers {
            let value = usual(scene, key, &context.request);
            draft.context.insert(scene.keys.name(key).into(), Given::Values(vec![value]));
        }
    }
    draft
}
