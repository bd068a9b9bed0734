//! Actions by names that people know.

use super::Space;
use crate::aws::ActionName;
use crate::catalog::{AccessLevel, Action, Catalog};
use crate::compile::{ActionEntryTest, ActionTest, ResourcePattern};
use crate::text::Arrange;
use crate::value_set::{Part, Pattern};

/// Services that everybody knows, for statements about all.
const WELL_KNOWN: &[&str] = &["s3", "ec2", "iam"];

/// Actions that everybody knows.
const WELL_KNOWN_ACTIONS: &[&str] = &[
    "s3:putobject",
    "s3:getobject",
    "s3:deleteobject",
    "s3:listbucket",
    "ec2:runinstances",
    "ec2:terminateinstances",
    "ec2:describeinstances",
    "iam:createuser",
    "iam:passrole",
    "iam:getuser",
    "sts:assumerole",
    "kms:decrypt",
    "kms:encrypt",
    "dynamodb:putitem",
    "dynamodb:getitem",
    "sqs:sendmessage",
    "sqs:receivemessage",
    "sns:publish",
    "lambda:invokefunction",
    "secretsmanager:getsecretvalue",
    "ssm:getparameter",
    "logs:putlogevents",
];

/// In how many services actions are looked for.
const MOST_SERVICES: usize = 8;

/// What a statement is about.
pub(super) struct About<'s> {
    pub(super) test: &'s ActionTest,
    pub(super) resources: &'s [ResourcePattern],
    /// The service of the witness.
    pub(super) service: &'s str,
}

/// Actions that the statement may be about: those of the witness's service first; those that it
/// names, then those that everybody knows, then those that do most, and of equals the shortest. At
/// last names that nobody has.
pub(super) fn candidates(catalog: &Catalog, about: &About<'_>, space: &Space) -> Vec<ActionName> {
    let mut known = Vec::new();
    for service in services(about, space) {
        let Some(found) = catalog.service(&service) else { continue };
        let patterns = patterns(about.test, &service);
        let is_meant =
            |action: &&Action| patterns.iter().any(|one| one.matches(&action.lower_name));
        let mut actions: Vec<&Action> = found.actions.iter().filter(is_meant).collect();
        actions.retain(|action| !action.is_legacy);
        let is_named = |action: &Action| {
            patterns.iter().any(|one| one.as_literal() == Some(&*action.lower_name))
        };
        let known_as = |action: &Action| {
            let name = format!("{service}:{}", action.lower_name);
            let place = WELL_KNOWN_ACTIONS.iter().position(|known| *known == name);
            place.unwrap_or(usize::MAX)
        };
        actions.arrange_by_cached_key(|action| {
            let (level, name) = (rank(action.access_level), action.name.clone());
            (!is_named(action), known_as(action), level, name.len(), name)
        });
        known.extend(actions.iter().map(|action| format!("{service}:{}", action.name)));
        known.extend(invented(&service, &patterns));
    }
    known.iter().filter_map(|name| ActionName::parse(name)).collect()
}

fn rank(level: AccessLevel) -> u8 {
    match level {
        AccessLevel::Write => 0,
        AccessLevel::PermissionsManagement => 1,
        AccessLevel::Read => 2,
        AccessLevel::List => 3,
        AccessLevel::Tagging => 4,
    }
}

fn is_about_all(test: &ActionTest) -> bool {
    test.negated || test.entries.contains(&ActionEntryTest::Every)
}

/// The services of the statement's actions, that of the witness first; of a statement about all, those
/// of its resources and well-known ones before it.
fn services(about: &About<'_>, space: &Space) -> Vec<Box<str>> {
    let mut services: Vec<Box<str>> = Vec::new();
    if is_about_all(about.test) {
        services.extend(about.resources.iter().filter_map(service_of));
        services.extend(WELL_KNOWN.iter().map(|service| Box::from(*service)));
        services.push(about.service.into());
        services.extend(space.services());
    } else {
        services.push(about.service.into());
        services.extend(about.test.entries.iter().filter_map(|entry| match entry {
            ActionEntryTest::Of { service, .. } => Some(service.clone()),
            ActionEntryTest::Every | ActionEntryTest::Nothing => None,
        }));
    }
    let mut once: Vec<Box<str>> = Vec::new();
    for service in services {
        if !once.contains(&service) {
            once.push(service);
        }
    }
    once.truncate(MOST_SERVICES);
    once
}

fn service_of(entry: &ResourcePattern) -> Option<Box<str>> {
    let ResourcePattern::Arn(pattern, _) = entry else { return None };
    let [_, _, service, ..] = pattern.clone().into_parts();
    service.as_literal().map(Box::from)
}

/// What the statement says of names of this service's actions.
fn patterns(test: &ActionTest, service: &str) -> Vec<Pattern> {
    if is_about_all(test) {
        return vec![Pattern::glob("*")];
    }
    let entries = test.entries.iter();
    let own = entries.filter_map(|entry| match entry {
        ActionEntryTest::Of { service: of, name } if **of == *service => Some(name.clone()),
        _ => None,
    });
    own.collect()
}

/// `s3:GetExample` for `s3:get*`.
fn invented(service: &str, patterns: &[Pattern]) -> Vec<String> {
    let filled = |pattern: &Pattern| -> String {
        let text = |part: &Part| match part {
            Part::Literal(text) => capital(text),
            Part::AnyRun => "Example".to_owned(),
            Part::AnyCharacter => "x".to_owned(),
            Part::Variable(_) => String::new(),
        };
        pattern.parts().iter().map(text).collect()
    };
    patterns.iter().take(2).map(|pattern| format!("{service}:{}", filled(pattern))).collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}
